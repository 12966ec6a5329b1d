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

  /// When it is due, if the list does not say all of it, and the notes.
  private mutating func paintNotes(of todo: Todo) {
    var rows = layout.notes
    if let words = time(of: todo), rows.count > 1 || todo.notes.isEmpty {
      rows = rows.dropFirst(paint(words, in: todo.notes.isEmpty ? rows : rows.prefix(1)))
    }
    if !todo.notes.isEmpty { paint("note: " + todo.notes, in: rows) }
  }

  /// Returns how many rows it took.
  @discardableResult
  private mutating func paint(_ words: String, in rows: Range<Int>) -> Int {
    let characters = Array(words.prefix(2_000))
    let lines = Wrap(characters, columns: layout.notesColumns, in: frame.repertoire).rows
    for (row, range) in zip(rows, lines) {
      let isLast = row + 1 == rows.upperBound
      let end = isLast ? characters.count : range.upperBound
      let text = String(characters[range.lowerBound..<end]).replacing("\n", with: " ")
      frame.write([Span(text)], row: row, column: layout.textColumn + (isNarrow ? 0 : 1))
    }
    return min(rows.count, lines.count)
  }

  private func time(of todo: Todo) -> String? {
    guard todo.due?.minute != nil || todo.recurrence != nil else { return nil }
    return [
      todo.due.map { "due \(Labels.day($0))" },
      todo.recurrence.map { "again \(Labels.recurrence($0))" },
    ].compactMap { $0 }.joined(separator: ", ")
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
