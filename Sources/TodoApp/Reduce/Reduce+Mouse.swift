import Screen

extension State {
  /// As many lines as one notch of the wheel moves.
  private static let notch = 3

  /// The mouse in the list: a click is the cursor, a double click edits, the wheel moves.
  mutating func point(_ mouse: Mouse, _ wasLeaving: Bool) -> [Effect] {
    switch mouse.event {
    case .wheelUp: return move(by: -Self.notch)
    case .wheelDown: return move(by: Self.notch)
    case .click: return place(at: mouse.position).map { move(to: $0) } ?? []
    case .doubleClick:
      guard let place = place(at: mouse.position), place == list.selectedPlace else { return [] }
      return perform(.edit, wasLeaving)
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

  /// The place in the list whose todo is shown at a position; nil where there is none.
  private func place(at position: Position) -> Int? {
    let rows = Layout(size).list
    guard rows.contains(position.row) else { return nil }
    let place = list.top + position.row - rows.lowerBound
    return list.window.todo(at: place) == nil ? nil : place
  }
}
