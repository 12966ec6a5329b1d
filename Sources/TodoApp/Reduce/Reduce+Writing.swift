extension State {
  /// Shows a change and makes it an effect; nil, with a message, if too many are under way.
  mutating func ask(for change: Change, title: String, editor: Editor? = nil) -> Effect? {
    guard pending.count < Self.pendingLimit, let name = edits.make(change) else {
      say("\(pending.count) changes wait for the database; not changed.", .warning)
      return nil
    }
    let entry = PendingChange(
      name: name, change: change, editor: editor, title: title, askedAt: now,
      isQueued: !coordination.mayWrite)
    pending.append(entry)
    // What comes of it is said, and until then that it is queued.
    message = nil
    showEdits()
    return .perform(ticket: entry.ticket, change, queueing: isQueueing)
  }

  mutating func toggleSelected() -> [Effect] {
    guard let todo = list.selectedTodo else { return [] }
    if list.marks[todo.id]?.isGoing == true {
      sayGoing(todo)
      return []
    }
    let change = Change.setDone(id: todo.id, base: todo.version, done: !todo.done)
    return ask(for: change, title: todo.title).map { [$0] } ?? []
  }

  mutating func deleteSelected() -> [Effect] {
    guard let todo = list.selectedTodo, list.marks[todo.id]?.isGoing != true,
      let effect = ask(for: .delete(id: todo.id, base: todo.version), title: todo.title)
    else { return [] }
    // On to a neighbour, so that the next key does not hit what is on its way out.
    let place = list.selectedPlace
    list.move(to: place + 1 < list.window.total ? place + 1 : place - 1, rows: listRows)
    return [effect] + loadIfLacking()
  }

  mutating func sayGoing(_ todo: Todo) {
    say("\(numbered(todo.id)) is being deleted. \(label(.undo)) brings it back.", .note)
  }

  mutating func undoDeletion() -> [Effect] {
    var deletion = lastDeletion
    for entry in pending {
      switch entry.change {
      case .delete(let targets):
        guard let target = targets.first, let base = target.base else { continue }
        deletion = Deletion(id: target.id, version: base + 1, title: entry.title)
      // It is on its way back.
      case .restore where entry.change.id == deletion?.id: deletion = nil
      default: break
      }
    }
    guard let deletion else {
      say("Nothing to undo: no deletion of this tab is left to take back.", .note)
      return []
    }
    guard
      let effect = ask(
        for: .restore(id: deletion.id, base: deletion.version), title: deletion.title)
    else { return [] }
    lastDeletion = nil
    // It may be gone for a moment between the two answers.
    followed = pending.last?.name
    _ = list.select(deletion.id, rows: listRows)
    return [effect]
  }

  /// Moves the cursor to a todo, reading it first if the window does not cover it.
  mutating func go(to id: Int64) {
    if editor != nil || !list.select(id, rows: listRows) { list.sought = id }
  }

  /// What became of a change.
  mutating func settle(_ ticket: Int, _ outcome: WriteOutcome) -> [Effect] {
    guard let index = pending.firstIndex(where: { $0.ticket == ticket }) else { return [] }
    let entry = pending[index]
    switch outcome {
    case .saved(let id, let version, let commit, let by):
      pending.remove(at: index)
      edits.accepted(entry.name, at: commit)
      showEdits()
      confirm(entry, id: id, version: version, by: by)
      if isLeaving && pending.isEmpty { return [.quit] }
      return list.sought == nil ? hear(of: commit) : load()
    case .turned(_, let commit, _):
      pending.remove(at: index)
      edits.accepted(entry.name, at: commit)
      showEdits()
      if isLeaving && pending.isEmpty { return [.quit] }
      return hear(of: commit)
    case .refused(let refusal):
      pending.remove(at: index)
      edits.rejected(entry.name, because: refusal)
      showEdits()
      refuse(entry, refusal)
      // Whoever was about to leave wants to know, and to keep the text.
      isLeaving = false
      return load()
    case .unknown:
      pending[index].isUnknown = true
      edits.unknown(entry.name)
      showEdits()
      if !entry.isUnknown { say(Sentence.unknown(entry, coordination), .warning) }
      return []
    }
  }

  private mutating func confirm(_ entry: PendingChange, id: Int64, version: Int64, by: Int?) {
    if followed == entry.name {
      followed = nil
      go(to: id)
    }
    switch entry.change {
    case .delete:
      // An undo that was asked for before this answer is on its way already.
      let undone = pending.contains { pending in
        if case .restore = pending.change { pending.change.id == id } else { false }
      }
      if !undone { lastDeletion = Deletion(id: id, version: version, title: entry.title) }
      say(
        "Deleted \(numbered(id)) \(quoted(entry.title)). \(label(.undo)) brings it back.",
        short: "Deleted \(numbered(id)). \(label(.undo)) brings it back.", .success)
    case .restore:
      say(
        "Brought back \(numbered(id)) \(quoted(entry.title)).",
        short: "Brought back \(numbered(id)).", .success)
    case .add, .edit, .move, .clearDone, .undo, .redo, .saveFilter, .removeFilter:
      // In the leader the list shows it.
      if entry.isQueued { say(Sentence.saved(entry, by: by, self), .success) }
    }
  }

  /// How a todo is called: by its number, if it has one yet.
  func numbered(_ id: Int64) -> String {
    if id > 0 { return "#\(id)" }
    let known = list.window.index(of: id).map { list.window.todos[$0].id } ?? id
    return known > 0 ? "#\(known)" : "the new todo"
  }

  private mutating func refuse(_ entry: PendingChange, _ refusal: Refusal) {
    if followed == entry.name { followed = nil }
    if case .add = entry.change, list.sought == entry.change.id { list.sought = nil }
    if case .restore(let targets) = entry.change, let target = targets.first,
      let base = target.base
    {
      lastDeletion = Deletion(id: target.id, version: base, title: entry.title)
    }
    let sentence = Sentence.refused(entry, refusal, self)
    if let editor = entry.editor { takeBack(editor, refusal) }
    say(sentence, .failure)
  }

  /// The text of a refused change is never lost: its editor opens again, or waits for the one that
  /// is open now.
  private mutating func takeBack(_ editor: Editor, _ refusal: Refusal) {
    var editor = editor
    switch (editor.purpose, refusal) {
    case (.rename, .deleted):
      editor.purpose = .add
    case (.rename(let id, _, _), .changed(let todo)):
      // The user has been told what it is now; the next Enter is meant to replace that.
      editor.purpose = .rename(id: id, base: todo.version, original: todo.title)
    default:
      break
    }
    if self.editor == nil { open(editor) } else { returnedDrafts.append(editor) }
  }
}
