import Screen

/// The help pages: what the keys of a mode do, read from the catalogue and the key map.
enum Help {
  static func lines(for state: State) -> [Line] {
    switch state.mode {
    case .list, .confirming: listLines(state)
    case .editing(let editor):
      textLines(
        editor.notes == nil ? "Keys while writing a title" : "Keys while writing notes",
        editor.scope, state) + quickAdd(editor)
    case .prompting(let prompt): textLines("Keys while choosing", .menu, state) + filters(prompt)
    }
  }

  /// Each command that the screen does in a scope once, those with the same topic on one line.
  static func topics(in scope: Scope) -> [(commands: [Command], words: String)] {
    var topics: [(commands: [Command], words: String)] = []
    let all = Command.allCases.filter { $0.entry.scopes.contains(scope) }
    // In a text, its own commands come before those that the list has as well.
    let own = all.filter { scope == .list || !$0.entry.scopes.contains(.list) }
    for command in own + all.filter({ !own.contains($0) }) {
      if topics.last?.words == command.entry.topic {
        topics[topics.count - 1].commands.append(command)
      } else {
        topics.append(([command], command.entry.topic))
      }
    }
    return topics
  }

  private static func keys(_ commands: [Command], _ scope: Scope, _ keymap: Keymap) -> String {
    let labels = commands.flatMap { keymap.keys(for: $0, in: scope) }.map(\.label)
    let isRow = labels.count > 2 && labels == (1...labels.count).map { "\($0)" }
    return isRow ? "1-\(labels.count)" : labels.joined(separator: " ")
  }

  private static func listLines(_ state: State) -> [Line] {
    let mayWrite = state.mayWrite
    var lines: [Line] = [[Span("Keys in the list", .heading)]]
    for (commands, words) in topics(in: .list) {
      let keys = keys(commands, .list, state.keymap)
      guard !keys.isEmpty else { continue }
      let works = mayWrite || !commands.contains(where: \.writes)
      lines.append([
        Span(inColumn(keys), works ? .key : .dim),
        Span(words + (works ? "" : " (leader, or queueing)"), works ? .text : .dim),
      ])
    }
    lines.append([])
    lines.append([Span("The leader writes, followers read along.")])
    lines.append([Span("If it ends or hangs, the next tab leads.")])
    if state.options.settings.mouse {
      lines.append([Span("A click moves the cursor, a second one edits, or")])
      lines.append([Span("on the box marks as done; the wheel scrolls.")])
      lines.append([Span("With Shift held, the mouse selects text.")])
    }
    let sign = state.symbols.queued
    lines.append([Span("\(sign) stands for a box while a change waits.")])
    lines.append([])
    lines.append([Span("The line of numbers", .heading)])
    for (name, words) in numbers {
      lines.append([Span(inColumn(name), .key), Span(words)])
    }
    return lines
  }

  private static let numbers = [
    ("lead", "leader changes a minute"), ("notify p99", "how fast notices come"),
    ("conflicts", "writes refused here"), ("refresh", "changes of others"),
    ("batch", "changes a commit"), ("queue", "changes that wait"),
  ]

  private static func textLines(_ title: String, _ scope: Scope, _ state: State) -> [Line] {
    var lines: [Line] = [[Span(title, .heading)]]
    for (commands, words) in topics(in: scope) {
      let keys = keys(commands, scope, state.keymap)
      if !keys.isEmpty { lines.append([Span(inColumn(keys, 22), .key), Span(words)]) }
    }
    return lines
  }

  private static func quickAdd(_ editor: Editor) -> [Line] {
    guard editor.editedID == nil else { return [] }
    return [[], [Span("In a new todo", .heading)]]
      + [
        ("+launch", "its project"), ("#home", "a tag"), ("!high !medium !low", "its priority"),
        ("due:fri due:1dec", "when it is due"), ("every:week every:sun", "when it comes again"),
      ].map { [Span(inColumn($0.0, 22), .key), Span($0.1)] }
  }

  private static func filters(_ prompt: Prompt) -> [Line] {
    guard prompt.purpose == .filter else { return [] }
    return [[], [Span("In a filter", .heading)]]
      + [
        ("milk \"oat milk\"", "in title or notes"), ("#home +launch !high", "as in a new todo"),
        ("due:today due<fri", "when it is due"), ("due:none is:overdue", ""),
        ("is:done is:part", "what it is"), ("has:notes has:tags", "what it has"),
        ("-#home", "the opposite"),
      ].map { [Span(inColumn($0.0, 22), .key), Span($0.1)] }
  }

  private static func inColumn(_ keys: String, _ width: Int = 15) -> String {
    keys + String(repeating: " ", count: max(2, width - keys.count))
  }
}
