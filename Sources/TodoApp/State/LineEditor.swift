/// One line of text being edited, with an insertion point between grapheme clusters.
public struct LineEditor: Hashable, Sendable {
  private var buffer: TextBuffer

  /// An editor of `text`, the insertion point at its end.
  public init(_ text: String = "") { buffer = TextBuffer(LineEditor.singleLine(text)) }

  /// The clusters of the text.
  public var characters: [Character] { buffer.characters }
  /// How many clusters stand before the insertion point.
  public var cursor: Int { buffer.cursor }
  /// The text as it reads now.
  public var text: String { buffer.text }
  /// What stands before the insertion point.
  public var textBeforeCursor: String { buffer.textBeforeCursor }

  /// Inserts `addition` before the insertion point, line breaks as blanks, other controls dropped.
  ///
  /// - Returns: false if the text would exceed `limit` bytes; then nothing is inserted.
  /// Complexity: O(length of the text).
  public mutating func insert(_ addition: String, limit: Int = Todo.titleLimit) -> Bool {
    buffer.replace(buffer.cursor..<buffer.cursor, with: Self.singleLine(addition), limit: limit)
  }

  /// Puts the insertion point before the cluster of this number, or at the nearer end.
  public mutating func move(to index: Int) { buffer.move(to: index) }

  /// Does what a command for text says: moves, deletes, cuts, puts in what was cut.
  ///
  /// - Returns: false for a command that does nothing in a line; also when what was cut would make
  ///   the text exceed `limit` bytes.
  public mutating func perform(
    _ command: Command, killed: inout KillBuffer, limit: Int = Todo.titleLimit
  ) -> Bool {
    if buffer.perform(command, &killed) { return true }
    return command == .yank && insert(killed.text, limit: limit)
  }

  /// `text` on one line: line breaks and tabs become blanks, other control characters go.
  static func singleLine(_ text: String) -> String {
    let clean = TextEditor.clean(text)
    return clean.utf8.contains(0x0A) ? clean.replacing("\n", with: " ") : clean
  }
}
