import Foundation
import Glibc
import Penholder

/// The threads that any command needs.
package enum Threads {
  /// Refuses to start where they cannot be had: the runtime would wait for them for ever, without a word.
  ///
  /// Looked at only where a limit is low enough to be the reason; a few dozen microseconds then.
  package static func require() throws(Failure) {
    guard isLimited else { return }
    var threads: [pthread_t] = []
    defer {
      for _ in threads { gate.signal() }
      // Each was started here and is joined once.
      for thread in threads { pthread_join(thread, nil) }
    }
    for _ in 0..<needed {
      var thread = pthread_t()
      // SAFETY: the thread touches the gate and nothing else.
      let code = unsafe pthread_create(
        &thread, nil,
        { _ in
          Threads.gate.wait()
          return nil
        }, nil)
      guard code == 0 else {
        throw Failure(
          "IO_ERROR",
          "No thread can be started: end some processes, or raise the limits (ulimit -u, ulimit -v).",
          exit: EX_IOERR)
      }
      threads.append(thread)
    }
  }

  /// Two of the runtime's, and two of the library's. A tab has a few more, which it asks for one by one.
  private static let needed = 4
  private static let gate = DispatchSemaphore(value: 0)

  private static var isLimited: Bool {
    func limit(_ resource: Int32) -> rlim_t {
      var limit = rlimit()
      // SAFETY: one structure.
      let code = unsafe getrlimit(resource, &limit)
      return code == 0 ? limit.rlim_cur : .max
    }
    // RLIMIT_NPROC and RLIMIT_AS, which are no constants that Swift sees.
    return limit(6) < 1_024 || limit(9) < 4 << 30
  }
}
