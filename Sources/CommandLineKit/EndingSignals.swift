import Foundation
import Synchronization

/// The signals that end or suspend this process, taken one after another by the main thread, so that
/// what they set off may wait and lock; in a signal handler it could not.
package enum EndingSignals {
  /// Which ask for an end.
  package static let endings = [SIGINT, SIGTERM, SIGHUP]

  private static let handler = Mutex<(@Sendable (Int32) -> Void)?>(nil)

  /// Blocks the signals in every thread; to be called before there is a second one.
  ///
  /// A signal that was ignored when the process started (nohup, a shell's background job) stays so.
  package static func block() -> sigset_t {
    signal(SIGPIPE, SIG_IGN)
    // A file that may not grow any more (ulimit -f) is an error of that write.
    signal(SIGXFSZ, SIG_IGN)
    var set = sigset_t()
    unsafe sigemptyset(&set)
    for number in endings + [SIGTSTP] where !isIgnored(number) { unsafe sigaddset(&set, number) }
    unsafe pthread_sigmask(SIG_BLOCK, &set, nil)
    return set
  }

  /// Takes the blocked signals one after another, for the rest of the process's life.
  package static func take(_ set: sigset_t) -> Never {
    var set = set
    while true {
      var number: Int32 = 0
      guard unsafe sigwait(&set, &number) == 0 else { continue }
      if let handler = handler.withLock({ $0 }) { handler(number) } else { actByDefault(number) }
    }
  }

  /// Blocks the signals and takes them on a thread of their own: for a program whose main thread is
  /// busy. To be called before there is a second one.
  package static func takeAside() {
    let set = block()
    Thread.detachNewThread { take(set) }
  }

  /// From now on, calls `handler` on the main thread, where it may wait.
  package static func handle(_ handler: @escaping @Sendable (Int32) -> Void) {
    Self.handler.withLock { $0 = handler }
  }

  /// From now on, what a signal does by default.
  package static func letBe() { handler.withLock { $0 = nil } }

  /// Does to the calling thread's process what `number` does by default; returns only from a stop,
  /// when the process is continued.
  package static func actByDefault(_ number: Int32) {
    if number == SIGTSTP {
      // SIGTSTP itself is discarded where no shell could continue the process. Raised for this
      // thread, it takes effect before `raise` returns.
      raise(SIGSTOP)
      return
    }
    signal(number, SIG_DFL)
    var set = sigset_t()
    unsafe sigemptyset(&set)
    unsafe sigaddset(&set, number)
    unsafe pthread_sigmask(SIG_UNBLOCK, &set, nil)
    raise(number)
  }

  private static func isIgnored(_ number: Int32) -> Bool {
    var action = sigaction()
    guard unsafe sigaction(number, nil, &action) == 0 else { return false }
    // SIG_IGN is a macro that Swift sees as a function; the kernel's number for it is 1.
    // SAFETY: both are one machine word, and it is only compared.
    return unsafe unsafeBitCast(action.__sigaction_handler.sa_handler, to: Int.self) == 1
  }
}
