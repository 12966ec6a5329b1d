import Screen

/// The one way from a state to the next: what happened, when, and what is to be done about it.
///
/// Pure: no clock, no file, no randomness. A key costs O(1) except where a window is applied.
public func reduce(_ state: inout State, _ action: Action, at now: Moment) -> [Effect] {
  state.now = now
  switch action {
  case .key(let key): return state.press(key)
  case .resized(let size): return state.resize(to: size)
  case .loaded(let snapshot): return state.show(snapshot)
  case .loadFailed(let reason):
    state.list.loading = nil
    state.say("The list cannot be read: \(reason). What is shown may be old.", .failure)
    return []
  case .dataChanged(let commit): return state.hear(of: commit)
  case .gap(let missed):
    // How many is not always known: after noise in the shared file, for one.
    let notices = missed == 1 ? "1 notice" : missed > 1_000_000 ? "notices" : "\(missed) notices"
    state.say("Missed \(notices); list reloaded.", .warning)
    return state.load()
  case .coordination(let coordination, let transition):
    state.learn(coordination, transition)
    return state.lookAgain()
  case .leadership(let answer):
    state.learn(answer)
    return []
  case .numbers(let numbers):
    state.numbers = numbers
    return state.lookAgain()
  case .surveyed(let survey): return state.learn(survey)
  case .written(let ticket, let outcome): return state.settle(ticket, outcome)
  case .suspendRequested: return [.suspend]
  case .cannotSuspend:
    state.say(
      "Not suspended: no shell waits behind this terminal. \(state.label(.quit)) quits.", .note)
    return []
  case .timePassed: return state.turn()
  case .resumed: return [.repaint] + state.load()
  }
}

extension State {
  /// The lines that the list has on a screen of this size.
  var listRows: Int { layout.list.count }

  mutating func resize(to size: Size) -> [Effect] {
    self.size = size
    list.keepCursorVisible(rows: listRows)
    return loadIfLacking()
  }

  mutating func say(_ text: String, short: String? = nil, _ weight: Message.Weight = .note) {
    let message = Message(text, short: short, weight, at: now.time)
    self.message = message
    isMessageEarlier = false
    log.append(message)
  }

  mutating func say(_ sentence: Sentence, _ weight: Message.Weight) {
    say(sentence.text, short: sentence.short, weight)
  }
}

// Reading.
extension State {
  /// Asks for the list, or remembers that it has to be asked for once more.
  mutating func load() -> [Effect] {
    read { .load($0) }
  }

  /// The same, because somebody changed data.
  private mutating func refresh() -> [Effect] { read { .refresh($0) } }

  private mutating func read(_ effect: (WindowRequest) -> Effect) -> [Effect] {
    list.askedAt = now
    guard list.loading == nil else {
      list.announced = .max
      return []
    }
    let request = list.request(rows: listRows)
    list.loading = request
    list.announced = 0
    return [effect(request)]
  }

  mutating func loadIfLacking() -> [Effect] {
    list.loading == nil && list.lacksRows(listRows) ? load() : []
  }

  mutating func hear(of commit: UInt64?) -> [Effect] {
    if list.loading != nil {
      list.announced = max(list.announced, commit ?? .max)
      return []
    }
    if let commit, let shown = list.commit, commit <= shown { return [] }
    return refresh()
  }

  mutating func show(_ snapshot: Snapshot) -> [Effect] {
    let request = list.loading
    list.loading = nil
    if let request, list.hasLeft(request, for: snapshot) { return load() }
    list.commit = snapshot.commit
    // One reading follows another, so an older commit is that of another database.
    if !edits.refresh(snapshot, commit: snapshot.commit) {
      edits.restart(from: snapshot, commit: snapshot.commit)
    }
    let sought = list.sought
    if mode.freezesRows {
      sayWhatHappenedToEdited(snapshot)
      deferred = snapshot
    } else {
      sayWhoRemoved(snapshot)
    }
    showEdits(answering: request)
    if snapshot.removal?.id != sought { sayIfHidden(sought) }
    if let request, request.limit >= Change.targetLimit { markRest() }
    if snapshot.commit < list.announced { return refresh() }
    // A store that cannot give what is lacking must not be asked the same for ever.
    return request == list.request(rows: listRows) ? [] : loadIfLacking()
  }

  /// Shows the list as it is with the changes under way; no row moves while an editor is open.
  mutating func showEdits(answering request: WindowRequest? = nil) {
    // The same rows as before, so that what was asked about them stays true.
    if mode.freezesRows {
      list.applyContents(of: edits.view)
    } else {
      list.apply(edits.view, answering: request, rows: listRows)
      selection.refresh(from: list.window)
      selection.extend(to: list.selectedPlace, in: list.window)
    }
  }

  /// What was added, and is not in the list that is shown, would seem to be lost.
  private mutating func sayIfHidden(_ sought: Int64?) {
    guard let sought, list.sought == nil, !mode.freezesRows, list.shown.isNarrow,
      list.window.index(of: sought) == nil
    else { return }
    say("\(numbered(sought).capitalizedFirst) is saved; this view does not show it.", .note)
  }

  private mutating func sayWhoRemoved(_ snapshot: Snapshot) {
    guard let removal = snapshot.removal, removal.id == list.selected,
      removal.tab == nil || removal.tab != coordination.tab
    else { return }
    say(Sentence.removed(removal, now), .warning)
  }

  private mutating func sayWhatHappenedToEdited(_ snapshot: Snapshot) {
    let (id, base): (Int64, Int64)
    switch editor?.purpose {
    case .rename(let its, let version, _), .notes(let its, let version, _):
      (id, base) = (its, version)
    case .add, .addPart, nil: return
    }
    if let removal = snapshot.removal, removal.id == id, deferred?.removal?.id != id {
      say(Sentence.removedWhileEditing(removal, now), .warning)
    }
    guard let place = list.window.place(of: id), let before = list.window.todo(at: place),
      let after = snapshot.window.todos.first(where: { $0.id == id }),
      after.version != before.version, after.version > base  // not what a refusal said already
    else { return }
    say(Sentence.changedWhileEditing(after, since: before), .warning)
  }
}

extension ListQuery {
  /// Whether it may leave todos out.
  var isNarrow: Bool { view != .all || !filter.isEmpty }
}

extension String {
  fileprivate var capitalizedFirst: String { prefix(1).uppercased() + dropFirst() }
}
