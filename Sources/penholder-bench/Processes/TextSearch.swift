/// Finds a text in a stream that comes in pieces.
struct TextSearch {
  private let text: [UInt8]
  /// The end of what came, one byte shorter than the text.
  private var tail: [UInt8] = []
  private(set) var isFound = false

  init(_ text: String) { self.text = Array(text.utf8) }

  /// Takes the next piece. O(its length × the text's), which is a word.
  mutating func take(_ piece: ArraySlice<UInt8>) {
    guard !isFound else { return }
    let window = tail + piece
    isFound =
      text.isEmpty || window.indices.contains { window[$0...].starts(with: text) }
    tail = window.suffix(max(0, text.count - 1))
  }
}
