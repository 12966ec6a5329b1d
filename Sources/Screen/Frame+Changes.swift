extension Frame {
  /// The columns from the first to the last cell of a row that differ from `previous`, widened to
  /// whole glyphs of this frame; nil if the row is the same.
  ///
  /// `previous` has the same size, or is nil when all cells count as changed.
  /// Complexity: O(columns).
  public func changedColumns(inRow row: Int, since previous: Frame?) -> Range<Int>? {
    guard let previous else { return 0..<size.columns }
    precondition(previous.size == size, "frames of different sizes were compared")
    let now = cells(inRow: row)
    let then = previous.cells(inRow: row)
    guard var first = now.indices.first(where: { now[$0] != then[$0] }),
      var last = now.indices.last(where: { now[$0] != then[$0] })
    else { return nil }
    while first > now.startIndex, now[first].width == 0 { first -= 1 }
    while last + 1 < now.endIndex, now[last + 1].width == 0 { last += 1 }
    return first - now.startIndex..<last + 1 - now.startIndex
  }
}
