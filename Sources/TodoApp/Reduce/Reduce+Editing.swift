import Screen

extension State {
  /// Opens an editor, on the row of the todo that it edits if that is in the window.
  mutating func open(_ editor: Editor) {
    mode = .editing(editor)
    if let id = editor.editedID { _ = list.select(id, rows: listRows) }
    list.keepCursorVisible(rows: listRows)
  }

  /// The todo under the cursor, if it can be edited.
  private mutating func editable() -> Todo? {
    guard let todo = list.selectedTodo else {
      say("Nothing to edit. \(label(.add)) adds one.", .note)
      return nil
    }
    if list.marks[todo.id]?.isGoing == true {
      sayGoing(todo)
      return nil
    }
    return todo
  }

  mutating func editSelected() {
    guard let todo = editable() else { return }
    open(
      Editor(
        .rename(id: todo.id, base: todo.version, original: todo.title), text: todo.title))
  }

  mutating func editNotes() {
    guard let todo = editable() else { return }
    open(
      Editor(.notes(id: todo.id, base: todo.version, original: todo.notes), text: todo.notes))
  }

  mutating func addPart() {
    guard let todo = editable() else { return }
    open(Editor(.addPart(of: todo.id)))
  }

  mutating func press(_ key: Key, in editor: Editor) -> [Effect] {
    let before = editor
    var editor = editor
    editor.leavesNext = false
    switch key {
    case .character(let character): insert(String(character), &editor)
    case .paste(let text):
      let lines = TextEditor.pastedLines(text)
      if editor.purpose == .add, editor.text.isEmpty, lines.count > 1 {
        offer(lines)
        return []
      }
      insert(text, &editor)
    case .mouse: return []
    case .named(.tab) where editor.theirs != nil: takeBoth(&editor)
    default:
      switch keymap[key, in: editor.scope] {
      case .save: return submit(editor)
      case .saveAndGoOn: return submitAndGoOn(editor)
      case .leave: return leave(before)
      case .suspend: return [.suspend]
      case .redraw: return [.repaint]
      case .help:
        overlay = .help(top: 0)
        return []
      case .some(let command): perform(command, &editor)
      case nil: return []
      }
    }
    mode = .editing(editor)
    return []
  }

  /// Closes the editor without saving. Notes that were changed are kept until it is asked for twice.
  private mutating func leave(_ editor: Editor) -> [Effect] {
    if case .notes(_, _, let original) = editor.purpose, editor.theirs == nil,
      editor.text != original, !editor.leavesNext
    {
      var asked = editor
      asked.leavesNext = true
      mode = .editing(asked)
      let (save, leave) = (label(.save, in: editor.scope), label(.leave, in: editor.scope))
      say("These notes are not saved. \(save) saves them, \(leave) once more drops them.", .warning)
      return []
    }
    closeEditor()
    if editor.leavesNext { say("The notes stay as they were.", .note) }
    if let theirs = editor.theirs { say(Sentence.keptTheirs(theirs), .note) }
    return loadIfLacking()
  }

  private mutating func perform(_ command: Command, _ editor: inout Editor) {
    let isDone: Bool
    if editor.notes != nil {
      let layout = layout
      isDone =
        editor.notes?.perform(
          command, killed: &killed, columns: layout.notesColumns, rows: layout.notes.count,
          in: options.repertoire) == true
    } else {
      isDone = editor.line.perform(command, killed: &killed)
    }
    if !isDone, command == .yank || command == .newLine { sayTooLong(editor) }
  }

  private mutating func insert(_ text: String, _ editor: inout Editor) {
    killed.pause()
    let isDone = editor.notes?.insert(text) ?? editor.line.insert(text)
    if !isDone { sayTooLong(editor) }
  }

  private mutating func sayTooLong(_ editor: Editor) {
    let (what, limit) =
      editor.notes == nil ? ("A title ends", Todo.titleLimit) : ("Notes end", Todo.notesLimit)
    say("\(what) at \(limit) bytes; not inserted.", .warning)
  }

  /// What the other wrote and what was written here, for the user to make one of.
  private mutating func takeBoth(_ editor: inout Editor) {
    guard let theirs = editor.theirs else { return }
    let text =
      editor.notes == nil
      ? "\(theirs.title) / \(editor.text)" : "\(theirs.notes)\n\(editor.text)"
    var both = Editor(editor.purpose, text: text)
    both.asksNext = editor.asksNext
    editor = both
    message = nil
  }

  /// Closes the editor, lets what arrived meanwhile take its places, and opens the next draft that
  /// came back, if there is one.
  mutating func closeEditor() {
    backToList()
    list.keepCursorVisible(rows: listRows)
  }

  /// Another tab leads: the text stays, and saving once more asks for leadership.
  private mutating func refuse(_ editor: Editor) -> [Effect] {
    let canAsk = coordination.role == .follower && coordination.takeoverBlockedBy == nil
    let save = label(.save, in: editor.scope)
    if canAsk && editor.asksNext {
      say("Asked for leadership. Your text is kept; \(save) saves it then.", .note)
      return [.requestLeadership]
    }
    var refused = editor
    refused.asksNext = canAsk
    mode = .editing(refused)
    say(Sentence.draftKept(self, save: save), .warning)
    return []
  }

  /// Saves, and opens the next one of the same kind: several todos, or several parts of one.
  private mutating func submitAndGoOn(_ editor: Editor) -> [Effect] {
    let effects = submit(editor)
    guard editor.editedID == nil, !editor.text.trimmed.isEmpty, mode == .list else {
      return effects
    }
    open(Editor(editor.purpose))
    return effects
  }

  private mutating func submit(_ editor: Editor) -> [Effect] {
    guard mayWrite else { return refuse(editor) }
    let title = editor.line.text.trimmed
    switch editor.purpose {
    case .add, .addPart:
      if title.isEmpty {
        closeEditor()
        return loadIfLacking()
      }
      var todo = typed(title)
      if case .addPart(let id) = editor.purpose { todo.parent = id }
      return send(.add(todo, mark: markSource.next()), title: todo.title, from: editor)
    case .rename(let id, let base, let original):
      if title == original {
        closeEditor()
        return loadIfLacking()
      }
      guard !title.isEmpty else {
        say("A todo needs a title. Esc leaves it as it was.", .warning)
        return []
      }
      return send(.rename(id: id, base: base, title: title), title: title, from: editor)
    case .notes(let id, let base, let original):
      if editor.text == original {
        closeEditor()
        return loadIfLacking()
      }
      let title = list.window.index(of: id).map { list.window.todos[$0].title } ?? ""
      return send(
        .edit([Seen(id, base: base)], [.notes(editor.text)]), title: title, from: editor)
    }
  }

  /// What a typed line says; it belongs to the view that is shown, unless it says otherwise.
  func typed(_ line: String) -> NewTodo {
    var todo = NewTodo(typed: line, at: now)
    switch list.query.view {
    case .tag(let name):
      if !todo.tags.contains(where: { isSameName($0, name) }) {
        todo.tags.append(name)
      }
    case .project(let name): todo.project = todo.project ?? name
    case .today: todo.due = todo.due ?? Due(now.day)
    case .all, .overdue, .done: break
    }
    return todo
  }

  private mutating func send(_ change: Change, title: String, from editor: Editor) -> [Effect] {
    var sent = editor
    sent.theirs = nil
    guard let effect = ask(for: change, title: title, editor: sent) else { return [] }
    closeEditor()
    if case .add = change { go(to: change.id) }
    return [effect] + loadIfLacking()
  }
}

extension String {
  /// Without blanks at both ends.
  ///
  /// Most texts have none there: an import asks this of each, and copying one character after the
  /// other took a third of its time.
  var trimmed: String {
    guard let first = firstIndex(where: { !$0.isWhitespace }),
      let last = lastIndex(where: { !$0.isWhitespace })
    else { return "" }
    let rest = self[first...last]
    return rest.utf8.count == utf8.count ? self : String(rest)
  }
}
