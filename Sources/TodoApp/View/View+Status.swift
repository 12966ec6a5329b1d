import Screen

extension Painter {
  /// Where the todo under the cursor comes from.
  mutating func paintDetail() {
    guard let row = layout.detail else { return }
    paintRule(row: row, detailWords)
  }

  private var detailWords: String {
    switch state.mode {
    case .list: state.list.selectedTodo.map(provenance) ?? ""
    case .editing(let editor):
      editor.editedID.map { "editing \(state.numbered($0))" } ?? "a new todo"
    }
  }

  private func provenance(_ todo: Todo) -> String {
    if todo.id < 0 { return "queued, without a number yet" }
    var text = "#\(todo.id)  created \(Labels.when(todo.createdAt, now: state.now))"
    if let tab = todo.createdByTab { text += " in tab \(tab)" }
    if todo.version > 1 {
      text += ", changed \(Labels.when(todo.changedAt, now: state.now))"
      if let tab = todo.changedByTab { text += " by tab \(tab)" }
    }
    return text
  }

  /// The measurements of the coordination.
  mutating func paintNumbers() {
    guard let row = layout.numbers else { return }
    let numbers = state.numbers
    let queue = state.pending.count
    let rate = Labels.rate(numbers.leadershipChangesPerMinute, symbols)
    let p50 = Labels.span(numbers.notifyP50, symbols)
    let p99 = Labels.span(numbers.notifyP99, symbols)
    let full =
      " lead \(rate)/min   notify p50 \(p50) p99 \(p99)   "
      + "conflicts \(numbers.conflicts)   refresh \(numbers.refreshes)   queue \(queue)"
    if TextWidth.columns(of: full, in: frame.repertoire) <= layout.size.columns {
      frame.write([Span(full, .dim)], row: row, column: 0)
    } else {
      let short = Labels.span(numbers.notifyP99, symbols, gap: "")
      let line =
        "q\(queue) conf\(numbers.conflicts) p99 \(short) lead \(rate)/m ref\(numbers.refreshes)"
      frame.write([Span(line, .dim)], row: row, column: 0)
    }
  }

  mutating func paintMessage() {
    guard let row = layout.message, let message = state.message ?? state.waitingMessage else {
      return
    }
    let columns = layout.size.columns
    func fits(_ text: String, after start: Int) -> Bool {
      start + TextWidth.columns(of: text, in: frame.repertoire) <= columns
    }
    let time: Line = [Span(" \(message.time)  ", .dim)]
    let short = message.short ?? message.text
    switch layout.width {
    case .full:
      let start = frame.write(time, row: row, column: 0)
      let text = fits(message.text, after: start) ? message.text : short
      frame.write([Span(text, message.role)], row: row, column: start)
    case .narrow, .tiny:
      let text = fits(message.text, after: 0) ? message.text : short
      frame.write([Span(text, message.role)], row: row, column: 0)
    }
  }

  /// The keys that matter now; those that do nothing in this tab are dimmed.
  mutating func paintHints() {
    guard let row = layout.hints else { return }
    let column = layout.width == .full ? 1 : 0
    if case .leadership = state.overlay {
      paint(hints: leadershipHints, row: row, column: column)
    } else if state.overlay != nil {
      paint(hints: [("Esc", "close", true), ("j k", "scroll", true)], row: row, column: column)
    } else if state.editor != nil {
      paint(
        hints: [
          (state.label(.save, in: .line), "save", true),
          (state.label(.leave, in: .line), "cancel", true),
          (state.label(.help, in: .line), "help", true),
        ],
        row: row, column: column)
    } else {
      paint(hints: listHints(room: layout.size.columns - column), row: row, column: column)
    }
  }

  private typealias Hint = (key: String, word: String, works: Bool)

  private mutating func paint(hints: [Hint], row: Int, column: Int) {
    var column = column
    for hint in hints {
      let line: Line = [
        Span(hint.key, hint.works ? .key : .dim), Span(" " + hint.word, hint.works ? .text : .dim),
      ]
      guard column + line.columns(in: frame.repertoire) <= layout.size.columns else { return }
      column = frame.write(line, row: row, column: column) + 2
    }
  }

  /// As many hints as fit, the most useful ones, in their usual order.
  private func listHints(room: Int) -> [Hint] {
    let words: [(Command, String)] = [
      (.add, "add"), (.edit, "edit"), (.toggleDone, "done"), (.delete, "delete"),
      (.undo, "undo"), (.queueing, "queue"), (.leadership, "leader"), (.help, "help"),
      (.quit, "quit"),
    ]
    let useful: [Command] =
      state.coordination.mayWrite
      ? [.help, .add, .toggleDone, .delete, .edit, .quit, .undo, .leadership]
      : state.isQueueing
        ? [.help, .add, .toggleDone, .queueing, .leadership, .delete, .edit, .quit, .undo]
        : [.help, .leadership, .queueing, .quit, .add, .edit, .toggleDone, .delete, .undo]
    var chosen: Set<Command> = []
    var used = -2
    for command in useful {
      let word = words.first { $0.0 == command }?.1 ?? ""
      let width = state.label(command).count + 1 + word.count + 2
      guard used + width <= room else { break }
      used += width
      chosen.insert(command)
    }
    return words.filter { chosen.contains($0.0) }.map { command, word in
      (state.label(command), word, !command.writes || state.mayWrite)
    }
  }
}
