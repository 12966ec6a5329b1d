import Foundation
import Glibc

/// The signals that concern the screen, taken by a thread of their own instead of by handlers.
///
/// `block` must run before any other thread is started: threads inherit the mask, and only a signal
/// that is blocked everywhere waits for `sigwait`.
enum Signals {
  private static let ours = [SIGTSTP, SIGCONT, SIGWINCH] + ends
  /// Those that end the process: whoever sends one finds the terminal as it was, and another leader.
  private static let ends = [
    SIGHUP, SIGTERM, SIGINT, SIGQUIT, SIGALRM, SIGUSR1, SIGUSR2, SIGXCPU,
  ]

  /// Keeps the signals from acting by themselves.
  static func block() {
    var set = signalSet(ours)
    // SAFETY: the set outlives the call.
    unsafe pthread_sigmask(SIG_BLOCK, &set, nil)
  }

  /// Calls `handle` for each signal, on the thread that waits for them.
  static func start(_ handle: @escaping @Sendable (Int32) -> Void) {
    Thread.detachNewThread {
      Thread.current.name = "signals"
      var set = signalSet(ours)
      while true {
        var number: Int32 = 0
        // SAFETY: both outlive the call.
        if unsafe sigwait(&set, &number) == 0 { handle(number) }
      }
    }
  }

  /// Stops the process group as the terminal's suspend key would; returns when it is continued.
  ///
  /// SIGTSTP at its default action, let through on this thread alone, and not SIGSTOP: the kernel
  /// drops it where no shell is left that could continue us.
  static func stopProcess() {
    var set = signalSet([SIGTSTP])
    // SAFETY: the set outlives the calls.
    unsafe pthread_sigmask(SIG_UNBLOCK, &set, nil)
    raise(SIGTSTP)
    unsafe pthread_sigmask(SIG_BLOCK, &set, nil)
  }

  /// Writing to a closed pipe is an error instead of the process's death.
  /// So is writing to a file that may not grow any more (ulimit -f).
  static func ignoreBrokenPipes() {
    signal(SIGPIPE, SIG_IGN)
    signal(SIGXFSZ, SIG_IGN)
  }

  private static func signalSet(_ numbers: [Int32]) -> sigset_t {
    var set = sigset_t()
    // SAFETY: the set outlives the calls.
    unsafe sigemptyset(&set)
    for number in numbers { unsafe sigaddset(&set, number) }
    return set
  }
}
