extension NewTodo {
  /// What a typed line says: `Buy milk +home #shop !high due:fri rec:1w`.
  ///
  /// `+project`, `#tag`, `!high` (`!!`, `!!!`), `!medium` (`!`), `!low`, `due:` with what
  /// ``Due/init(words:at:)`` reads, in quotation marks or not (as many words as make a date), and
  /// `rec:` or `every:` with what ``Recurrence/init(words:)`` reads, or with a weekday, on which it is
  /// due then. What is none of these stays in the title: `#42`, `+1`, `due:whenever`, and whatever
  /// stands behind a `\`. A line of nothing but such words is a title.
  public init(typed line: String, at now: Moment) {
    var misread: String?
    self.init(typed: line, at: now, misread: &misread)
  }

  /// The same, and what was misunderstood: the first `due:`, `rec:` or `every:` with what is no date
  /// or no interval behind it. Whoever wrote that meant more than a word of the title.
  public init(typed line: String, at now: Moment, misread: inout String?) {
    self.init(title: "")
    misread = nil
    var words = Words.split(line)[...]
    var title: [String] = []
    var weekly: (word: String, day: Day, place: Int)?
    while let word = words.popFirst() {
      if word.hasPrefix("\\"), word.count > 1 {
        title.append(String(word.dropFirst()))
      } else if let day = Self.weekday(word, now.day), weekly == nil {
        weekly = (word, day, title.count)
      } else if !takeDue(word, &words, now), !takeRecurrence(word, &words), !take(word) {
        title.append(word)
        if misread == nil, Self.keys.contains(where: { word.lowercased().hasPrefix($0) }) {
          misread = word
        }
      }
    }
    if let weekly, !comeAgain(weekly: weekly.day) {
      // Said to be due on another day: which of the two is meant?
      title.insert(weekly.word, at: weekly.place)
      misread = misread ?? weekly.word
    }
    guard title.isEmpty else {
      self.title = title.joined(separator: " ")
      return
    }
    self = NewTodo(title: line)
  }

  private static let keys = ["due:", "rec:", "every:"]

  private mutating func takeDue(
    _ word: String, _ words: inout ArraySlice<String>, _ now: Moment
  ) -> Bool {
    guard let due = Self.take("due:", word, &words, { Due(words: $0, at: now) }) else {
      return false
    }
    self.due = due
    return true
  }

  private mutating func takeRecurrence(
    _ word: String, _ words: inout ArraySlice<String>
  ) -> Bool {
    for key in ["rec:", "every:"] {
      guard let found = Self.take(key, word, &words, Recurrence.init(words:)) else { continue }
      recurrence = found
      return true
    }
    return false
  }

  /// The next day that `every:sun` names.
  private static func weekday(_ word: String, _ today: Day) -> Day? {
    for key in ["rec:", "every:"] where word.lowercased().hasPrefix(key) {
      return Day(weekday: word.dropFirst(key.count).filter { $0 != "\"" }, today: today)
    }
    return nil
  }

  /// Comes again each week on that weekday; false if it is said to be due on another one.
  private mutating func comeAgain(weekly day: Day) -> Bool {
    if let due, due.day.weekday != day.weekday { return false }
    due = due ?? Due(day)
    recurrence = Recurrence(every: 1, .week, from: .due)
    return true
  }

  /// The longest phrase behind a key that says something: `due:tomorrow 9am sharp` is tomorrow at
  /// nine.
  private static func take<Value>(
    _ key: String, _ word: String, _ words: inout ArraySlice<String>, _ read: (String) -> Value?
  ) -> Value? {
    guard word.lowercased().hasPrefix(key) else { return nil }
    let first = word.dropFirst(key.count).filter { $0 != "\"" }
    for more in (0...min(4, words.count)).reversed() {
      let phrase = ([first] + words.prefix(more)).joined(separator: " ")
      guard !phrase.isEmpty, let value = read(phrase) else { continue }
      words = words.dropFirst(more)
      return value
    }
    return nil
  }

  private mutating func take(_ word: String) -> Bool {
    let rest = String(word.dropFirst())
    switch word.first {
    case "+" where Words.isName(rest): project = rest
    case "#" where Words.isName(rest):
      if !tags.contains(where: { isSameName($0, rest) }) { tags.append(rest) }
    case "!":
      guard let priority = Priority(sign: word) else { return false }
      self.priority = priority
    default: return false
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
