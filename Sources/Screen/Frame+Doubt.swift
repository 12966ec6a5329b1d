// What terminals may count otherwise than we do: with another version of Unicode, another font, or a
// locale in which ambiguous characters are wide.
extension Frame {
  /// Whether a row has anything but Latin letters and signs. Complexity: O(columns).
  public func mayBeCountedOtherwise(row: Int) -> Bool {
    guard (0..<size.rows).contains(row) else { return false }
    return cells(inRow: row).contains { !$0.isLatin }
  }

  /// Whether a row has glyphs that are wide or made of several scalars. Complexity: O(columns).
  public func hasComposedGlyphs(row: Int) -> Bool {
    guard (0..<size.rows).contains(row) else { return false }
    return cells(inRow: row).contains { $0.width != 1 || $0.isComposed }
  }

  /// Whether something stands in the last cell of a terminal of this size.
  public func reachesCorner(of terminal: Size) -> Bool {
    size == terminal && cells(inRow: size.rows - 1).last != .blank
  }
}

extension Cell {
  fileprivate var isLatin: Bool {
    let scalars = text.unicodeScalars
    return scalars.count == 1 && scalars.allSatisfy { $0.value < 0x300 }
  }

  fileprivate var isComposed: Bool {
    let scalars = text.unicodeScalars
    guard let first = scalars.first else { return true }
    // Beyond the symbols that screens are drawn with.
    return scalars.index(after: scalars.startIndex) != scalars.endIndex || first.value > 0x2bff
      || (0x300..<0x2000).contains(first.value)
  }
}
