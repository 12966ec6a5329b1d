import Screen

/// Text of several lines being edited: notes.
public struct TextEditor: Hashable, Sendable {
  /// The longest text unless another limit is given, in bytes of UTF-8.
  public static let standardLimit = 16 * 1_024

  /// The longest that the text may become, in bytes of UTF-8.
  public let limit: Int
  private var buffer: TextBuffer
  /// The column that moving up and down keeps, as long as nothing else is done.
  private var goal: Int?

  /// An editor of `text`, the insertion point at its end. A text that is longer than the limit
  /// already can only become shorter.
  public init(_ text: String = "", limit: Int = TextEditor.standardLimit) {
    self.limit = limit
    buffer = TextBuffer(Self.clean(text))
  }

  /// The clusters of the text, line breaks as `\n`.
  public var characters: [Character] { buffer.characters }
  /// How many clusters stand before the insertion point.
  public var cursor: Int { buffer.cursor }
  /// The text as it reads now.
  public var text: String { buffer.text }
  /// The lines of the text, at least one.
  public var lines: [String] {
    buffer.characters.split(separator: "\n", omittingEmptySubsequences: false).map { String($0) }
  }

  /// Inserts `addition` before the insertion point; control characters but line breaks are dropped.
  ///
  /// - Returns: false if the text would exceed its limit; then nothing is inserted.
  public mutating func insert(_ addition: String) -> Bool {
    goal = nil
    return buffer.replace(
      buffer.cursor..<buffer.cursor, with: Self.clean(addition), limit: limit)
  }

  /// Puts the insertion point before the cluster of this number, or at the nearer end.
  public mutating func move(to index: Int) {
    goal = nil
    buffer.move(to: index)
  }

  /// Does what a command for text says.
  ///
  /// - Parameters:
  ///   - columns: how wide the text is shown: up and down move by the rows that are seen.
  ///   - rows: how many rows are seen: a page.
  /// - Returns: false for a command that does nothing in a text; also when the text would exceed its
  ///   limit.
  /// Complexity: O(length of the text) for moving up and down, else as for a line.
  public mutating func perform(
    _ command: Command, killed: inout KillBuffer, columns: Int, rows: Int = 1,
    in repertoire: Repertoire = .unicode
  ) -> Bool {
    let wrap = { [characters] in Wrap(characters, columns: columns, in: repertoire) }
    switch command {
    case .lineUp: move(by: -1, wrap())
    case .lineDown: move(by: 1, wrap())
    case .pageUp: move(by: -max(rows - 1, 1), wrap())
    case .pageDown: move(by: max(rows - 1, 1), wrap())
    default:
      goal = nil
      if buffer.perform(command, &killed) { return true }
      switch command {
      case .textStart: buffer.move(to: 0)
      case .textEnd: buffer.move(to: characters.count)
      case .newLine: return insert("\n")
      case .yank: return insert(killed.text)
      default: return false
      }
      return true
    }
    killed.pause()
    return true
  }

  /// Beyond the first row is the start of the text, beyond the last one its end.
  private mutating func move(by rows: Int, _ wrap: Wrap) {
    let place = wrap.position(of: cursor)
    let column = goal ?? place.column
    let row = place.row + rows
    if row < 0 {
      buffer.move(to: 0)
    } else if row >= wrap.rows.count {
      buffer.move(to: characters.count)
    } else {
      buffer.move(to: wrap.index(row: row, column: column))
    }
    goal = column
  }

  /// `text` with line breaks as `\n` and tabs as blanks, without other control characters.
  static func clean(_ text: String) -> String {
    // Of ASCII without control characters nothing has to go: nearly every line of an import.
    if text.utf8.allSatisfy({ (0x20..<0x7F).contains($0) }) { return text }
    var result = String.UnicodeScalarView()
    for character in text {
      if character.isNewline {
        result.append("\n")
      } else if character == "\t" {
        result.append(" ")
      } else {
        for scalar in character.unicodeScalars where scalar.properties.generalCategory != .control {
          result.append(scalar)
        }
      }
    }
    return String(result)
  }

  /// The lines of pasted text that say something, without blanks at their ends, at most `limit`:
  /// several of them are an offer to add as many todos.
  public static func pastedLines(_ text: String, limit: Int = 1_000) -> [String] {
    var lines: [String] = []
    for line in clean(text).split(separator: "\n") where lines.count < limit {
      let trimmed = String(line).trimmed
      if !trimmed.isEmpty { lines.append(trimmed) }
    }
    return lines
  }
}
