import Screen

/// Where the fields of the rows stand: no column is there for nothing.
///
/// By what is in memory, not by what is in sight, so that scrolling does not move them.
struct Columns: Hashable {
  let priority: Range<Int>?
  let due: Range<Int>?
  let title: Int

  init(_ state: State, _ layout: Layout) {
    let words = state.options.settings.accessible
    var column = layout.boxColumn + TextWidth.columns(of: state.symbols.open) + 1
    guard layout.width != .tiny else {
      (priority, due, title) = (nil, nil, column)
      return
    }
    let todos = state.list.window.todos
    if todos.contains(where: { $0.priority != nil }) {
      let width = words ? 6 : 2
      priority = column..<column + width
      column += width + (layout.width == .full ? 2 : 0)
    } else {
      priority = nil
    }
    if todos.contains(where: { $0.due != nil }) {
      due = column..<column + 6
      column += 6 + (layout.width == .full ? 2 : 1)
    } else {
      due = nil
      if priority != nil { column += layout.width == .full ? -1 : 1 }
    }
    title = column
  }
}

extension Painter {
  /// What a line of the list shows.
  private enum Entry {
    case todo(Todo, place: Int)
    case draft(Editor)
    case nothing
  }

  mutating func paintList() {
    let list = state.list
    let editor = state.editor?.notes == nil ? state.editor : nil
    guard !layout.list.isEmpty else {
      // One row in all: what is being written matters more than the badge.
      frame.placeCursor(row: layout.header, column: 0)
      if let editor { paintDraft(editor.line, row: layout.header, from: 0) }
      return
    }
    if list.window.total == 0, editor == nil {
      paintEmpty()
      return
    }
    let top = firstEntry
    for (line, row) in layout.list.enumerated() {
      switch entry(top + line) {
      case .todo(let todo, let place):
        paintTodo(todo, row: row, selected: place == list.selectedPlace)
      case .draft(let editor):
        paintFields(nil, row: row, selected: true)
        let part = if case .addPart(let id) = editor.purpose { indentation(under: id) } else { 0 }
        paintDraft(editor.line, row: row, from: columns.title + part)
      case .nothing:
        break
      }
    }
  }

  /// Where a draft that belongs to no line is let in: under the cursor's line.
  private var insertedDraft: Int? {
    guard let editor = state.editor, editor.notes == nil,
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

  /// How far a title is set in: a part two columns more than what it is a part of.
  private func indentation(_ level: Int) -> Int {
    min(2 * level, max(0, layout.size.columns - columns.title) / 3)
  }

  private func indentation(under id: Int64) -> Int {
    let window = state.list.window
    guard let index = window.index(of: id) else { return 0 }
    return indentation(window.level(of: window.todos[index]) + 1)
  }

  private mutating func paintTodo(_ todo: Todo, row: Int, selected: Bool) {
    let hasCursor = selected && insertedDraft == nil
    paintFields(todo, row: row, selected: hasCursor)
    let column = columns.title + indentation(state.list.window.level(of: todo))
    if hasCursor, let editor = state.editor, editor.notes == nil {
      paintDraft(editor.line, row: row, from: column)
      return
    }
    let mark = state.list.marks[todo.id]
    let isGoing = mark?.isGoing == true
    let isFaint = todo.done || isGoing
    let isMarked = state.selection.contains(todo)
    let role: Role =
      selected && !isGoing ? .selected : isFaint ? .dim : isMarked ? .marked : .text
    var line = Line(matches.spans(todo.title, role))
    // The sign of a queued change stands where the box does, and faintness alone says nothing. The
    // leader's own are made before anybody could read it.
    if mark != nil, !state.coordination.mayWrite, isFaint {
      line.spans.append(Span(isGoing ? "  (to be deleted)" : "  (done)", .dim))
    }
    let words =
      (todo.project.map { ["+" + $0] } ?? []) + todo.tags.map { "#" + $0 }
      + (todo.recurrence.map { ["every:" + $0.text] } ?? [])
    if !words.isEmpty {
      line.spans.append(Span("  "))
      line.spans.append(Span(words.joined(separator: " "), isFaint ? .dim : .tag))
    }
    if isMarked && state.options.settings.accessible { line.spans.append(Span("  (marked)")) }
    frame.write(line, row: row, column: column)
    if selected && state.editor == nil { frame.placeCursor(row: row, column: layout.boxColumn) }
  }

  /// The fixed fields of a row: cursor, mark, box, priority, due.
  private mutating func paintFields(_ todo: Todo?, row: Int, selected: Bool) {
    let box = layout.boxColumn
    if selected {
      frame.write(symbols.cursor, row: row, column: box - 2, style: Style(.selected))
    }
    if let todo, state.selection.contains(todo) {
      frame.write(
        symbols.mark, row: row, column: box - (selected ? 1 : 2), style: Style(.marked))
    }
    let sign = sign(of: todo)
    frame.write(sign.text, row: row, column: box, style: sign.style)
    guard let todo else { return }
    if let field = columns.priority, let priority = todo.priority {
      let mark = mark(of: priority)
      frame.write(
        mark.text, row: row, column: field.lowerBound, until: field.upperBound, style: mark.style)
    }
    if let field = columns.due, let due = todo.due {
      let now = state.now
      let role: Role =
        todo.done ? .dim : due.isOver(at: now) ? .danger : due.day == now.day ? .warning : .text
      frame.write(
        [Span(Labels.due(due, today: now.day), role)], row: row, endingAt: field.upperBound)
    }
  }

  /// The box, or the mark of a change under way in its place.
  private func sign(of todo: Todo?) -> Span {
    if let mark = todo.flatMap({ state.list.marks[$0.id] }) {
      return Span(symbols.queued, mark.isUnknown ? .danger : .warning)
    }
    return todo?.done == true ? Span(symbols.done, .dim) : Span(symbols.open)
  }

  private func mark(of priority: Priority) -> Span {
    let words = state.options.settings.accessible
    switch priority {
    case .high: return Span(words ? "high" : "!!", .danger, .bold)
    case .medium: return Span(words ? "medium" : "!", .warning)
    case .low: return Span(words ? "low" : "-", .dim)
    }
  }

  /// The text being written, scrolled sideways so that the insertion point shows.
  mutating func paintDraft(_ line: LineEditor, row: Int, from start: Int) {
    let room = layout.size.columns - start
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
    let row = layout.list.lowerBound
    frame.write(
      [Span(Sentence.empty(state))], row: row, column: layout.width == .full ? 3 : 0)
    if layout.width == .full {
      let steps = Sentence.firstSteps(state)
      for (row, step) in zip(layout.list.dropFirst(2), steps) {
        let key = step.key + String(repeating: " ", count: max(1, 7 - step.key.count))
        frame.write([Span(key, .key), Span(step.words, .dim)], row: row, column: 3)
      }
    }
    frame.placeCursor(row: row, column: 0)
  }
}
