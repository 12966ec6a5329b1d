import Screen

extension Painter {
  /// What a line of the list shows.
  private enum Entry {
    case todo(Todo, place: Int)
    case draft(Editor)
    case nothing
  }

  mutating func paintList() {
    let list = state.list
    guard !layout.list.isEmpty else {
      // One row in all: what is being written matters more than the badge.
      frame.placeCursor(row: layout.header, column: 0)
      if let editor = state.editor { paintDraft(editor, row: layout.header, from: 0) }
      return
    }
    if list.window.total == 0, state.editor == nil {
      paintEmpty()
      return
    }
    let top = firstEntry
    for (line, row) in layout.list.enumerated() {
      switch entry(top + line) {
      case .todo(let todo, let place):
        paintTodo(todo, row: row, selected: place == list.selectedPlace)
      case .draft(let editor):
        paintDraft(editor, row: row, from: paintMarks(nil, row: row, selected: true))
      case .nothing:
        break
      }
    }
  }

  /// Where a draft that belongs to no line is let in: under the cursor's line.
  private var insertedDraft: Int? {
    guard let editor = state.editor,
      editor.editedID == nil || editor.editedID != state.list.selected
    else { return nil }
    return state.list.window.total == 0 ? 0 : state.list.selectedPlace + 1
  }

  /// The first entry shown: the list's own, or one further down if a draft would be below the edge.
  private var firstEntry: Int {
    guard let insertedDraft else { return state.list.top }
    return max(state.list.top, insertedDraft - layout.list.count + 1)
  }

  private func entry(_ index: Int) -> Entry {
    let list = state.list
    if let draft = insertedDraft, let editor = state.editor {
      if index == draft { return .draft(editor) }
      let place = index < draft ? index : index - 1
      return list.window.todo(at: place).map { .todo($0, place: place) } ?? .nothing
    }
    return list.window.todo(at: index).map { .todo($0, place: index) } ?? .nothing
  }

  private mutating func paintTodo(_ todo: Todo, row: Int, selected: Bool) {
    let edited = selected ? state.editor : nil
    let column = paintMarks(
      todo, row: row, selected: selected && insertedDraft == nil)
    if let edited, insertedDraft == nil {
      paintDraft(edited, row: row, from: column)
      return
    }
    let isGoing = state.list.marks[todo.id]?.isGoing == true
    let isFaint = todo.done || isGoing
    let role: Role = selected && !isGoing ? .selected : isFaint ? .dim : .text
    var line: Line = [Span(todo.title, role)]
    let words = (todo.project.map { ["+" + $0] } ?? []) + todo.tags.map { "#" + $0 }
    if !words.isEmpty {
      line.spans.append(Span("  "))
      line.spans.append(Span(words.joined(separator: " "), isFaint ? .dim : .tag))
    }
    frame.write(line, row: row, column: column)
    if selected && state.editor == nil { frame.placeCursor(row: row, column: layout.boxColumn) }
  }

  /// The fixed fields of a row: cursor, box, priority, due.
  ///
  /// - Returns: the column where the free text begins.
  private mutating func paintMarks(_ todo: Todo?, row: Int, selected: Bool) -> Int {
    let box = layout.boxColumn
    if selected {
      frame.write(symbols.cursor, row: row, column: box - 2, style: Style(.selected))
    }
    let sign = sign(of: todo)
    var column = frame.write(sign.text, row: row, column: box, style: sign.style)
    column += 1
    guard layout.width != .tiny else { return column }
    if let mark = todo?.priority.map(mark(of:)) {
      frame.write(mark.text, row: row, column: column, style: mark.style)
    }
    column += 2 + (layout.width == .full ? 8 : 6)
    if let due = todo?.due, let todo {
      let today = state.now.day
      let role: Role =
        todo.done ? .dim : due.day < today ? .danger : due.day == today ? .warning : .text
      frame.write([Span(Labels.due(due, today: today), role)], row: row, endingAt: column)
    }
    return column + (layout.width == .full ? 2 : 1)
  }

  /// The box, or the mark of a change under way in its place.
  private func sign(of todo: Todo?) -> Span {
    if let mark = todo.flatMap({ state.list.marks[$0.id] }) {
      return Span(symbols.queued, mark.isUnknown ? .danger : .warning)
    }
    return todo?.done == true ? Span(symbols.done, .dim) : Span(symbols.open)
  }

  private func mark(of priority: Priority) -> Span {
    switch priority {
    case .high: Span("!!", .danger, .bold)
    case .medium: Span("!", .warning)
    case .low: Span("-", .dim)
    }
  }

  /// The text being written, scrolled sideways so that the insertion point shows.
  private mutating func paintDraft(_ editor: Editor, row: Int, from start: Int) {
    let room = layout.size.columns - start
    let line = editor.line
    let widths = line.characters.map { TextWidth.glyph($0, in: frame.repertoire).width }
    // One column stays free for the insertion point behind the last cluster.
    var first = line.cursor
    var used = 0
    while first > 0, used + widths[first - 1] < room {
      first -= 1
      used += widths[first]
    }
    frame.write(String(line.characters[first...]), row: row, column: start, style: Style(.selected))
    frame.write(
      String(repeating: " ", count: max(0, room)), row: row,
      column: start + widths[first...].reduce(0, +))
    frame.placeCursor(row: row, column: start + used)
  }

  private mutating func paintEmpty() {
    let key = state.label(.add)
    let sentence: String
    if state.list.commit == nil {
      sentence = ""
    } else if state.mayWrite {
      sentence = "Nothing here. \(key) adds one."
    } else {
      sentence =
        "Nothing here. The leader adds with \(key); \(state.label(.leadership)) asks for it, "
        + "\(state.label(.queueing)) queues."
    }
    let row = layout.list.lowerBound
    frame.write([Span(sentence)], row: row, column: layout.width == .full ? 3 : 0)
    frame.placeCursor(row: row, column: 0)
  }
}
