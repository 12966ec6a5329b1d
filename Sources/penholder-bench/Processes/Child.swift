import Foundation
import Glibc
import Spawning

/// A process of ours with a pipe to its standard input and one from its standard output. It is killed,
/// and waited for, when it is let go.
final class Child {
  let process: pid_t
  private let input: Int32
  private let output: Int32
  /// What has come after the last whole line.
  private var rest: [UInt8] = []
  /// Its exit code, or 128 and the signal that killed it, once it has been waited for.
  private var status: Int32?

  /// - Parameter quiet: whether its standard error goes nowhere.
  init(_ words: [String], environment: [String: String]? = nil, quiet: Bool = false) throws {
    let (theirInput, ourInput) = try Self.pipe()
    let (ourOutput, theirOutput) = try Self.pipe()
    defer { for descriptor in [theirInput, theirOutput] { close(descriptor) } }
    (input, output) = (ourInput, ourOutput)
    do {
      var spawn = Spawn(
        words, environment: environment ?? ProcessInfo.processInfo.environment,
        preparations: [.copy(theirInput, to: 0), .copy(theirOutput, to: 1)])
      if quiet { spawn.preparations.append(.open(2, path: "/dev/null", flags: O_WRONLY)) }
      process = try spawn.start()
    } catch {
      for descriptor in [ourInput, ourOutput] { close(descriptor) }
      throw error
    }
  }

  deinit {
    end(by: SIGKILL)
    close(input)
    close(output)
  }

  /// Sends a signal; its end is not waited for.
  func signal(_ number: Int32) { kill(process, number) }

  /// Stops it and waits until all of it stands still: what is asked of it before that, it may begin, and
  /// stop within.
  func stop() {
    kill(process, SIGSTOP)
    var status: Int32 = 0
    // SAFETY: one integer.
    while unsafe waitpid(process, &status, WUNTRACED) < 0, errno == EINTR {}
  }

  /// Sends a signal that ends it, and waits for that.
  func end(by number: Int32) {
    guard status == nil else { return }
    kill(process, number)
    status = Spawn.exitStatus(of: process)
  }

  /// How it has ended, if it has: its exit code, or 128 and the signal that killed it.
  func ending() -> Int32? {
    if status == nil { status = Spawn.exitStatusIfEnded(of: process) }
    return status
  }

  /// Writes a line to its standard input.
  func send(_ line: String) throws {
    let bytes = Array((line + "\n").utf8)
    // SAFETY: the array outlives the call. A line is shorter than what a pipe takes at once.
    let count = unsafe bytes.withUnsafeBytes { unsafe write(input, $0.baseAddress, $0.count) }
    guard count == bytes.count else { throw BenchError("A process does not listen any more.") }
  }

  /// The next line of its standard output.
  func line(within limit: UInt64 = .milliseconds(30_000)) throws -> String {
    let deadline = Clock.now() + limit
    var buffer = [UInt8](repeating: 0, count: 65_536)
    while true {
      if let end = rest.firstIndex(of: 0x0A) {
        defer { rest.removeSubrange(...end) }
        return String(decoding: rest[..<end], as: UTF8.self)
      }
      let now = Clock.now()
      guard now < deadline else { throw BenchError("A process did not answer in time.") }
      var entry = pollfd(fd: output, events: Int16(POLLIN), revents: 0)
      // SAFETY: the structure outlives the call, which is told of one entry.
      let ready = unsafe poll(&entry, 1, Int32(clamping: (deadline - now + 999_999) / 1_000_000))
      guard ready > 0 else { continue }
      // SAFETY: the buffer and its own count.
      let count = unsafe buffer.withUnsafeMutableBytes {
        unsafe read(output, $0.baseAddress, $0.count)
      }
      guard count > 0 else { throw BenchError("A process has ended before its answer.") }
      rest += buffer[..<count]
    }
  }

  private static func pipe() throws -> (read: Int32, write: Int32) {
    var ends: [Int32] = [-1, -1]
    // SAFETY: two integers.
    guard unsafe Glibc.pipe(&ends) == 0 else {
      throw BenchError("There is no pipe to be had (errno \(errno)).")
    }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    return (ends[0], ends[1])
  }
}

extension Child {
  /// Waits until a server answers: until `ask` throws no more.
  func waitUntilItAnswers(_ ask: () throws -> Void) throws {
    let deadline = Clock.now() + .milliseconds(20_000)
    while true {
      do { return try ask() } catch {
        guard Clock.now() < deadline, ending() == nil else { throw error }
        // Nothing tells when a server answers.
        usleep(5_000)
      }
    }
  }

  /// Which of these has something to say; nil when none has until then.
  static func firstToSpeak(_ children: [Child], within limit: UInt64) throws -> Int? {
    if let index = children.firstIndex(where: { !$0.rest.isEmpty }) { return index }
    var entries = children.map { pollfd(fd: $0.output, events: Int16(POLLIN), revents: 0) }
    // SAFETY: as many entries as the call is told of.
    let ready = unsafe poll(&entries, nfds_t(entries.count), Int32(clamping: limit / 1_000_000))
    return ready > 0 ? entries.firstIndex { $0.revents != 0 } : nil
  }
}
