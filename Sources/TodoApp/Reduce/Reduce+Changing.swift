extension State {
  /// Done, or open again if all are done.
  mutating func toggleTargets() -> [Effect] {
    guard let targets else { return [] }
    if let going = goingTodo(targets) {
      sayGoing(going)
      return []
    }
    let done = targets.todos.contains { !$0.done } || targets.todos.isEmpty
    return confirmAndAsk(for: .edit(targets.seen, [.done(done)]), title: targets.title)
  }

  mutating func deleteTargets() -> [Effect] {
    guard var targets else { return [] }
    // What is on its way out already needs no second one.
    let going = Set(targets.todos.filter { list.marks[$0.id]?.isGoing == true }.map(\.id))
    targets.seen.removeAll { going.contains($0.id) }
    guard !targets.seen.isEmpty else { return [] }
    return confirmAndAsk(for: .delete(targets.seen), title: targets.title)
  }

  /// What is done, in sight or not: that is always asked.
  mutating func clearDone() {
    let count = list.counts.done
    guard count > 0 else {
      say("Nothing is done yet. \(label(.toggleDone)) marks a todo as done.", .note)
      return
    }
    let what = count == 1 ? "the todo that is done" : "\(count) todos that are done"
    mode = .confirming(
      Confirmation(
        deed: .change(.clearDone, title: ""), question: "Take \(what) out of the list?",
        verb: "take out"))
  }

  private func goingTodo(_ targets: Targets) -> Todo? {
    targets.todos.first { list.marks[$0.id]?.isGoing == true }
  }

  /// On to a neighbour, so that the next key does not hit what is on its way out.
  mutating func stepOffWhatGoes() {
    func isGoing(_ place: Int) -> Bool {
      list.window.todo(at: place).map { list.marks[$0.id]?.isGoing == true } ?? false
    }
    guard isGoing(list.selectedPlace) else { return }
    let places = list.window.places
    let after = (list.selectedPlace..<max(list.selectedPlace, places.upperBound))
      .first { !isGoing($0) }
    let before = (places.lowerBound..<min(list.selectedPlace, places.upperBound)).reversed()
      .first { !isGoing($0) }
    if let place = after ?? before { list.move(to: place, rows: listRows) }
  }

  mutating func sayGoing(_ todo: Todo) {
    say("\(numbered(todo.id)) is being deleted. \(label(.undo)) brings it back.", .note)
  }

  /// Up, down, in or out.
  mutating func moveTargets(_ step: MoveStep) -> [Effect] {
    guard list.shown.isManual, list.query.isManual else {
      say(
        "The list is sorted by \(list.query.sort.rawValue). \(label(.sort)) list lets you move.",
        .warning)
      return []
    }
    guard let targets else { return [] }
    if let going = goingTodo(targets) {
      sayGoing(going)
      return []
    }
    // The last goes down first, so that those before it follow.
    let leading = step == .down ? targets.todos.last : targets.todos.first
    guard let leading, let destination = list.window.destination(of: leading.id, step),
      !targets.seen.contains(where: { $0.id == destination.other })
    else {
      let isPart = targets.todos.first?.parent != nil
      say(Sentence.noStep(step, targets.name, isPart: isPart), .note)
      return []
    }
    return askKeepingMarks(for: .move(targets.seen, destination), title: targets.title)
  }

  /// Moving goes on, so the marks stay.
  private mutating func askKeepingMarks(for change: Change, title: String) -> [Effect] {
    guard change.targets.count <= max(1, options.settings.confirmAbove) else {
      return confirmAndAsk(for: change, title: title)
    }
    guard let effect = ask(for: change, title: title) else { return [] }
    return [effect] + loadIfLacking()
  }

  /// Takes back this tab's last change, or makes it again.
  mutating func turn(isRedo: Bool) -> [Effect] {
    var shown: [Todo] = []
    // What is not answered yet is known: the last change that nobody has taken back.
    let last = pending.lastIndex { !$0.isTurned && $0.change.isInJournal }
    if !isRedo, let last {
      shown = pending[last].before
      pending[last].isTurned = true
    }
    let change: Change = isRedo ? .redo(showing: shown) : .undo(showing: shown)
    guard let effect = ask(for: change, title: "") else { return [] }
    followed = pending.last?.name
    if let id = shown.first?.id { _ = list.select(id, rows: listRows) }
    return [effect]
  }
}

extension Change {
  /// Whether an undo would take it back.
  fileprivate var isInJournal: Bool {
    switch self {
    case .undo, .redo, .saveFilter, .removeFilter: false
    case .add, .edit, .move, .delete, .restore, .clearDone: true
    }
  }
}
