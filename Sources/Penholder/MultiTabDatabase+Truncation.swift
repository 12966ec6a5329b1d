import SharedMemory

extension MultiTabDatabase {
  /// Lets this program live on when another one cuts the coordination file short (`: > notes-pen`, a
  /// careless script): to be called once, at the start, by programs; calling it again does no harm.
  ///
  /// Whoever touches a page of a mapped file that is not there any more is sent SIGBUS by the kernel,
  /// which ends the process ("Bus error"). A library must not handle signals on its own account, so
  /// without this call that is what happens; nothing that was acknowledged is lost. With it, the signal
  /// is handled: the file gets its length back and the tab goes on, told of a gap as if somebody had
  /// filled the file with zeros. Where it is another file, as SQLite's `-shm`, nobody can mend it: the
  /// process ends with a sentence on standard error and exit code 74. Bus errors that concern no file are
  /// left to the handler that was there before.
  ///
  /// - Parameter beforeEnding: called in the signal handler before that sentence, to put a terminal back;
  ///   may do only what is async-signal-safe.
  public static func surviveTruncation(beforeEnding: (@convention(c) () -> Void)? = nil) {
    catchBusErrors(beforeEnding: beforeEnding)
  }
}
