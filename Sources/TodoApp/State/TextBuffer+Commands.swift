extension TextBuffer {
  /// Does what every kind of text can do; false for a command that is none of those.
  ///
  /// Complexity: O(length of the line), except where a word or a line break is far.
  mutating func perform(_ command: Command, _ killed: inout KillBuffer) -> Bool {
    switch command {
    case .killToBlank, .killWordLeft, .killToStart, .killWordRight, .killToEnd:
      kill(command, &killed)
      return true
    default:
      killed.pause()
    }
    switch command {
    case .charLeft: move(to: cursor - 1)
    case .charRight: move(to: cursor + 1)
    case .wordLeft: move(to: start(of: \.isWordPart))
    case .wordRight: move(to: end(of: \.isWordPart))
    case .lineStart: move(to: line.lowerBound)
    case .lineEnd: move(to: line.upperBound)
    case .deleteLeft: if cursor > 0 { replace(cursor - 1..<cursor, with: "") }
    case .deleteRight: if cursor < characters.count { replace(cursor..<cursor + 1, with: "") }
    default: return false
    }
    return true
  }

  private mutating func kill(_ command: Command, _ killed: inout KillBuffer) {
    let line = line
    let range =
      switch command {
      case .killToBlank: start(of: { !$0.isWhitespace })..<cursor
      case .killWordLeft: start(of: \.isWordPart)..<cursor
      case .killWordRight: cursor..<end(of: \.isWordPart)
      case .killToStart: line.lowerBound..<cursor
      // At the end of a line the line break goes, as in Emacs.
      case .killToEnd where cursor == line.upperBound:
        cursor..<min(cursor + 1, characters.count)
      default: cursor..<line.upperBound
      }
    guard !range.isEmpty else { return }
    let isForward = command == .killWordRight || command == .killToEnd
    killed.cut(String(characters[range]), atEnd: isForward)
    replace(range, with: "")
  }
}
