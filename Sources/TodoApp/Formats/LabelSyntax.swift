/// What words beside a title say: `+launch`, `#home`, `due:2026-12-01`.
enum Label: Hashable {
  case project(String)
  case tag(String)
  case due(Due)
  case recurrence(Recurrence)
  case priority(Priority)
  case name(String)
  case parent(String)
  case note(String)
}

/// How the labels of a format are spelled.
protocol LabelSyntax {
  /// What stands before a tag.
  var tagSign: Unicode.Scalar { get }
  /// What the file's days are seen from.
  var now: Moment { get }

  /// A label of this format's own, which is neither a project nor a tag.
  func ownLabel(_ word: String) throws(FormatProblem.Reason) -> Label?
  /// A name as it stands in a word: without blanks.
  func spelled(value: String) -> String
  /// Takes back what `spelled(value:)` does.
  func meaning(value: String) -> String
}

extension LabelSyntax {
  /// What a word says, or nil if it is a part of the title.
  ///
  /// - Throws: why it says nothing, though it has the form.
  func label(_ word: String) throws(FormatProblem.Reason) -> Label? {
    let scalars = word.unicodeScalars
    if scalars.count > 1, let first = scalars.first {
      let rest = String(scalars.dropFirst())
      if first == "+" { return .project(meaning(value: rest)) }
      if first == tagSign { return .tag(meaning(value: rest)) }
    }
    return try ownLabel(word)
  }

  /// The place of the scalar by which a word is taken for a label; nil for one that is not.
  func trigger(_ word: String) -> Int? {
    do { if try label(word) == nil { return nil } } catch {}
    let scalars = Array(word.unicodeScalars)
    guard let first = scalars.first else { return nil }
    return first == "+" || first == tagSign || first == "!" ? 0 : scalars.firstIndex(of: ":")
  }

  /// `key` and `value` of a word `key:value`, neither empty.
  func pair(_ word: String) -> (key: String, value: String)? {
    let scalars = word.unicodeScalars
    guard let colon = scalars.firstIndex(of: ":"), colon != scalars.startIndex else { return nil }
    let value = scalars[scalars.index(after: colon)...]
    return value.isEmpty ? nil : (String(scalars[..<colon]), String(value))
  }

  func due(_ value: String) throws(FormatProblem.Reason) -> Label {
    if let due = Due(words: value, at: now) {
      return .due(due)
    }
    throw .init("“\(value)” is no date; write it as due:2026-11-23 or due:2026-11-23T09:00")
  }

  func recurrence(_ value: String) throws(FormatProblem.Reason) -> Label {
    if let recurrence = Recurrence(text: value) { return .recurrence(recurrence) }
    throw .init("“\(value)” is no repetition; write it as rec:1w, or rec:+1w from the due date")
  }

  /// Puts what the words say into `entry`. What is said twice counts the first time.
  ///
  /// - Returns: the words of the title.
  func take(
    _ words: some Sequence<String>, into entry: inout TodoEntry
  ) throws(FormatProblem.Reason) -> [String] {
    var title: [String] = []
    for word in words {
      guard let label = try label(word), entry.take(label) else {
        title.append(word)
        continue
      }
    }
    return title
  }

  /// The words before and behind the title that say the rest of an entry. A title that has a word
  /// like `+home` itself stands behind the project: only the first one is the project.
  func words(_ entry: TodoEntry) -> (before: [String], behind: [String]) {
    let project = entry.project.map { ["+" + spelled(value: $0)] } ?? []
    var behind = entry.tags.map { String(tagSign) + spelled(value: $0) }
    if let due = entry.due { behind.append("due:" + due.iso) }
    if let recurrence = entry.recurrence { behind.append("rec:" + recurrence.text) }
    return hasProjects(entry.title) ? (project, behind) : ([], project + behind)
  }

  func isProject(_ word: String) -> Bool {
    word.unicodeScalars.first == "+" && word.unicodeScalars.count > 1
  }

  private func hasProjects(_ title: String) -> Bool { title.words.contains(where: isProject) }
}

extension TodoEntry {
  /// - Returns: false if the same has been said before.
  fileprivate mutating func take(_ label: Label) -> Bool {
    func set<T>(_ property: inout T?, _ value: T) -> Bool {
      if property != nil { return false }
      property = value
      return true
    }
    switch label {
    case .tag(let tag): tags.append(tag)
    case .project(let value): return set(&project, value)
    case .due(let value): return set(&due, value)
    case .recurrence(let value): return set(&recurrence, value)
    case .priority(let value): return set(&priority, value)
    case .name(let value): return set(&name, value)
    case .parent(let value): return set(&parent, value)
    case .note(let value):
      if !notes.isEmpty { return false }
      notes = value
    }
    return true
  }
}
