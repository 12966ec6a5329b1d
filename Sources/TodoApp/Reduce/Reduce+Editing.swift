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
    case .named(.enter): return submit(editor)
    case .named(.escape), .control("c"):
      closeEditor()
      return loadIfLacking()
    case .control("z"): return [.suspend]
    case .control("l"): return [.repaint]
    case .named(.f1):
      overlay = .help(top: 0)
      return []
    case .character(let character): insert(String(character), &editor)
    case .paste(let text): insert(text, &editor)
    default: LineKeys.apply(key, to: &editor.line)
    }
    mode = .editing(editor)
    return []
  }

  private mutating func insert(_ text: String, _ editor: inout Editor) {
    if !editor.line.insert(text) {
      say("A title ends at \(Todo.titleLimit) bytes; not inserted.", .warning)
    }
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

/// The keys that move and delete in a line; the same wherever a line is edited.
enum LineKeys {
  static func apply(_ key: Key, to line: inout LineEditor) {
    switch key {
    case .named(.left), .control("b"): line.moveLeft()
    case .named(.right), .control("f"): line.moveRight()
    case .named(.home), .control("a"): line.moveToStart()
    case .named(.end), .control("e"): line.moveToEnd()
    case .named(.wordLeft), .alt("b"): line.moveWordLeft()
    case .named(.wordRight), .alt("f"): line.moveWordRight()
    case .named(.backspace): line.deleteBackward()
    case .named(.delete), .control("d"): line.deleteForward()
    case .control("w"): line.deleteWordBackward()
    case .control("u"): line.deleteToStart()
    case .control("k"): line.deleteToEnd()
    default: break
    }
  }
}

extension String {
  /// Without blanks at both ends.
  var trimmed: String {
    let start = drop(while: \.isWhitespace)
    return String(start.reversed().drop(while: \.isWhitespace).reversed())
  }
}
