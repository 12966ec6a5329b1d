extension NewTodo {
  /// What a typed line says: `Buy milk +home #shop !high due:fri rec:1w`.
  ///
  /// `+project`, `#tag`, `!high` (`!!`, `!!!`), `!medium` (`!`), `!low`, `due:` with what
  /// ``Due/init(words:at:)`` reads, in quotation marks or not (as many words as make a date), and
  /// `rec:` with what ``Recurrence/init(words:)`` reads. What is none of these stays in the title:
  /// `#42`, `+1`, `due:whenever`, and whatever stands behind a `\`. A line of nothing but such words
  /// is a title.
  public init(typed line: String, at now: Moment) {
    self.init(title: "")
    var words = Words.split(line)[...]
    var title: [String] = []
    while let word = words.popFirst() {
      if word.hasPrefix("\\"), word.count > 1 {
        title.append(String(word.dropFirst()))
      } else if !takeDue(word, &words, now), !take(word) {
        title.append(word)
      }
    }
    guard title.isEmpty else {
      self.title = title.joined(separator: " ")
      return
    }
    self = NewTodo(title: line)
  }

  private mutating func takeDue(
    _ word: String, _ words: inout ArraySlice<String>, _ now: Moment
  ) -> Bool {
    guard word.lowercased().hasPrefix("due:") else { return false }
    let first = word.dropFirst(4).filter { $0 != "\"" }
    // The longest phrase that is a date: `due:tomorrow 9am sharp` is tomorrow at nine.
    for more in (0...min(4, words.count)).reversed() {
      let phrase = ([first] + words.prefix(more)).joined(separator: " ")
      guard !phrase.isEmpty, let due = Due(words: phrase, at: now) else { continue }
      self.due = due
      words = words.dropFirst(more)
      return true
    }
    return false
  }

  private mutating func take(_ word: String) -> Bool {
    let rest = String(word.dropFirst())
    switch word.first {
    case "+" where Words.isName(rest): project = rest
    case "#" where Words.isName(rest):
      if !tags.contains(where: { $0.lowercased() == rest.lowercased() }) { tags.append(rest) }
    case "!":
      guard let priority = Priority(sign: word) else { return false }
      self.priority = priority
    default:
      guard word.lowercased().hasPrefix("rec:"),
        let recurrence = Recurrence(words: String(word.dropFirst(4)))
      else { return false }
      self.recurrence = recurrence
    }
    return true
  }
}

extension Priority {
  /// What `!high`, `!!`, `!` or `!low` says; nil if that is none.
  public init?(sign: String) {
    switch sign.lowercased() {
    case "!high", "!!", "!!!", "!h": self = .high
    case "!medium", "!", "!m": self = .medium
    case "!low", "!l": self = .low
    default: return nil
    }
  }
}

extension Recurrence {
  /// What `1w`, `+1w`, `weekly` or `+monthly` says (the `+`: counted from the due date); nil if that
  /// is none.
  public init?(words text: String) {
    let word = text.lowercased()
    let names = ["daily": "1d", "weekly": "1w", "monthly": "1m", "yearly": "1y"]
    let sign = word.hasPrefix("+") ? "+" : ""
    let rest = String(word.dropFirst(sign.count))
    self.init(text: sign + (names[rest] ?? rest))
  }
}

/// A line cut into words at blanks; quotation marks hold words together and stay.
enum Words {
  static func split(_ line: String) -> [String] {
    var words: [String] = []
    var word = ""
    var isQuoted = false
    for character in line {
      if character.isWhitespace && !isQuoted {
        if !word.isEmpty { words.append(word) }
        word = ""
      } else {
        if character == "\"" { isQuoted.toggle() }
        word.append(character)
      }
    }
    if !word.isEmpty { words.append(word) }
    return words
  }

  /// Whether it can be a project or a tag: no number, which would rather be an id or a sum.
  static func isName(_ text: String) -> Bool {
    !text.isEmpty && !text.allSatisfy(\.isNumber) && !text.contains("\"")
  }
}
