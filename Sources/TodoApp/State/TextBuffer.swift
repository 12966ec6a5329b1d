import Screen

/// Text being written, with an insertion point between grapheme clusters: what `LineEditor` and
/// `TextEditor` have in common.
///
/// Invariant E1: 0 ≤ cursor ≤ characters.count, and `characters` are the clusters of the text as it
/// reads now; inserting a combining mark joins it to the cluster before it. Line breaks are `\n`,
/// which no cluster reaches over: so a change concerns the clusters of its lines alone.
struct TextBuffer: Hashable, Sendable {
  /// The clusters of the text.
  private(set) var characters: [Character]
  /// How many clusters stand before the insertion point.
  private(set) var cursor: Int
  /// The length of the text in bytes of UTF-8.
  private(set) var bytes: Int

  /// `text`, the insertion point at its end. It has to be clean already.
  init(_ text: String) {
    characters = Array(text)
    cursor = characters.count
    bytes = text.utf8.count
  }

  var text: String { String(characters) }
  var textBeforeCursor: String { String(characters[..<cursor]) }

  /// Where the line begins and ends in which the insertion point stands.
  var line: Range<Int> {
    let start = characters[..<cursor].lastIndex(of: "\n").map { $0 + 1 } ?? 0
    return start..<(characters[cursor...].firstIndex(of: "\n") ?? characters.count)
  }

  mutating func move(to index: Int) { cursor = min(max(index, 0), characters.count) }

  /// Puts `addition` in place of `range`, the insertion point behind it; false, with nothing changed,
  /// if the text would exceed `limit` bytes and become longer.
  ///
  /// Complexity: O(length of the lines that are touched).
  @discardableResult
  mutating func replace(_ range: Range<Int>, with addition: String, limit: Int = .max) -> Bool {
    let removed = characters[range].reduce(0) { $0 + $1.utf8.count }
    let length = bytes - removed + addition.utf8.count
    guard length <= limit || length <= bytes else { return false }
    let start = characters[..<range.lowerBound].lastIndex(of: "\n").map { $0 + 1 } ?? 0
    let end = characters[range.upperBound...].firstIndex(of: "\n") ?? characters.count
    let before = String(characters[start..<range.lowerBound]) + addition
    let whole = Array(before + String(characters[range.upperBound..<end]))
    characters.replaceSubrange(start..<end, with: whole)
    bytes = length
    // Where the addition joins what follows, the insertion point moves behind the cluster.
    cursor = start + min(before.count, whole.count)
    return true
  }

  /// Where the run of clusters begins that ends at the insertion point: first those that are not
  /// wanted, then those that are.
  func start(of wanted: (Character) -> Bool) -> Int {
    var start = cursor
    while start > 0, !wanted(characters[start - 1]) { start -= 1 }
    while start > 0, wanted(characters[start - 1]) { start -= 1 }
    return start
  }

  /// Where the run of clusters ends that begins at the insertion point.
  func end(of wanted: (Character) -> Bool) -> Int {
    var end = cursor
    while end < characters.count, !wanted(characters[end]) { end += 1 }
    while end < characters.count, wanted(characters[end]) { end += 1 }
    return end
  }
}

extension Character {
  /// Whether it belongs to a word for the keys that move by words: a letter, a digit, or a mark on
  /// one; as readline has it.
  var isWordPart: Bool { isLetter || isNumber || self == "_" }
}

/// What was cut last, to be put in elsewhere: one for all editors, so that text can be carried over.
///
/// What is cut by keys that follow each other is put in as one piece, as readline has it.
public struct KillBuffer: Hashable, Sendable {
  /// The text that is put in. Bounded by the limits of the texts that it was cut from: each piece
  /// of a series shortens the same one.
  public private(set) var text = ""
  private var continues = false

  /// Nothing cut so far.
  public init() {}

  mutating func cut(_ piece: String, atEnd: Bool) {
    if !continues { text = "" }
    text = atEnd ? text + piece : piece + text
    continues = true
  }

  /// Another key came: what is cut next is a new piece.
  public mutating func pause() { continues = false }
}
