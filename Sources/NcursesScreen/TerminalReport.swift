import CNcurses
import Glibc

/// What can be said of a terminal without taking it over.
public enum TerminalReport {
  /// How many colours the description of this terminal knows, 0 for none; nil if there is no such
  /// description, or one with which no screen can be shown. Of one thread.
  public static func colours(terminal: String) -> Int? {
    guard Terminfo.canAddressCells(terminal: terminal) else { return nil }
    // SAFETY: the name is read during the call only.
    return max(0, Int(unsafe tigetnum("colors")))
  }

  /// Whether the locale that the environment names writes UTF-8. Of one thread: it sets the locale.
  public static func isUTF8() -> Bool {
    // SAFETY: both return strings that are read at once.
    unsafe setlocale(LC_CTYPE, "")
    return unsafe String(cString: nl_langinfo(Int32(CODESET))) == "UTF-8"
  }

  /// The columns and rows of the terminal behind a descriptor; nil if there is none.
  public static func size(of descriptor: Int32) -> (columns: Int, rows: Int)? {
    var size = winsize()
    // SAFETY: one structure, filled by the call.
    guard unsafe ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else {
      return nil
    }
    return (Int(size.ws_col), Int(size.ws_row))
  }
}
