import Screen

extension State {
  /// What a prompt offers for what has been written, the best first.
  func choices(of prompt: Prompt) -> [Choice] {
    let text = prompt.line.text.trimmed
    switch prompt.purpose {
    case .filter: return []
    case .palette: return commands(text)
    case .sort: return sorts(text)
    case .savedFilters: return savedFilters(text)
    case .priority: return priorities(text)
    case .due: return dues(text)
    case .recurrence: return recurrences(text)
    case .tag: return tags(text, of: prompt.targets?.todos ?? [])
    case .project: return projects(text)
    }
  }

  private func commands(_ text: String) -> [Choice] {
    let offered = Command.allCases.filter { $0.isInPalette && $0.viewNumber == nil }
    // Moving is what nobody looks for here.
    let moving = offered.filter { $0.entry.scopes.contains(.page) && $0 != .quit && $0 != .redraw }
    let ordered = offered.filter { !moving.contains($0) } + moving
    let all = ordered.map { command in
      let keys = keymap.keys(for: command, in: .list).map(\.label).joined(separator: " ")
      return Choice(
        command.title, keys, .command(command), isDimmed: command.writes && !mayWrite)
    }
    let views = allViews.map { Choice("View \(Labels.view($0))", "", .view($0)) }
    // Who writes nothing looks at the commands; who writes "sort due" need not look for the key.
    let sorts =
      text.isEmpty ? [] : sorts("").map { Choice("Sort by \($0.words)", "", $0.result) }
    let found = Matching.best(all + views + sorts, for: text, \.words)
    let reason = "No command has \(quoted(text, limit: 20)) in its name."
    return found.isEmpty ? [Choice(reason, "", .nothing(reason), isDimmed: true)] : found
  }

  private func sorts(_ text: String) -> [Choice] {
    let words: [(Sort, String, String)] = [
      (.list, "list", "as you put them, parts behind what they are part of"),
      (.doneLast, "done", "the same, what is done last"), (.due, "due", "the earliest first"),
      (.priority, "priority", "the most pressing first"), (.title, "title", "by alphabet"),
      (.created, "created", "the newest first"), (.changed, "changed", "the latest change first"),
      (.id, "number", "by number"),
    ]
    let choices = words.map { sort, name, words in
      let isOn = sort == list.query.sort
      let turns = isOn && sort.isReversible && !list.query.isReversed
      return Choice(
        name, isOn ? (turns ? "now; turns it round" : "now") : words,
        .sort(sort, isReversed: turns))
    }
    return Matching.best(choices, for: text, \.words)
  }

  private func savedFilters(_ text: String) -> [Choice] {
    var choices = Matching.best(
      list.filters.map { Choice($0.name, $0.text, .filter($0.text)) }, for: text, \.words)
    let filter = list.query.filter
    let known = list.filters.first { isSameName($0.name, text) }
    if !text.isEmpty, !filter.isEmpty {
      let verb = known == nil ? "save" : "replace"
      choices.append(
        Choice(
          "\(verb) \(quoted(text))", filter, .save(SavedFilter(name: text, text: filter)),
          isDimmed: !mayWrite))
    }
    if let known {
      choices.append(
        Choice("forget \(quoted(known.name))", "", .forget(known.name), isDimmed: !mayWrite))
    }
    if choices.isEmpty {
      let way =
        filter.isEmpty
        ? "No filter is kept\(text.isEmpty ? " yet" : " as \(quoted(text, limit: 20))"). \(label(.filter)) filters; then \(label(.savedFilters)) saves it."
        : "Write a name to save the filter that is on."
      choices.append(Choice(way, "", .nothing(way), isDimmed: true))
    }
    return choices
  }

  private func priorities(_ text: String) -> [Choice] {
    // The signs say nothing where the list has words for them.
    func choice(_ words: String, _ sign: String, _ priority: Priority?) -> Choice {
      Choice(words, options.settings.accessible ? "" : sign, .edit(.priority(priority)))
    }
    let choices = [
      choice("high", "!!", .high), choice("medium", "!", .medium), choice("low", "-", .low),
      choice("none", "", nil),
    ]
    if !text.isEmpty, let priority = Priority(sign: text.hasPrefix("!") ? text : "!" + text) {
      return choices.filter { $0.result == .edit(.priority(priority)) }
    }
    let found = Matching.best(choices, for: text, \.words)
    let reason = "\(quoted(text)) is no priority. What works: high, medium, low, none."
    return found.isEmpty ? [Choice(reason, "", .nothing(reason), isDimmed: true)] : found
  }

  private func dues(_ text: String) -> [Choice] {
    func choice(_ words: String) -> Choice? {
      Due(words: words, at: now).map {
        Choice(words, Labels.day($0), .edit(.due($0)))
      }
    }
    let none = Choice("none", "not due", .edit(.due(nil)))
    let offers =
      ["today", "tomorrow", "weekend", "next mon", "next week", "end of month"].compactMap(choice)
      + [none]
    if text.isEmpty { return offers }
    let others = Matching.best(offers, for: text, \.words).filter { $0.words != text.lowercased() }
    if text.lowercased() == none.words { return [none] }
    if let exact = choice(text) { return [exact] + others }
    if !others.isEmpty { return others }
    let reason = Due.objection(to: text)
    return [Choice(reason, "", .nothing(reason), isDimmed: true)]
  }

  private func recurrences(_ text: String) -> [Choice] {
    func choice(_ words: String) -> Choice? {
      Recurrence(words: words).map {
        Choice(words, Labels.recurrence($0), .edit(.recurrence($0)))
      }
    }
    let none = Choice("none", "only once", .edit(.recurrence(nil)))
    let offers =
      ["daily", "weekly", "monthly", "yearly", "+weekly", "+monthly"].compactMap(choice) + [none]
    if text.isEmpty { return offers }
    if text.lowercased() == none.words { return [none] }
    let others = Matching.best(offers, for: text, \.words).filter { $0.words != text.lowercased() }
    if let exact = choice(text) { return [exact] + others }
    if !others.isEmpty { return others }
    let reason =
      "\(quoted(text)) is no interval. What works: daily, weekly, 3d, 2w, 1m; with a + before it, "
      + "counted from the due date."
    return [Choice(reason, "", .nothing(reason), isDimmed: true)]
  }

  private func tags(_ text: String, of todos: [Todo]) -> [Choice] {
    let name = text.hasPrefix("#") ? String(text.dropFirst()) : text
    func choice(_ tag: String, _ detail: String) -> Choice {
      let isOn =
        !todos.isEmpty
        && todos.allSatisfy { $0.tags.contains { isSameName($0, tag) } }
      return Choice(
        "#\(tag)", isOn ? "takes it away" : detail,
        .edit(isOn ? .removeTag(tag) : .addTag(tag)))
    }
    let own = todos.flatMap(\.tags).filter { tag in
      !list.counts.tags.contains { isSameName($0.name, tag) }
    }
    let known =
      Set(own).sorted().map { choice($0, "") }
      + list.counts.tags.map { choice($0.name, "\($0.open) open") }
    return named(name, among: known, sign: "#") { choice($0, "a new tag") }
  }

  private func projects(_ text: String) -> [Choice] {
    let name = text.hasPrefix("+") ? String(text.dropFirst()) : text
    let known =
      list.counts.projects.map {
        Choice("+\($0.name)", "\($0.open) open", .edit(.project($0.name)))
      } + [Choice("none", "in no project", .edit(.project(nil)))]
    return named(name, among: known, sign: "+") {
      Choice("+\($0)", "a new project", .edit(.project($0)))
    }
  }

  /// The known ones that fit, and a new one unless that is known.
  private func named(
    _ name: String, among known: [Choice], sign: String, _ new: (String) -> Choice
  ) -> [Choice] {
    guard !name.isEmpty else {
      let way = "Write a name."
      return known.isEmpty ? [Choice(way, "", .nothing(way), isDimmed: true)] : known
    }
    let found = Matching.best(known, for: name, \.words)
    let isKnown = known.contains {
      isSameName($0.words, sign + name) || $0.words == name.lowercased()
    }
    if isKnown {
      return found.sorted { left, _ in isSameName(left.words, sign + name) }
    }
    guard Words.isName(name), !name.contains(where: \.isWhitespace) else {
      let reason = "A name is one word, and no number."
      return found + [Choice(reason, "", .nothing(reason), isDimmed: true)]
    }
    return found + [new(name)]
  }
}
