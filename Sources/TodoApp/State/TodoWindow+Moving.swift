// Parts stand right behind what they are a part of, deeper than that.
extension TodoWindow {
  /// Where in the window the parts of the todo at an index end. Complexity: O(parts).
  func endOfParts(of index: Int) -> Int {
    let level = level(of: todos[index])
    var end = index + 1
    while end < todos.count, self.level(of: todos[end]) > level { end += 1 }
    return end
  }

  /// Where a step up, down, in or out takes the todo of this id; nil if there is no such step, or
  /// the window does not reach there. Only sensible where the list has its own order.
  public func destination(of id: Int64, _ step: MoveStep) -> Destination? {
    guard let index = index(of: id) else { return nil }
    switch step {
    case .up: return sibling(before: index).map { .before(todos[$0].id) }
    case .down: return sibling(after: index).map { .after(todos[$0].id) }
    case .indent: return sibling(before: index).map { .into(todos[$0].id) }
    case .outdent: return todos[index].parent.map { .after($0) }
    }
  }

  private func sibling(before index: Int) -> Int? {
    let level = level(of: todos[index])
    for other in (0..<index).reversed() {
      let its = self.level(of: todos[other])
      if its <= level { return its == level ? other : nil }
    }
    return nil
  }

  private func sibling(after index: Int) -> Int? {
    let end = endOfParts(of: index)
    guard end < todos.count, level(of: todos[end]) == level(of: todos[index]) else { return nil }
    return end
  }

  /// Moves a row and its parts within the window; nothing if the window does not reach there.
  mutating func move(from start: Int, to destination: Destination) {
    let rows = start..<endOfParts(of: start)
    var target: Int
    let parent: Int64?
    let level: Int
    switch destination {
    case .top:
      guard offset == 0 else { return }
      (target, parent, level) = (0, nil, 0)
    case .bottom:
      guard places.upperBound == total else { return }
      (target, parent, level) = (todos.count, nil, 0)
    case .before(let id), .after(let id), .into(let id):
      guard let other = index(of: id), !rows.contains(other) else { return }
      let its = self.level(of: todos[other])
      switch destination {
      case .before: (target, parent, level) = (other, todos[other].parent, its)
      case .into: (target, parent, level) = (endOfParts(of: other), todos[other].id, its + 1)
      default: (target, parent, level) = (endOfParts(of: other), todos[other].parent, its)
      }
    }
    var moved = Array(todos[rows])
    let deeper = level - self.level(of: moved[0])
    moved[0].parent = parent
    for todo in moved {
      let new = self.level(of: todo) + deeper
      levels[todo.id] = new > 0 ? new : nil
    }
    todos.removeSubrange(rows)
    if target >= rows.upperBound { target -= rows.count }
    todos.insert(contentsOf: moved, at: min(target, todos.count))
  }
}

/// A step of a todo through the list.
public enum MoveStep: Hashable, Sendable {
  /// Before the one before it.
  case up
  /// Behind the one after it.
  case down
  /// Among the parts of the one before it.
  case indent
  /// Behind what it is a part of.
  case outdent
}
