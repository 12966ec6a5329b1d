/// One line of text being edited, with an insertion point between grapheme clusters.
///
/// Invariant E1: 0 ≤ cursor ≤ characters.count, and `characters` are the clusters of the text as
/// it reads now; inserting a combining mark joins it to the cluster before it.
public struct LineEditor: Hashable, Sendable {
  /// The clusters of the text.
  public private(set) var characters: [Character]
  /// How many clusters stand before the insertion point.
  public private(set) var cursor: Int

  /// An editor of `text`, the insertion point at its end.
  public init(_ text: String = "") {
    characters = Array(LineEditor.singleLine(text))
    cursor = characters.count
  }

  /// The text as it reads now.
  public var text: String { String(characters) }

  /// What stands before the insertion point.
  public var textBeforeCursor: String { String(characters[..<cursor]) }

  /// Inserts `addition` before the insertion point, line breaks as blanks, other controls dropped.
  ///
  /// - Returns: false if the text would exceed `limit` bytes; then nothing is inserted.
  /// Complexity: O(length of the text).
  public mutating func insert(_ addition: String, limit: Int = Todo.titleLimit) -> Bool {
    let addition = LineEditor.singleLine(addition)
    let before = textBeforeCursor + addition
    let whole = before + String(characters[cursor...])
    guard whole.utf8.count <= limit else { return false }
    characters = Array(whole)
    // Where the addition joins what follows, the insertion point moves behind the cluster.
    cursor = min(before.count, characters.count)
    return true
  }

  /// Moves the insertion point by one cluster to the left.
  public mutating func moveLeft() { cursor = max(0, cursor - 1) }
  /// Moves the insertion point by one cluster to the right.
  public mutating func moveRight() { cursor = min(characters.count, cursor + 1) }
  /// Moves the insertion point to the start of the line.
  public mutating func moveToStart() { cursor = 0 }
  /// Moves the insertion point to the end of the line.
  public mutating func moveToEnd() { cursor = characters.count }
  /// Moves the insertion point to the start of the word before it.
  public mutating func moveWordLeft() { cursor = wordStart() }

  /// Moves the insertion point behind the word after it.
  public mutating func moveWordRight() {
    while cursor < characters.count, characters[cursor].isWhitespace { cursor += 1 }
    while cursor < characters.count, !characters[cursor].isWhitespace { cursor += 1 }
  }

  /// Deletes the cluster before the insertion point.
  public mutating func deleteBackward() {
    if cursor > 0 { remove(cursor - 1..<cursor) }
  }

  /// Deletes the cluster after the insertion point.
  public mutating func deleteForward() {
    if cursor < characters.count { remove(cursor..<cursor + 1) }
  }

  /// Deletes from the start of the word before the insertion point up to it.
  public mutating func deleteWordBackward() { remove(wordStart()..<cursor) }
  /// Deletes everything before the insertion point.
  public mutating func deleteToStart() { remove(0..<cursor) }
  /// Deletes everything after the insertion point.
  public mutating func deleteToEnd() { remove(cursor..<characters.count) }

  private mutating func remove(_ range: Range<Int>) {
    let before = String(characters[..<range.lowerBound])
    let whole = before + String(characters[range.upperBound...])
    characters = Array(whole)
    cursor = min(before.count, characters.count)  // E1: what was apart may now be one cluster
  }

  private func wordStart() -> Int {
    var start = cursor
    while start > 0, characters[start - 1].isWhitespace { start -= 1 }
    while start > 0, !characters[start - 1].isWhitespace { start -= 1 }
    return start
  }

  /// `text` on one line: line breaks and tabs become blanks, other control characters go.
  static func singleLine(_ text: String) -> String {
    var result = String.UnicodeScalarView()
    for character in text {
      if character.isNewline || character == "\t" {
        result.append(" ")
      } else {
        result.append(
          contentsOf: character.unicodeScalars.filter {
            $0.properties.generalCategory != .control
          })
      }
    }
    return String(result)
  }
}
