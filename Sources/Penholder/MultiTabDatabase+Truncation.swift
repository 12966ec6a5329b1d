import SharedMemory

extension MultiTabDatabase {
  /// Lets this program live on when another one cuts the coordination file short (`: > notes-pen`, a
  /// careless script): to be called once, at the start, by programs; calling it again does no harm.
  ///
  /// Whoever touches a page of a mapped file that is not there any more is sent SIGBUS by the kernel,
  /// which ends the process ("Bus error"). A library must not handle signals on its own account, so
  /// without this call that is what happens; nothing that was acknowledged is lost. With it, the signal
  /// is handled: the file gets its length back and the tab goes on, told of a gap as if somebody had
  /// filled the file with zeros. What is no file of this library's is left to the handler that was there
  /// before, to come or not (call this after those are in place); if there was none, one sentence to
  /// standard error and exit code 74.
  public static func surviveTruncation() { catchBusErrors() }
}
