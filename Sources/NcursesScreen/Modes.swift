/// Modes of a terminal of which ncurses knows nothing: switched on when the screen is entered, and
/// off again whenever it is left, in whatever way.
struct Modes {
  /// Whether the terminal reports clicks and the wheel, instead of selecting text itself.
  let mouse: Bool

  /// Text that reaches beyond the right edge stays there: a row that a terminal counts otherwise than
  /// we must not break into the next one. ncurses switches it on again when it writes the last cell.
  static let noWrap = "\u{1b}[?7l"

  /// Pasted text comes in brackets. Clicks are reported (1000), in decimal numbers (1006): the older
  /// reports stop at column 223.
  var on: String { Modes.noWrap + "\u{1b}[?2004h" + (mouse ? "\u{1b}[?1000h\u{1b}[?1006h" : "") }

  /// The reverse order, so that no report comes in the old form.
  var off: String { (mouse ? "\u{1b}[?1006l\u{1b}[?1000l" : "") + "\u{1b}[?2004l\u{1b}[?7h" }
}
