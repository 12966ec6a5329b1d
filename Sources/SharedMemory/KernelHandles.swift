import CPlatform
import Glibc

/// CLOCK_MONOTONIC in nanoseconds: comparable between all processes of a host; it stands still while
/// the machine is suspended, so a lease does not run out in a sleeping laptop.
package func monotonicNow() -> UInt64 { platform_monotonic_ns() }

/// CLOCK_REALTIME in nanoseconds: what dates files, and nothing else here.
package func wallClockNow() -> UInt64 {
  var time = timespec()
  // SAFETY: one timespec; this clock exists everywhere.
  unsafe clock_gettime(CLOCK_REALTIME, &time)
  return nanoseconds(time)
}

/// 0 for what lies before 1970.
func nanoseconds(_ time: timespec) -> UInt64 {
  UInt64(clamping: time.tv_sec) &* 1_000_000_000 &+ UInt64(clamping: time.tv_nsec)
}

/// What may be done with a file.
package enum FileAccess: Sendable {
  case read
  case write

  /// Whether the effective user may, as far as permissions and the file system tell.
  package func check(_ path: String) throws(SystemError) {
    try systemCall("open", path: path) {
      unsafe platform_may_access(path, self == .write ? 1 : 0)
    }
  }
}

/// Lets another thread run that waits for this processor, if there is one.
package func yieldProcessor() { sched_yield() }

/// The effective user of this process.
package func currentUser() -> UInt32 { geteuid() }

/// This process.
package func currentProcess() -> Int32 { getpid() }

/// The identity of this process's pid namespace; a pid means something only within it.
package func pidNamespace() -> UInt64 { platform_pid_namespace() }

/// Which start of the machine this is: a random number that the kernel makes at each; zeros where
/// /proc does not tell.
package let bootIdentity: (high: UInt64, low: UInt64) = {
  let digits = (kernelText(at: "/proc/sys/kernel/random/boot_id") ?? "").filter(\.isHexDigit)
  let (first, second) = (digits.prefix(16), digits.dropFirst(16).prefix(16))
  return (UInt64(first, radix: 16) ?? 0, UInt64(second, radix: 16) ?? 0)
}()

/// What a file of /proc says, all of it; nil when there is none that can be read.
///
/// Such a file comes a page at a time, and a short read is not its end: Foundation takes it for that
/// and reads one page.
package func kernelText(at path: String) -> String? {
  let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
  guard descriptor >= 0 else { return nil }
  defer { close(descriptor) }
  var text: [UInt8] = []
  var page = [UInt8](repeating: 0, count: 1 << 14)
  while true {
    // SAFETY: the buffer and its count belong together.
    let count = unsafe page.withUnsafeMutableBytes { bytes in
      unsafe read(descriptor, bytes.baseAddress, bytes.count)
    }
    if count < 0 && errno == EINTR { continue }
    if count <= 0 { return count == 0 ? String(decoding: text, as: UTF8.self) : nil }
    text += page[..<count]
  }
}

/// Handles SIGBUS in this process from now on: see `MultiTabDatabase.surviveTruncation()`.
package func catchBusErrors(beforeEnding: (@convention(c) () -> Void)?) {
  platform_catch_bus_errors(beforeEnding)
}

/// The type number that statfs(2) gives for the file system of `path`.
package func fileSystemType(of path: String) throws(SystemError) -> UInt32 {
  let type = unsafe platform_filesystem_type(path)
  guard type >= 0 else { throw SystemError(code: Int32(-type), call: "statfs", path: path) }
  return UInt32(truncatingIfNeeded: type)
}

/// A descriptor that becomes readable when a process has terminated.
package final class ProcessWatch: Sendable {
  fileprivate let descriptor: Int32

  /// Nil when no such process can be seen from here.
  package init?(pid: Int32) {
    let result = platform_pidfd_open(pid)
    guard pid > 0, result >= 0 else { return nil }
    descriptor = result
  }

  deinit { close(descriptor) }
}

/// Lets one thread of this process end another's ``wait(for:timeout:)``.
package final class Waker: Sendable {
  private let descriptor: Int32

  package init() throws(SystemError) {
    descriptor = try systemCall("eventfd") { platform_eventfd() }
  }

  deinit { close(descriptor) }

  /// What ended a wait.
  package struct Reasons: OptionSet, Sendable {
    package let rawValue: Int32
    package init(rawValue: Int32) { self.rawValue = rawValue }
    /// ``wake()`` was called.
    package static let woken = Reasons(rawValue: 1)
    /// The watched process has terminated.
    package static let processEnded = Reasons(rawValue: 2)
  }

  /// Ends the current wait, or the next one. Any thread; async-signal-safe.
  package func wake() { platform_eventfd_signal(descriptor) }

  /// Sleeps until woken, until the watched process ends, or `timeout` nanoseconds.
  package func wait(for process: ProcessWatch?, timeout: UInt64) -> Reasons {
    let limit = Int64(clamping: timeout)
    let ready = platform_poll_two(descriptor, process?.descriptor ?? -1, limit)
    guard ready > 0 else { return [] }
    let reasons = Reasons(rawValue: ready)
    if reasons.contains(.woken) { platform_eventfd_drain(descriptor) }
    return reasons
  }
}

/// Starts a thread of its own for work that blocks; never the cooperative pool's.
package func startThread(
  named name: String, _ body: @escaping @Sendable () -> Void
) throws(SystemError) {
  var thread = pthread_t()
  let box = unsafe Unmanaged.passRetained(ThreadBody(name: name, body: body))
  let status = unsafe pthread_create(
    &thread, nil,
    { argument in
      guard let argument = unsafe argument else { return nil }
      // SAFETY: the retained box passed below, taken over exactly once.
      let body = unsafe Unmanaged<ThreadBody>.fromOpaque(argument).takeRetainedValue()
      unsafe platform_name_thread(body.name)
      body.body()
      return nil
    }, box.toOpaque())
  guard status == 0 else {
    unsafe box.release()
    throw SystemError(code: status, call: "pthread_create")
  }
  pthread_detach(thread)
}

private final class ThreadBody: Sendable {
  let name: String
  let body: @Sendable () -> Void

  init(name: String, body: @escaping @Sendable () -> Void) {
    self.name = name
    self.body = body
  }
}
