import Screen

extension State {
  mutating func press(_ key: Key, in confirmation: Confirmation) -> [Effect] {
    switch key {
    case .named(.enter), .character("y"):
      guard mayWrite else {
        say(Sentence.readOnly(self), .warning)
        return []
      }
      switch confirmation.deed {
      case .change(let change, let title):
        backToList()
        return send(change, title: title) + loadIfLacking()
      case .add(let lines): return addAll(lines)
      }
    case .named(.escape), .character("n"), .control("c"):
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

  /// Adds each line as a todo, so that one undo takes back all of them. What cannot be a todo is
  /// opened, to be written anew.
  private mutating func addAll(_ lines: [String]) -> [Effect] {
    let read = lines.map { line in (line, todo: typed(line)) }
    let fit = read.filter { (try? $0.todo.check()) != nil }
    let unfit = read.filter { (try? $0.todo.check()) == nil }
    var marks = markSource
    defer { markSource = marks }
    // What was looked at above is not thrown.
    let additions = try? Additions(fit.map(\.todo), mark: { marks.next() })
    guard let additions, pending.count + additions.chunks.count <= Self.pendingLimit else {
      say(
        pending.isEmpty
          ? "That is too much at once: todos import adds what is in a file."
          : "\(pending.count) changes wait for the database; not added yet.", .warning)
      return []
    }
    returnedDrafts += unfit.map { Editor(.add, text: $0.0) }
    backToList()
    var effects: [Effect] = []
    var rest = fit.map(\.0)[...]
    for chunk in additions.chunks {
      let change = Change.add(chunk, token: additions.token)
      let lines = Array(rest.prefix(chunk.count))
      rest = rest.dropFirst(chunk.count)
      effects += ask(for: change, title: "\(fit.count) todos", lines: lines).map { [$0] } ?? []
    }
    if let last = additions.chunks.last?.last { go(to: last.id) }
    say("Adding \(fit.count) todos.", .note)
    return effects + loadIfLacking()
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
