import Foundation
import Penholder

/// A queue of shell commands, worked through by as many processes as one likes:
///
///     example-jobs jobs.sqlite add 'make test' 'make site'
///     example-jobs jobs.sqlite work ann        # in one terminal
///     example-jobs jobs.sqlite work ben        # in another
///
/// A job is claimed by exactly one worker at a time. One that fails is tried three times. The job of a
/// worker that died is taken over when its claim has run out: a command must bear being run again.
@main
enum Jobs {
  static let usage = """
    Usage: example-jobs DB add COMMAND...
           example-jobs DB work NAME [CLAIM-SECONDS]    until it is ended
           example-jobs DB drain NAME [CLAIM-SECONDS]   until no job is left
    """

  static func main() async throws {
    let words = Array(CommandLine.arguments.dropFirst())
    guard words.count > 2, ["add", "work", "drain"].contains(words[1]) else {
      say(usage)
      exit(EX_USAGE)
    }
    let claim = words.count > 3 ? max(1, Int(words[3]) ?? 60) : 60
    do {
      let db = try await MultiTabDatabase.open(at: words[0])
      let queue = JobQueue(db: db, claim: claim)
      try await queue.prepare()
      switch words[1] {
      case "add":
        for command in words.dropFirst(2) { say("job \(try await queue.add(command)): \(command)") }
      default: try await work(queue, as: words[2], untilEmpty: words[1] == "drain")
      }
      await db.close()
    } catch {
      FileHandle.standardError.write(Data("example-jobs: \(error)\n".utf8))
      exit(EX_IOERR)
    }
  }

  static func work(_ queue: JobQueue, as name: String, untilEmpty: Bool) async throws {
    // One wake-up waits at most. It is asked for before the first look, so none is missed.
    let (wakes, wake) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
    let changes = queue.db.changes(in: ["job"])
    let listening = Task {
      for await _ in changes { wake.yield() }
      wake.finish()
    }
    // No commit tells that a claim has run out.
    let clock = Task {
      while true {
        try await Task.sleep(for: .seconds(queue.claim))
        wake.yield()
      }
    }
    defer {
      listening.cancel()
      clock.cancel()
    }
    wake.yield()
    for await _ in wakes {
      while let job = try await queue.take(by: name) {
        say("\(name) runs job \(job.id), attempt \(job.attempt)")
        let state = try await queue.finish(job, succeeded: try await run(job.command))
        say("job \(job.id): \(state ?? "taken over by another worker")")
      }
      let isEmpty = try await queue.open() == 0
      if untilEmpty && isEmpty { return }
    }
  }

  /// Runs a command, and tells whether it succeeded. Holds up no thread meanwhile.
  static func run(_ command: String) async throws -> Bool {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/sh")
    process.arguments = ["-c", command]
    return try await withCheckedThrowingContinuation { continuation in
      process.terminationHandler = { continuation.resume(returning: $0.terminationStatus == 0) }
      do { try process.run() } catch { continuation.resume(throwing: error) }
    }
  }

  /// A line at once, even into a pipe, where `print` keeps them back.
  static func say(_ line: String) { FileHandle.standardOutput.write(Data("\(line)\n".utf8)) }
}
