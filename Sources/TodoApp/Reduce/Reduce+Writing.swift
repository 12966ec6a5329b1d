extension State {
  /// Shows a change and makes it an effect; nil, with a message, if too many are under way.
  ///
  /// - Parameters:
  ///   - title: what the todo is called, for messages.
  ///   - editor: the draft that it was made of.
  ///   - lines: the pasted lines that it was made of.
  mutating func ask(
    for change: Change, title: String, editor: Editor? = nil, lines: [String] = []
  ) -> Effect? {
    let before = change.targets.count > 64 ? [] : todos(of: change)
    let parts = partsTaken(by: change)
    guard pending.count < Self.pendingLimit, let name = edits.make(change) else {
      say("\(pending.count) changes wait for the database; not changed.", .warning)
      return nil
    }
    var entry = PendingChange(
      name: name, change: change, editor: editor, lines: lines, title: title, askedAt: now,
      isQueued: !coordination.mayWrite)
    (entry.before, entry.parts) = (before, parts)
    pending.append(entry)
    // What comes of it is said, and until then that it is queued.
    message = nil
    showEdits()
    return .perform(ticket: entry.ticket, change, queueing: isQueueing)
  }

  /// The todos that a change names, as they are in memory with what is under way.
  private func todos(of change: Change) -> [Todo] {
    if case .add = change { return [] }
    let window = edits.view.window
    return change.targets.compactMap { target in
      window.index(of: target.id).map { window.todos[$0] }
    }
  }

  /// How many parts a deletion takes along; 0 where the list does not show all of them.
  private func partsTaken(by change: Change) -> Int {
    let window = list.window
    guard case .delete(let targets) = change, targets.count == 1, list.shown.isManual,
      !list.shown.isNarrow, let index = window.index(of: change.id)
    else { return 0 }
    let end = window.endOfParts(of: index)
    let isWhole = end < window.todos.count || window.places.upperBound == window.total
    return isWhole ? end - index - 1 : 0
  }

  /// Moves the cursor to a todo, reading it first if the window does not cover it.
  mutating func go(to id: Int64) {
    if mode.freezesRows || !list.select(id, rows: listRows) { list.sought = id }
  }

  /// What became of a change.
  mutating func settle(_ ticket: Int, _ outcome: WriteOutcome) -> [Effect] {
    guard let index = pending.firstIndex(where: { $0.ticket == ticket }) else { return [] }
    let entry = pending[index]
    switch outcome {
    case .saved(let id, _, let commit, let by):
      pending.remove(at: index)
      edits.accepted(entry.name, at: commit)
      showEdits()
      confirm(entry, id: id, by: by)
      return goOn(after: commit)
    case .turned(let turned, let commit, let by):
      pending.remove(at: index)
      edits.accepted(entry.name, at: commit)
      showEdits()
      if followed == entry.name {
        followed = nil
        if turned.isThere { go(to: turned.id) }
      }
      say(Sentence.turned(turned, by: entry.isQueued ? by : nil, self), .success)
      return goOn(after: commit)
    case .refused(let refusal):
      pending.remove(at: index)
      edits.rejected(entry.name, because: refusal)
      showEdits()
      // Whoever was about to leave wants to know, and to keep the text.
      isLeaving = false
      if let again = merge(entry, refusal) { return again + load() }
      refuse(entry, refusal)
      return load()
    case .unknown:
      pending[index].isUnknown = true
      edits.unknown(entry.name)
      showEdits()
      if !entry.isUnknown { say(Sentence.unknown(entry, coordination), .warning) }
      return []
    }
  }

  private mutating func goOn(after commit: UInt64) -> [Effect] {
    if isLeaving && pending.isEmpty { return [.quit] }
    return list.sought == nil ? hear(of: commit) : load()
  }

  private mutating func confirm(_ entry: PendingChange, id: Int64, by: Int?) {
    if followed == entry.name {
      followed = nil
      go(to: id)
    }
    // A view or a filter may not show what it became: then that is said.
    if case .add = entry.change, list.shown.isNarrow, list.selected == entry.change.id {
      list.sought = id
    }
    let count = entry.change.targets.count
    switch entry.change {
    case .delete where count > 1:
      say("Deleted \(count) todos. \(label(.undo)) brings them back.", .success)
    case .delete: say(Sentence.deleted(entry, id: id, self), .success)
    case .saveFilter(let filter):
      say("Kept the filter as \(quoted(filter.name)), for all tabs.", .success)
    case .removeFilter(let name): say("Forgot the filter \(quoted(name)).", .success)
    case .edit, .move:
      if entry.isQueued {
        say(Sentence.saved(entry, by: by, self), .success)
      } else if count > 1 {
        say("Changed \(count) todos. \(label(.undo)) takes it back.", .success)
      }
    case .add(_, let token?):
      // The last of what belongs together speaks for all.
      let isLast = !pending.contains { $0.change.additionToken == token }
      if isLast { say(Sentence.added(entry, by: by, self), .success) }
    case .clearDone:
      say("Took out what is done. \(label(.undo)) brings it back.", .success)
    case .add, .restore, .undo, .redo:
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

  /// A text that somebody else left as it was is no conflict, whatever else of the todo is another
  /// now: it is saved on top of that.
  private mutating func merge(_ entry: PendingChange, _ refusal: Refusal) -> [Effect]? {
    guard case .changed(let todo) = refusal, var editor = entry.editor else { return nil }
    let change: Change
    switch editor.purpose {
    case .rename(let id, _, todo.title):
      editor.purpose = .rename(id: id, base: todo.version, original: todo.title)
      change = .rename(id: id, base: todo.version, title: entry.title)
    case .notes(let id, _, todo.notes):
      editor.purpose = .notes(id: id, base: todo.version, original: todo.notes)
      change = .edit([Seen(id, base: todo.version)], [.notes(editor.text)])
    default: return nil
    }
    guard mayWrite else { return nil }
    return ask(for: change, title: entry.title, editor: editor).map { [$0] }
  }

  private mutating func refuse(_ entry: PendingChange, _ refusal: Refusal) {
    if followed == entry.name { followed = nil }
    if case .add = entry.change {
      if list.sought == entry.change.id { list.sought = nil }
      if !entry.lines.isEmpty { offerAgain(entry.lines) }
    }
    let sentence = Sentence.refused(entry, refusal, self)
    if let editor = entry.editor { takeBack(editor, refusal) }
    say(sentence, refusal == .nothingLeft ? .note : .failure)
  }

  /// Pasted lines that were not added are offered again.
  private mutating func offerAgain(_ lines: [String]) {
    switch mode {
    case .list: offer(lines)
    case .confirming(let confirmation):
      if case .add(let others) = confirmation.deed {
        offer(others + lines)
      } else {
        returnedDrafts += lines.map { Editor(.add, text: $0) }
      }
    case .editing, .prompting: returnedDrafts += lines.map { Editor(.add, text: $0) }
    }
  }

  /// The text of a refused change is never lost: its editor opens again, or waits for what is being
  /// written now.
  private mutating func takeBack(_ editor: Editor, _ refusal: Refusal) {
    var editor = editor
    switch (editor.purpose, refusal) {
    case (.rename, .deleted): editor.purpose = .add
    case (.rename(let id, _, _), .changed(let todo)):
      // The user is asked: mine, theirs or both. Mine is meant to replace what is there now.
      editor.purpose = .rename(id: id, base: todo.version, original: todo.title)
      editor.theirs = todo
    case (.notes(let id, _, _), .changed(let todo)):
      editor.purpose = .notes(id: id, base: todo.version, original: todo.notes)
      editor.theirs = todo
    default:
      break
    }
    if case .list = mode { open(editor) } else { returnedDrafts.append(editor) }
  }
}
