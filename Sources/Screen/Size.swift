/// How many rows and columns a screen has.
///
/// Both are at least 1: a terminal without a cell cannot show anything, and every layout may then
/// count on a first cell.
public struct Size: Hashable, Sendable {
  /// The number of columns.
  public let columns: Int
  /// The number of rows.
  public let rows: Int

  /// The largest side that is believed. A terminal that reports more is clipped, so that a broken
  /// `TIOCGWINSZ` cannot make a frame eat the memory.
  public static let largestSide = 2_000

  /// A size with both sides clamped to `1...largestSide`.
  public init(columns: Int, rows: Int) {
    self.columns = min(max(columns, 1), Size.largestSide)
    self.rows = min(max(rows, 1), Size.largestSide)
  }
}

/// A place on the screen; row 0, column 0 is the upper left corner.
public struct Position: Hashable, Sendable {
  /// The row, from the top.
  public var row: Int
  /// The column, from the left.
  public var column: Int

  /// The place at `row` and `column`.
  public init(row: Int, column: Int) {
    self.row = row
    self.column = column
  }
}

/// Which characters the terminal can show.
public enum Repertoire: Hashable, Sendable {
  /// All of Unicode, as far as `TextWidth` lets it through.
  case unicode
  /// The 95 printing characters of ASCII; everything else becomes something of those.
  case ascii
}
