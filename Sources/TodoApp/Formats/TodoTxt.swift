/// todo.txt (https://github.com/todotxt/todo.txt), with the keys that its programs have agreed on:
/// `due:`, `rec:`, `pri:` (of what is done), `id:` and `p:` (a part of), and our `note:`.
///
/// Priorities (A), (B) and (C) are high, medium and low; the others stay in the text, as every other
/// `key:value` does. A second `+project` stays in the text too. Times of the day are lost: the format
/// knows days only.
struct TodoTxt: LabelSyntax {
  let now: Moment
  var tagSign: Unicode.Scalar { "@" }

  private static let letters: [(letter: Unicode.Scalar, priority: Priority)] = [
    ("A", .high), ("B", .medium), ("C", .low),
  ]

  // MARK: Words

  func ownLabel(_ word: String) throws(FormatProblem.Reason) -> Label? {
    guard let (key, value) = pair(word) else { return nil }
    switch key {
    case "due": return try due(value)
    case "rec": return try recurrence(value)
    case "pri":
      return Self.letters.first { String($0.letter) == value }.map { .priority($0.priority) }
    case "id": return .name(meaning(value: value))
    case "p": return .parent(meaning(value: value))
    case "note": return .note(meaning(value: value))
    default: return nil
    }
  }

  private static let values = PercentSpelling(trigger: { _ in nil }, isUnsafe: { $0.endsWord })

  func spelled(value: String) -> String { Self.values.spelled(value) }
  func meaning(value: String) -> String { Self.values.meaning(value) }

  /// The spelling of a title's words; the first one could be taken for more.
  private func title(isFirst: Bool) -> PercentSpelling {
    PercentSpelling(
      trigger: { word in trigger(word) ?? (isFirst && Self.isPrefix(word) ? 0 : nil) },
      isUnsafe: { $0.isControl })
  }

  /// Whether a word at the start of a line says something of the todo.
  private static func isPrefix(_ word: String) -> Bool {
    word == "x" || letter(word) != nil || Day(iso: word) != nil
  }

  /// The letter of `(A)`.
  private static func letter(_ word: String) -> Unicode.Scalar? {
    let scalars = Array(word.unicodeScalars)
    guard scalars.count == 3, scalars[0] == "(", scalars[2] == ")",
      ("A"..."Z").contains(scalars[1])
    else { return nil }
    return scalars[1]
  }

  // MARK: Reading

  func read(_ bytes: ArraySlice<UInt8>, into list: inout EntryList) {
    FileLines(bytes).forEach(into: &list) { number, line, list in
      if line.unicodeScalars.allSatisfy(\.properties.isWhitespace) { return }
      list.take(number) { () throws(FormatProblem.Reason) in try entry(line) }
    }
  }

  func entry(_ line: String) throws(FormatProblem.Reason) -> TodoEntry {
    var words = line.words.drop { $0.isEmpty }
    func next<T>(_ meaning: (String) -> T?) -> T? {
      guard let word = words.first, let value = meaning(word) else { return nil }
      words = words.dropFirst()
      return value
    }
    var entry = TodoEntry(title: "")
    entry.done = words.count > 1 && next { $0 == "x" ? true : nil } == true
    var kept: [String] = []
    if let letter = next(Self.letter) {
      entry.priority = Self.letters.first { $0.letter == letter }?.priority
      if entry.priority == nil { kept = ["(\(letter))"] }
    }
    if entry.done { entry.completedAt = next { Day(iso: $0) }.map(instant) }
    if !entry.done || entry.completedAt != nil {
      entry.createdAt = next { Day(iso: $0) }.map(instant)
    }
    let title = try take(words, into: &entry).enumerated().map { place, word in
      self.title(isFirst: place == 0).meaning(word)
    }
    entry.title = (kept + title).line
    return entry
  }

  private func instant(_ day: Day) -> Instant { now.instant(of: Due(day)) }

  // MARK: Writing

  /// The entry's line.
  ///
  /// - Parameter isReferred: whether others are parts of it; only then its name is written.
  func line(_ entry: TodoEntry, isReferred: Bool = false) -> String {
    var words: [String] = []
    var title = entry.title.words[...]
    if entry.done {
      words.append("x")
      if let day = entry.completedAt.map({ now.on($0).day }) {
        words.append(day.iso)
        // A single date would be the day on which it was done.
        if let day = entry.createdAt.map({ now.on($0).day }) { words.append(day.iso) }
      }
    } else {
      if let letter = Self.letters.first(where: { $0.priority == entry.priority })?.letter {
        words.append("(\(letter))")
      } else if let first = title.first, let letter = Self.letter(first), letter > "C" {
        words.append(first)
        title = title.dropFirst()
      }
      if let day = entry.createdAt.map({ now.on($0).day }) { words.append(day.iso) }
    }
    var (before, behind) = self.words(entry)
    if entry.done, let letter = Self.letters.first(where: { $0.priority == entry.priority }) {
      behind.append("pri:\(letter.letter)")
    }
    if isReferred, let name = entry.name { behind.append("id:" + spelled(value: name)) }
    if let parent = entry.parent { behind.append("p:" + spelled(value: parent)) }
    if !entry.notes.isEmpty { behind.append("note:" + spelled(value: entry.notes)) }
    let spelledTitle = title.enumerated().map { place, word in
      !before.isEmpty && isProject(word)
        ? word : self.title(isFirst: place == 0).spelled(word)
    }
    return (words + before + spelledTitle + behind).line
  }
}
