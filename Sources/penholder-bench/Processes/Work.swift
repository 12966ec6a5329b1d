import ArgumentParser
import Foundation
import Synchronization

/// What a process of a run does: it is sent as JSON to this very program, which runs it.
protocol Work: Codable, Sendable {
  /// What it is called on the command line.
  static var kind: String { get }
  /// Does it, talking with whoever started it.
  func run(_ boss: Boss) throws
}

/// The one who started this process, at the other end of its standard input and output.
final class Boss: Sendable {
  private let lock = Mutex(())

  /// Tells something, as one line. Any thread.
  func tell(_ message: some Encodable) throws {
    let line = try JSONEncoder().encode(message) + [0x0A]
    lock.withLock { _ in FileHandle.standardOutput.write(line) }
  }

  /// The next word from there. Where there is none any more, the run is over and so is this process.
  func next() -> String {
    guard let line = readLine() else { exit(0) }
    return line
  }

  /// Lets this process end with the run, whatever it does then. Reads the input itself: who would sleep in
  /// the library's own buffer would hold up the end of the process.
  func endWithTheRun() {
    Thread.detachNewThread {
      var byte: UInt8 = 0
      // SAFETY: one byte.
      while unsafe read(0, &byte, 1) > 0 {}
      _exit(0)
    }
  }

  /// Waits for the end of the run.
  func waitForEnd() -> Never { while true { _ = next() } }
}

/// A process that does some work, seen by who started it.
struct Worker {
  let child: Child

  init(_ work: some Work) throws {
    let json = String(decoding: try JSONEncoder().encode(work), as: UTF8.self)
    child = try Child([Programs.own, "work", type(of: work).kind, json])
  }

  /// What it tells next.
  func hear<Message: Decodable>(
    _ type: Message.Type = Message.self, within limit: UInt64 = .milliseconds(30_000)
  ) throws -> Message {
    let line = Data(try child.line(within: limit).utf8)
    if let complaint = try? JSONDecoder().decode(Complaint.self, from: line) {
      throw BenchError(complaint.complaint)
    }
    return try JSONDecoder().decode(type, from: line)
  }

  /// Why it has ended.
  var reason: any Error {
    do { return BenchError("A process has ended after \(try hear(String.self)).") } catch {
      return error
    }
  }
}

/// Why a worker cannot go on.
struct Complaint: Codable { let complaint: String }

/// `penholder-bench work`, for the program's own use.
struct WorkCommand: ParsableCommand {
  static let configuration = CommandConfiguration(commandName: "work", shouldDisplay: false)

  static let kinds: [any Work.Type] = [
    LeadingWork.self, QueueingWork.self, DirectSQLiteWork.self,
    DirectGRDBWork.self, PostgreSQLWritesWork.self, RedisWritesWork.self, StandingWork.self,
    AskingWork.self, ProcessDeathWork.self, FileLockWork.self, AdvisoryLockWork.self,
    RedisLockWork.self, EtcdLockWork.self, OpeningWork.self, ChangingWork.self,
    RefreshingWork.self, RingWork.self, NotifyWork.self,
  ]

  @Argument var kind: String
  @Argument var work: String

  func run() throws {
    guard let type = Self.kinds.first(where: { $0.kind == kind }) else {
      throw ValidationError("There is no such work.")
    }
    let boss = Boss()
    do {
      try JSONDecoder().decode(type, from: Data(work.utf8)).run(boss)
    } catch {
      try boss.tell(Complaint(complaint: "\(error)"))
      throw ExitCode.failure
    }
  }
}

/// Runs something asynchronous on a thread that may block.
func blocking<Value: Sendable>(
  _ body: @escaping @Sendable () async throws -> Value
) throws -> Value {
  let result = Mutex<Result<Value, any Error>?>(nil)
  let done = DispatchSemaphore(value: 0)
  Task.detached {
    do {
      let value = try await body()
      result.withLock { $0 = .success(value) }
    } catch {
      result.withLock { $0 = .failure(error) }
    }
    done.signal()
  }
  done.wait()
  guard let outcome = result.withLock({ $0 }) else { throw BenchError("Nothing came of it.") }
  return try outcome.get()
}
