extension State {
  /// `todo` as it will be when this tab's changes under way are made: the next change builds on
  /// that, because changes are made in order and each makes the version one higher.
  func afterPending(_ todo: Todo) -> Todo {
    var todo = todo
    for change in pending.lazy.map(\.change) where change.id == todo.id {
      todo.version += 1
      switch change {
      case .rename(_, _, let title): todo.title = title
      case .setDone(_, _, let done): todo.done = done
      case .add, .delete, .restore: break
      }
    }
    return todo
  }

  private func isBeingDeleted(_ id: Int64) -> Bool {
    pending.contains { if case .delete(id, _) = $0.change { true } else { false } }
  }

  /// Makes a change an effect; nil, with a message, if too many are under way.
  mutating func ask(for change: Change, title: String, editor: Editor? = nil) -> Effect? {
    guard pending.count < Self.pendingLimit else {
      say("\(pending.count) changes wait for the database; not changed.", .warning)
      return nil
    }
    let ticket = nextTicket
    nextTicket += 1
    pending.append(PendingChange(ticket: ticket, change: change, editor: editor, title: title))
    return .perform(ticket: ticket, change)
  }

  mutating func toggleSelected() -> [Effect] {
    guard let todo = list.selectedTodo.map(afterPending) else { return [] }
    let change = Change.setDone(id: todo.id, base: todo.version, done: !todo.done)
    return ask(for: change, title: todo.title).map { [$0] } ?? []
  }

  mutating func deleteSelected() -> [Effect] {
    guard let todo = list.selectedTodo.map(afterPending), !isBeingDeleted(todo.id),
      let effect = ask(for: .delete(id: todo.id, base: todo.version), title: todo.title)
    else { return [] }
    // On to a neighbour, so that the next key does not hit what is on its way out.
    let place = list.selectedPlace
    list.move(to: place + 1 < list.window.total ? place + 1 : place - 1, rows: listRows)
    return [effect] + loadIfLacking()
  }

  mutating func undoDeletion() -> [Effect] {
    var deletion = lastDeletion
    for entry in pending {
      if case .delete(let id, let base) = entry.change {
        deletion = Deletion(id: id, version: base + 1, title: entry.title)
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
    followedTicket = nextTicket - 1
    return [effect]
  }

  /// What became of a change.
  mutating func settle(_ ticket: Int, _ outcome: WriteOutcome) -> [Effect] {
    guard let index = pending.firstIndex(where: { $0.ticket == ticket }) else { return [] }
    let entry = pending.remove(at: index)
    switch outcome {
    case .saved(let id, let version, let commit):
      confirm(entry, id: id, version: version)
      return list.sought == nil ? hear(of: commit) : load()
    case .refused(let refusal):
      refuse(entry, refusal)
      return load()
    }
  }

  private mutating func confirm(_ entry: PendingChange, id: Int64, version: Int64) {
    if followedTicket == entry.ticket {
      followedTicket = nil
      if editor != nil || !list.select(id, rows: listRows) { list.sought = id }
    }
    switch entry.change {
    case .delete:
      // An undo that was asked for before this answer is on its way already.
      let undone = pending.contains { if case .restore(id, _) = $0.change { true } else { false } }
      if !undone { lastDeletion = Deletion(id: id, version: version, title: entry.title) }
      say(
        "Deleted #\(id) \(quoted(entry.title)). \(label(.undo)) brings it back.",
        short: "Deleted #\(id). \(label(.undo)) brings it back.", .success)
    case .restore:
      say("Brought back #\(id) \(quoted(entry.title)).", short: "Brought back #\(id).", .success)
    case .add, .rename, .setDone:
      break  // the list shows it
    }
  }

  private mutating func refuse(_ entry: PendingChange, _ refusal: Refusal) {
    if followedTicket == entry.ticket { followedTicket = nil }
    if case .restore(let id, let base) = entry.change {
      lastDeletion = Deletion(id: id, version: base, title: entry.title)
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
