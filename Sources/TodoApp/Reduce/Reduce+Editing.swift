import Screen

extension State {
  /// Opens an editor, on the row of the todo that it edits if that is in the window.
  mutating func open(_ editor: Editor) {
    if let id = editor.editedID { _ = list.select(id, rows: listRows) }
    mode = .editing(editor)
  }

  mutating func editSelected() {
    guard let todo = list.selectedTodo else {
      say("Nothing to edit. \(label(.add)) adds one.", .note)
      return
    }
    if list.marks[todo.id]?.isGoing == true { return sayGoing(todo) }
    open(
      Editor(
        .rename(id: todo.id, base: todo.version, original: todo.title), text: todo.title))
  }

  mutating func press(_ key: Key, in editor: Editor) -> [Effect] {
    var editor = editor
    switch key {
    case .character(let character): insert(String(character), &editor)
    case .paste(let text): insert(text, &editor)
    case .mouse: return []
    default:
      switch keymap[key, in: .line] {
      case .save: return submit(editor)
      case .leave:
        closeEditor()
        return loadIfLacking()
      case .suspend: return [.suspend]
      case .redraw: return [.repaint]
      case .help:
        overlay = .help(top: 0)
        return []
      case .yank where !editor.line.perform(.yank, killed: &killed): sayTooLong()
      case .yank: break
      case .some(let command): _ = editor.line.perform(command, killed: &killed)
      case nil: return []
      }
    }
    mode = .editing(editor)
    return []
  }

  private mutating func insert(_ text: String, _ editor: inout Editor) {
    killed.pause()
    if !editor.line.insert(text) { sayTooLong() }
  }

  private mutating func sayTooLong() {
    say("A title ends at \(Todo.titleLimit) bytes; not inserted.", .warning)
  }

  /// Closes the editor, lets what arrived meanwhile take its places, and opens the next draft that
  /// came back, if there is one.
  mutating func closeEditor() {
    mode = .list
    deferred = nil
    showEdits()
    if !returnedDrafts.isEmpty { open(returnedDrafts.removeFirst()) }
  }

  /// Another tab leads: the text stays, and saving once more asks for leadership.
  private mutating func refuse(_ editor: Editor) -> [Effect] {
    let canAsk = coordination.role == .follower && coordination.takeoverBlockedBy == nil
    if canAsk && editor.asksNext {
      say("Asked for leadership. Your text is kept; Enter saves it then.", .note)
      return [.requestLeadership]
    }
    var refused = editor
    refused.asksNext = canAsk
    mode = .editing(refused)
    say(Sentence.draftKept(self), .warning)
    return []
  }

  private mutating func submit(_ editor: Editor) -> [Effect] {
    guard mayWrite else { return refuse(editor) }
    let title = editor.line.text.trimmed
    switch editor.purpose {
    case .add:
      if title.isEmpty {
        closeEditor()
        return loadIfLacking()
      }
      return send(.add(title: title, mark: markSource.next()), title: title, from: editor)
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
    }
  }

  private mutating func send(_ change: Change, title: String, from editor: Editor) -> [Effect] {
    guard let effect = ask(for: change, title: title, editor: editor) else { return [] }
    closeEditor()
    if case .add = change { go(to: change.id) }
    return [effect] + loadIfLacking()
  }
}

extension String {
  /// Without blanks at both ends.
  var trimmed: String {
    let start = drop(while: \.isWhitespace)
    return String(start.reversed().drop(while: \.isWhitespace).reversed())
  }
}
