import Screen

extension State {
  /// As many lines as one notch of the wheel moves.
  private static let notch = 3

  /// The mouse in the list: a click is the cursor, a second one edits, or marks as done on the box;
  /// the wheel scrolls; a click on a view shows it.
  mutating func point(_ mouse: Mouse, _ wasLeaving: Bool) -> [Effect] {
    switch mouse.event {
    case .wheelUp: return scroll(by: -Self.notch)
    case .wheelDown: return scroll(by: Self.notch)
    case .click:
      if mouse.position.row == layout.bar { return showView(at: mouse.position.column) }
      return place(at: mouse.position).map { move(to: $0) } ?? []
    case .doubleClick:
      guard let place = place(at: mouse.position), place == list.selectedPlace else { return [] }
      let box = layout.boxColumn - 1...layout.boxColumn + symbols.open.count
      return perform(box.contains(mouse.position.column) ? .toggleDone : .edit, wasLeaving)
    case .rightClick: return []
    }
  }

  /// The mouse on a page: the wheel scrolls, a click closes it.
  mutating func point(_ mouse: Mouse, in page: Overlay) -> [Effect] {
    switch mouse.event {
    case .wheelUp: scroll(page, by: -Self.notch)
    case .wheelDown: scroll(page, by: Self.notch)
    case .click, .doubleClick: overlay = nil
    case .rightClick: break
    }
    return []
  }

  /// The mouse over choices: the wheel goes through them, a click takes one.
  mutating func point(_ mouse: Mouse, in prompt: Prompt) -> [Effect] {
    var prompt = prompt
    let count = choices(of: prompt).count
    guard count > 0 else { return [] }
    switch mouse.event {
    case .wheelUp: prompt.chosen = max(0, prompt.chosen - 1)
    case .wheelDown: prompt.chosen = min(count - 1, prompt.chosen + 1)
    case .click:
      let rows = layout.choices(count)
      guard rows.contains(mouse.position.row) else { return [] }
      let first = max(0, min(prompt.chosen, count - 1) - rows.count + 1)
      prompt.chosen = first + mouse.position.row - rows.lowerBound
      mode = .prompting(prompt)
      return choose(prompt)
    case .doubleClick, .rightClick: return []
    }
    mode = .prompting(prompt)
    return []
  }

  /// Scrolls the list; the cursor stays on its todo while that is in sight.
  private mutating func scroll(by lines: Int) -> [Effect] {
    let rows = max(1, listRows)
    let top = min(max(0, list.top + lines), max(0, list.window.total - rows))
    guard top != list.top else { return [] }
    let place = min(max(list.selectedPlace, top), top + rows - 1)
    list.top = top
    return move(to: place)
  }

  private mutating func showView(at column: Int) -> [Effect] {
    guard list.commit != nil else { return [] }
    let item = ViewBar(self).items.first { $0.columns.contains(column) }
    return item.map { show($0.view) } ?? []
  }

  /// The place in the list whose todo is shown at a position; nil where there is none.
  private func place(at position: Position) -> Int? {
    let rows = layout.list
    guard rows.contains(position.row) else { return nil }
    let place = list.top + position.row - rows.lowerBound
    return list.window.todo(at: place) == nil ? nil : place
  }
}
