/// One cell of a frame.
public struct Cell: Hashable, Sendable {
  /// The glyph that starts here; empty if the glyph of a cell to the left reaches over this one.
  public let text: String
  /// How it looks.
  public let style: Style
  /// The columns that the glyph takes; 0 for a cell that another glyph covers.
  public let width: Int

  init(_ text: String, _ style: Style, width: Int) {
    self.text = text
    self.style = style
    self.width = width
  }

  /// An empty cell.
  public static let blank = Cell(" ", .plain, width: 1)
}

/// A picture of the whole screen, as a value: what is shown is `==`.
///
/// Views make frames, tests read them, and a driver paints the cells that differ from the last
/// one. Writing outside of the frame writes nothing, so that a view may be asked for any size.
///
/// Invariant F1: a cell of width w > 1 is followed by w - 1 cells of width 0 in its row, and a cell
/// of width 0 has such a cell to its left. No glyph reaches over the edge.
public struct Frame: Hashable, Sendable {
  /// How large it is.
  public let size: Size
  /// Which characters may appear in it.
  public let repertoire: Repertoire
  /// Where the hardware cursor rests, for screen readers and input methods; nil hides it.
  public private(set) var cursor: Position?

  private var cells: [Cell]

  /// An empty frame.
  ///
  /// Complexity: O(rows × columns).
  public init(size: Size, repertoire: Repertoire = .unicode) {
    self.size = size
    self.repertoire = repertoire
    cells = Array(repeating: .blank, count: size.rows * size.columns)
  }

  /// The cell at this place, which must be inside.
  public subscript(row: Int, column: Int) -> Cell {
    precondition(
      (0..<size.rows).contains(row) && (0..<size.columns).contains(column),
      "a cell outside of the frame was asked for")
    return cells[row * size.columns + column]
  }

  /// The cells of one row, from the left.
  public func cells(inRow row: Int) -> ArraySlice<Cell> {
    let start = row * size.columns
    return cells[start..<start + size.columns]
  }

  /// Puts the hardware cursor at this place, drawn into the frame if it is outside.
  public mutating func placeCursor(row: Int, column: Int) {
    cursor = Position(
      row: min(max(row, 0), size.rows - 1), column: min(max(column, 0), size.columns - 1))
  }

  /// Hides the hardware cursor.
  public mutating func hideCursor() { cursor = nil }

  /// Writes `text` from `column` on, up to but not including column `end` (the edge if nil).
  ///
  /// A glyph that does not fit whole is not written, nor is anything after it.
  /// - Returns: the column after the last glyph.
  @discardableResult
  public mutating func write(
    _ text: String, row: Int, column: Int, until end: Int? = nil, style: Style = .plain
  ) -> Int {
    guard (0..<size.rows).contains(row) else { return column }
    let limit = min(end ?? size.columns, size.columns)
    var column = max(column, 0)
    for character in text {
      guard column < limit else { break }
      let glyph = TextWidth.glyph(character, in: repertoire)
      guard column + glyph.width <= limit else { break }
      put(glyph, row: row, column: column, style: style)
      column += glyph.width
    }
    return column
  }

  /// Puts whole rows of a frame of the same width in place of a row; nil for blanks.
  mutating func replaceRow(_ row: Int, with other: ArraySlice<Cell>?) {
    let start = row * size.columns
    cells.replaceSubrange(
      start..<start + size.columns,
      with: other ?? Array(repeating: Cell.blank, count: size.columns)[...])
  }

  private mutating func put(_ glyph: Glyph, row: Int, column: Int, style: Style) {
    let start = row * size.columns
    let end = column + glyph.width
    // F1: what is written over in half disappears whole.
    var left = column
    while cells[start + left].width == 0 { left -= 1 }
    for covered in left..<column { cells[start + covered] = .blank }
    var right = end
    while right < size.columns, cells[start + right].width == 0 {
      cells[start + right] = .blank
      right += 1
    }
    cells[start + column] = Cell(glyph.text, style, width: glyph.width)
    for covered in (column + 1)..<max(end, column + 1) {
      cells[start + covered] = Cell("", style, width: 0)
    }
  }
}
