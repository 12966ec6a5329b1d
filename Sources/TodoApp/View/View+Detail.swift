import Screen

extension Painter {
  /// Where the todo under the cursor comes from, and its notes.
  mutating func paintDetail() {
    if let row = layout.detail { paintRule(row: row, detailWords) }
    if let editor = state.editor, let notes = editor.notes {
      paintEditor(notes)
    } else if let todo = state.list.selectedTodo, state.editor == nil {
      paintNotes(of: todo)
    }
  }

  private var detailWords: String {
    guard let editor = state.editor else { return state.list.selectedTodo.map(provenance) ?? "" }
    switch editor.purpose {
    case .rename(let id, _, _): return "editing \(state.numbered(id))"
    case .notes(let id, _, _): return "the notes of \(state.numbered(id))"
    case .add: return understood(editor.line.text, "a new todo")
    case .addPart(let id): return understood(editor.line.text, "a part of \(state.numbered(id))")
    }
  }

  /// What is made of a line as it is written.
  private func understood(_ text: String, _ what: String) -> String {
    if text.isEmpty, layout.width == .full {
      return what + ": a title, and perhaps due:fri  every:week  !high  +project  #tag"
    }
    var misread: String?
    let todo = NewTodo(typed: text.trimmed, at: state.now, misread: &misread)
    let parts = [
      todo.priority?.rawValue, todo.due.map { "due \(Labels.day($0))" },
      todo.recurrence.map { "again \(Labels.recurrence($0))" }, todo.project.map { "+\($0)" },
      todo.tags.isEmpty ? nil : todo.tags.map { "#\($0)" }.joined(separator: " "),
      misread.map { "\(quoted($0, limit: 20)) only as a word" },
    ].compactMap { $0 }
    return parts.isEmpty ? what : "\(what): " + parts.joined(separator: ", ")
  }

  private func provenance(_ todo: Todo) -> String {
    if todo.id < 0 { return "queued, without a number yet" }
    let part = todo.parent.map { "part of #\($0)  " } ?? ""
    var text = "#\(todo.id)  \(part)created \(Labels.when(todo.createdAt, now: state.now))"
    if let tab = todo.createdByTab { text += " in tab \(tab)" }
    if todo.version > 1 {
      text += ", changed \(Labels.when(todo.changedAt, now: state.now))"
      if let tab = todo.changedByTab { text += " by tab \(tab)" }
    }
    return text
  }

  private mutating func paintNotes(of todo: Todo) {
    var words = [
      todo.due.map { "due \(Labels.day($0))" },
      todo.recurrence.map { "again \(Labels.recurrence($0))" },
    ].compactMap { $0 }.joined(separator: ", ")
    if todo.notes.isEmpty {
      guard todo.due?.minute != nil || todo.recurrence != nil else { return }
    } else {
      words = "note: " + todo.notes
    }
    let characters = Array(words.prefix(2_000))
    let wrap = Wrap(characters, columns: layout.notesColumns, in: frame.repertoire)
    for (row, range) in zip(layout.notes, wrap.rows) {
      let isLast = row + 1 == layout.notes.upperBound
      let end = isLast ? characters.count : range.upperBound
      let text = String(characters[range.lowerBound..<end]).replacing("\n", with: " ")
      frame.write([Span(text)], row: row, column: layout.textColumn + (isNarrow ? 0 : 1))
    }
  }

  private var isNarrow: Bool { layout.width != .full }

  /// The notes as they are written, scrolled so that the insertion point shows.
  private mutating func paintEditor(_ notes: TextEditor) {
    guard !layout.notes.isEmpty else { return }
    let characters = notes.characters
    let wrap = Wrap(characters, columns: layout.notesColumns, in: frame.repertoire)
    let place = wrap.position(of: notes.cursor)
    let first = max(0, place.row - layout.notes.count + 1)
    for (row, range) in zip(layout.notes, wrap.rows.dropFirst(first)) {
      frame.write(
        String(repeating: " ", count: layout.size.columns), row: row, column: 0)
      frame.write(
        String(characters[range]), row: row, column: layout.textColumn, style: Style(.selected))
    }
    frame.placeCursor(
      row: layout.notes.lowerBound + place.row - first, column: layout.textColumn + place.column)
  }
}
