import Foundation

/// fork(2), which Swift forbids by name: in a child of many threads only what takes no lock is safe.
/// The tests are about just that, and end the child with _exit(2).
enum Forking {
  private typealias Fork = @convention(c) () -> pid_t

  struct Unavailable: Error {}

  /// Forks; in the child runs `body` and ends with what it returns. A child that hangs is ended by
  /// its alarm clock.
  static func start(_ body: () async -> Int32) async throws -> pid_t {
    // SAFETY: the symbol is fork(2), of this type.
    guard let symbol = unsafe dlsym(nil, "fork") else { throw Unavailable() }
    let pid = unsafe unsafeBitCast(symbol, to: Fork.self)()
    if pid == 0 {
      prepareChild()
      _exit(await body())
    }
    guard pid > 0 else { throw Unavailable() }
    return pid
  }

  /// Takes away from the child what is the test runner's: a hook on every `throw`, with a lock that
  /// another thread may have held, and a signal mask with which no alarm clock rings.
  private static func prepareChild() {
    for name in ["_swift_willThrow", "_swift_willThrowTypedImpl"] {
      // SAFETY: each is a function pointer of the runtime's, nil when there is no hook.
      unsafe dlsym(nil, name)?.storeBytes(of: 0, as: UInt.self)
    }
    var none = sigset_t()
    // SAFETY: one set.
    unsafe sigemptyset(&none)
    unsafe pthread_sigmask(SIG_SETMASK, &none, nil)
    signal(SIGALRM, SIG_DFL)
    alarm(30)
  }

  /// Waits for a child's end: its exit code, or 128 and the number of the signal that ended it.
  static func end(of pid: pid_t) async -> Int32 {
    await withCheckedContinuation { continuation in
      Thread.detachNewThread {
        var status: Int32 = 0
        // SAFETY: one integer.
        while unsafe waitpid(pid, &status, 0) < 0 && errno == EINTR {}
        continuation.resume(
          returning: status & 0x7F == 0 ? status >> 8 & 0xFF : 128 + status & 0x7F)
      }
    }
  }

  /// Both.
  static func exitCode(_ body: () async -> Int32) async throws -> Int32 {
    await end(of: try await start(body))
  }
}
