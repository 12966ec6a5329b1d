/// Rows that stand elsewhere than before: what a scrolled list leaves of the last picture.
public struct Shift: Hashable, Sendable {
  /// The rows over which the terminal has to scroll: those that are right afterwards, and those that
  /// become free.
  public let rows: Range<Int>
  /// By how many rows the contents go up; negative for down.
  public let lines: Int

  /// These rows scrolled by so many lines.
  public init(rows: Range<Int>, lines: Int) {
    self.rows = rows
    self.lines = lines
  }
}

extension Frame {
  /// Fewer rows than these are written anew rather than scrolled.
  static let smallestShift = 4

  /// The largest block of rows that stood above or below before, if scrolling it saves writing.
  ///
  /// `previous` has the same size. Complexity: O(cells + rows²).
  public func shift(since previous: Frame) -> Shift? {
    precondition(previous.size == size, "frames of different sizes were compared")
    // Comparing is much cheaper than hashing, and most frames differ in a few rows only: a move of
    // the cursor spent a third of its time on hashes of rows that had not changed.
    let changes = (0..<size.rows).count { cells(inRow: $0) != previous.cells(inRow: $0) }
    guard changes >= Self.smallestShift else { return nil }
    let now = (0..<size.rows).map { cells(inRow: $0).hashValue }
    let then = (0..<size.rows).map { previous.cells(inRow: $0).hashValue }
    var best: (rows: Range<Int>, lines: Int, changed: Int)?
    for lines in -(size.rows - 1)..<size.rows where lines != 0 {
      var row = max(0, -lines)
      let end = min(size.rows, size.rows - lines)
      while row < end {
        var last = row
        var changed = 0
        while last < end, now[last] == then[last + lines] {
          if now[last] != then[last] { changed += 1 }
          last += 1
        }
        if changed >= Self.smallestShift, changed > best?.changed ?? 0 {
          best = (row..<last, lines, changed)
        }
        row = max(last, row + 1)
      }
    }
    guard let best, isSame(best.rows, by: best.lines, as: previous) else { return nil }
    let rows =
      best.lines > 0
      ? best.rows.lowerBound..<best.rows.upperBound + best.lines
      : best.rows.lowerBound + best.lines..<best.rows.upperBound
    return Shift(rows: rows, lines: best.lines)
  }

  /// Equal hashes may be those of unequal rows.
  private func isSame(_ rows: Range<Int>, by lines: Int, as previous: Frame) -> Bool {
    rows.allSatisfy { cells(inRow: $0) == previous.cells(inRow: $0 + lines) }
  }

  /// This frame as a terminal shows it after scrolling: what comes in is blank.
  public func scrolled(_ shift: Shift) -> Frame {
    var frame = self
    for row in shift.rows {
      let source = row + shift.lines
      frame.replaceRow(row, with: shift.rows.contains(source) ? cells(inRow: source) : nil)
    }
    return frame
  }
}
