import Foundation
import Glibc
import Spawning
import Synchronization

/// A child with pipes for its three standard descriptors; reaped by a thread of its own.
final class ChildProcess: Sendable {
  let pid: pid_t
  private let input: Mutex<Int32>
  private let reaping: Mutex<Reaping>

  private struct Reaping {
    var status: Int32?
    var waiters: [CheckedContinuation<Void, Never>] = []
  }

  /// No pipe can be had: an errno.
  struct PipeError: Error { var code: Int32 }

  /// One at a time: a child must not inherit another's pipe, or it would never see its end.
  private static let spawning = Mutex<Void>(())

  /// - Parameters:
  ///   - environment: what is added to this process's own.
  ///   - output: called for every chunk of standard output (1) and error (2), and with nil at the
  ///     end of both, on a thread of the child's own.
  init(
    _ program: String, _ arguments: [String], environment: [String: String] = [:],
    output: @escaping @Sendable (Int32, ArraySlice<UInt8>?) -> Void
  ) throws {
    _ = Glibc.signal(SIGPIPE, SIG_IGN)
    let (pid, ours) = try Self.spawning.withLock { _ in
      try Self.spawn(program, arguments, environment)
    }
    self.pid = pid
    input = Mutex(ours[0])
    reaping = Mutex(Reaping())
    let errors = DispatchSemaphore(value: 0)
    Thread.detachNewThread {
      Self.drain(ours[2]) { output(2, $0) }
      errors.signal()
    }
    Thread.detachNewThread { [self] in
      Self.drain(ours[1]) { output(1, $0) }
      errors.wait()
      // First only seen to have ended, then reaped where no signal can be sent any more: its number
      // may be another's at once.
      var end = unsafe siginfo_t()
      // SAFETY: one siginfo_t.
      while unsafe waitid(P_PID, id_t(pid), &end, WEXITED | WNOWAIT) < 0 && errno == EINTR {}
      let waiters = reaping.withLock { reaping in
        reaping.status = Spawn.exitStatus(of: pid)
        defer { reaping.waiters = [] }
        return reaping.waiters
      }
      output(1, nil)
      for waiter in waiters { waiter.resume() }
    }
  }

  private static func spawn(
    _ program: String, _ arguments: [String], _ environment: [String: String]
  ) throws -> (pid_t, ours: [Int32]) {
    var ours: [Int32] = []
    var theirs: [Int32] = []
    for descriptor in 0...2 {
      var ends: [Int32] = [-1, -1]
      // SAFETY: two descriptors fit.
      guard unsafe pipe(&ends) == 0 else { throw PipeError(code: errno) }
      for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
      ours.append(descriptor == 0 ? ends[1] : ends[0])
      theirs.append(descriptor == 0 ? ends[0] : ends[1])
    }
    defer { for descriptor in theirs { close(descriptor) } }
    let spawn = Spawn(
      [program] + arguments,
      environment: ProcessInfo.processInfo.environment.merging(environment) { $1 },
      preparations: theirs.enumerated().map { .copy($1, to: Int32($0)) })
    do { return (try spawn.start(), ours) } catch {
      for descriptor in ours { close(descriptor) }
      throw error
    }
  }

  private static func drain(_ descriptor: Int32, _ take: (ArraySlice<UInt8>) -> Void) {
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      // SAFETY: the buffer and its count belong together.
      let count = unsafe buffer.withUnsafeMutableBytes { bytes in
        unsafe read(descriptor, bytes.baseAddress, bytes.count)
      }
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else { break }
      take(buffer[..<count])
    }
    close(descriptor)
  }

  // MARK: Driving it

  /// Writes to its standard input; to a child that has gone, nothing happens.
  func send(_ bytes: [UInt8]) {
    input.withLock { descriptor in
      var written = 0
      while descriptor >= 0, written < bytes.count {
        let count = unsafe bytes.withUnsafeBytes { buffer in
          // SAFETY: `written` is less than the count.
          unsafe write(descriptor, buffer.baseAddress! + written, buffer.count - written)
        }
        if count < 0 && errno != EINTR { return }
        written += max(count, 0)
      }
    }
  }

  /// Ends its standard input.
  func closeInput() {
    input.withLock { descriptor in
      if descriptor >= 0 { close(descriptor) }
      descriptor = -1
    }
  }

  func signal(_ number: Int32) {
    // Not once it has been reaped: the pid may be somebody else's.
    reaping.withLock { reaping in
      if reaping.status == nil { kill(pid, number) }
    }
  }

  /// Whether it has not been reaped yet.
  var isAlive: Bool { reaping.withLock { $0.status == nil } }

  /// Waits for its end: its exit code, or 128 and the signal that killed it, as a shell says it.
  func ended() async -> Int32 {
    await withCheckedContinuation { continuation in
      let isOver = reaping.withLock { reaping in
        if reaping.status == nil { reaping.waiters.append(continuation) }
        return reaping.status != nil
      }
      if isOver { continuation.resume() }
    }
    return reaping.withLock { $0.status ?? 0 }
  }

  deinit {
    closeInput()
  }
}
