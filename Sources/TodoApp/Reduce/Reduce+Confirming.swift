import Screen

extension State {
  mutating func press(_ key: Key, in confirmation: Confirmation) -> [Effect] {
    switch key {
    case .named(.enter), .character("y"):
      guard mayWrite else {
        say(Sentence.readOnly(self), .warning)
        return []
      }
      backToList()
      switch confirmation.deed {
      case .change(let change, let title): return send(change, title: title) + loadIfLacking()
      case .add(let titles): return addAll(titles)
      }
    case .named(.escape), .character("n"), .control("c"):
      if case .add = confirmation.deed { awaitingRoom = [] }
      backToList()
      return loadIfLacking()
    default: break
    }
    switch keymap[key, in: .list] {
    case .redraw: return [.repaint]
    case .suspend: return [.suspend]
    case .help: overlay = .help(top: 0)
    default: break
    }
    return []
  }

  /// Makes a change of existing todos; asks before, if it concerns many.
  mutating func confirmAndAsk(for change: Change, title: String) -> [Effect] {
    let count = change.targets.count
    guard count <= Change.targetLimit else {
      say(
        "At most \(Change.targetLimit) todos can be changed at once; \(count) are marked.", .warning
      )
      return []
    }
    guard count > max(1, options.settings.confirmAbove) else { return send(change, title: title) }
    let (verb, tail) = change.asked
    mode = .confirming(
      Confirmation(
        deed: .change(change, title: title), question: "\(verb) \(count) todos\(tail)?",
        verb: verb.lowercased()))
    return []
  }

  private mutating func send(_ change: Change, title: String) -> [Effect] {
    guard let effect = ask(for: change, title: title) else { return [] }
    selection = Selection()
    if case .delete = change { stepOffWhatGoes() }
    return [effect] + loadIfLacking()
  }

  // MARK: Pasted lines

  /// Text pasted into the list runs no commands: one line is a title, several are an offer.
  mutating func paste(_ text: String) -> [Effect] {
    guard mayWrite else {
      say(Sentence.readOnly(self), .warning)
      return []
    }
    let lines = TextEditor.pastedLines(text)
    if lines.count > 1 { offer(lines) } else { open(Editor(.add, text: lines.first ?? "")) }
    return []
  }

  mutating func offer(_ lines: [String]) {
    mode = .confirming(
      Confirmation(
        deed: .add(lines), question: "Add \(lines.count) pasted lines, each as a todo?",
        verb: "add \(lines.count)"))
  }

  private mutating func addAll(_ titles: [String]) -> [Effect] {
    awaitingRoom = titles
    let effects = addMore()
    say("Adding \(titles.count) todos.", .note)
    return effects
  }

  /// As many of the titles that wait as may be under way.
  mutating func addMore() -> [Effect] {
    var effects: [Effect] = []
    while !awaitingRoom.isEmpty, pending.count < Self.pendingLimit / 2 {
      let title = awaitingRoom.removeFirst()
      let todo = typed(title)
      guard let effect = ask(for: .add(todo, mark: markSource.next()), title: title) else { break }
      effects.append(effect)
    }
    return effects
  }
}

extension Change {
  /// How the question begins and ends whether to make it.
  fileprivate var asked: (String, String) {
    switch self {
    case .delete: ("Delete", "")
    case .move: ("Move", "")
    case .edit:
      switch onlyEdit {
      case .done(true): ("Mark", " as done")
      case .done(false): ("Open", " again")
      default: ("Change", "")
      }
    default: ("Change", "")
    }
  }
}
