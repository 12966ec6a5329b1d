/// Where the lines of a text break on a screen, and which cell each of its clusters has.
///
/// Line breaks of the text always break; a line that is too long breaks after its last blank, or
/// within a word that is too long for any line. For notes: what is read and what is edited.
public struct Wrap: Hashable, Sendable {
  /// The clusters of each row; a line break belongs to none. Never empty.
  public private(set) var rows: [Range<Int>] = []
  private let widths: [Int]

  /// The rows of `characters` on a screen of `columns`, at least 2.
  ///
  /// Complexity: O(number of clusters).
  public init(_ characters: [Character], columns: Int, in repertoire: Repertoire = .unicode) {
    let room = max(columns, 2)
    widths = characters.map { TextWidth.glyph($0, in: repertoire).width }
    var start = 0
    var used = 0
    // The cluster behind the last blank of this row, and the columns up to there.
    var blank: (index: Int, used: Int)?
    func isBreak(_ index: Int) -> Bool { characters[index].isNewline }
    var rows: [Range<Int>] = []
    for index in characters.indices {
      if isBreak(index) {
        rows.append(start..<index)
        (start, used, blank) = (index + 1, 0, nil)
        continue
      }
      // Twice where a blank is followed by a word and that by a glyph too wide for both.
      // A cluster wider than any row (several letters of India may be one) has a row of its own.
      while used > 0, used + widths[index] > room {
        let cut = blank ?? (index, used)
        rows.append(start..<cut.index)
        (start, used, blank) = (cut.index, used - cut.used, nil)
      }
      used += widths[index]
      if characters[index].isWhitespace { blank = (index + 1, used) }
    }
    rows.append(start..<characters.count)
    self.rows = rows
  }

  /// The cell before which cluster `index` stands, or behind the last one if there is none.
  public func position(of index: Int) -> Position {
    // The last row that begins at or before it: a cut within a line is the next row's beginning.
    let row = rows.lastIndex { $0.lowerBound <= index } ?? 0
    let before = rows[row].lowerBound..<min(max(index, rows[row].lowerBound), widths.count)
    return Position(row: row, column: widths[before].reduce(0, +))
  }

  /// The cluster at a cell, or the nearest one of that row; rows are clamped.
  public func index(row: Int, column: Int) -> Int {
    let row = min(max(row, 0), rows.count - 1)
    var index = rows[row].lowerBound
    var used = 0
    while index < rows[row].upperBound, used + widths[index] <= column {
      used += widths[index]
      index += 1
    }
    // Behind the last cluster of a row that was cut is the next row already.
    let isCut = row + 1 < rows.count && rows[row + 1].lowerBound == rows[row].upperBound
    return isCut && index == rows[row].upperBound ? max(rows[row].lowerBound, index - 1) : index
  }
}
