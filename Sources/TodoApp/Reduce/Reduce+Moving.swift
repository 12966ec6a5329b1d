extension State {
  mutating func move(by lines: Int) -> [Effect] {
    move(to: (list.targetPlace ?? list.selectedPlace) + lines)
  }

  /// To the last todo there is when the list has been read up to there, which may not be the one that
  /// is the last now.
  mutating func moveToEnd() -> [Effect] { move(to: .max) }

  mutating func move(to place: Int) -> [Effect] {
    followed = nil
    list.move(to: place, rows: listRows)
    selection.extend(to: list.selectedPlace, in: list.window)
    return loadIfLacking()
  }

  /// The next todo that the filter finds, around the end.
  mutating func goToMatch(by step: Int) -> [Effect] {
    guard !list.query.filter.isEmpty else {
      say("No filter is on. \(label(.filter)) finds.", .note)
      return []
    }
    let total = list.window.total
    guard total > 0 else { return [] }
    let place = (list.targetPlace ?? list.selectedPlace) + step
    return move(to: (place + total) % total)
  }

  // MARK: Marks

  mutating func markAndGoOn() -> [Effect] {
    guard let todo = list.selectedTodo else { return [] }
    if selection.anchor != nil {
      selection.end()
      return []
    }
    selection.toggle(todo)
    guard list.selectedPlace + 1 < list.window.total else { return [] }
    return move(by: 1)
  }

  mutating func markRange() {
    guard let todo = list.selectedTodo else { return }
    if selection.anchor != nil {
      selection.end()
      return
    }
    selection.begin(at: todo)
    say("Marks from here to the cursor; \(label(.markRange)) ends.", .note)
  }

  /// Marks what is in memory at once, and the rest when it has been read.
  mutating func markAll() -> [Effect] {
    guard list.window.total > 0 else { return [] }
    if list.window.todos.allSatisfy(selection.contains) {
      selection = Selection()
      return []
    }
    markWindow()
    list.marksAll = selection.count < min(list.window.total, Change.targetLimit)
    return loadIfLacking()
  }

  /// Marks what is in memory, as far as one change may name it.
  private mutating func markWindow() {
    selection.mark(list.window.todos.prefix(Change.targetLimit))
    let total = list.window.total
    if selection.count < total {
      say("Marked \(selection.count) of \(total): those around the cursor.", .warning)
    } else {
      say("Marked \(selection.count).", .note)
    }
  }

  /// The rest has been read, if nobody has taken the marks away meanwhile.
  mutating func markRest() {
    guard list.marksAll else { return }
    list.marksAll = false
    if !selection.isEmpty, mode == .list { markWindow() }
  }
}
