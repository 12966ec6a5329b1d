// The one place of the rules that knows the library: its overlay is a value as they are.
import Penholder

/// What the user sees: the newest snapshot with this tab's changes that it does not contain yet.
typealias PendingEdits = Optimistic<Snapshot, Change>

/// What a change is called until its answer comes.
typealias EditName = EditID

/// How a row looks that a change under way concerns.
public struct PendingMark: Hashable, Sendable {
  /// The time was out before an answer came: the change may be made or not.
  public var isUnknown = false
  /// The todo is to be deleted.
  public var isGoing = false
}

/// The footing is the versions: a change stands on the todos that its user saw. A snapshot with a
/// later one contains the change, or another tab's that it will be refused for.
extension Change: OptimisticEdit {
  /// Does to a snapshot what the store will do, as far as the snapshot reaches.
  ///
  /// What needs the store to be known is not shown before its answer: which todos a view loses, the
  /// successor of one that comes again, what is cleared.
  public func apply(to base: inout Snapshot, id: EditID, state: EditState) -> Bool {
    switch self {
    case .add(let additions, _):
      for new in additions {
        base.insert(new.todo.todo(marked: new.mark, at: Instant(milliseconds: 0)))
        base.mark(new.id, state)
      }
      return true
    case .edit(let targets, let edits): return base.edit(targets, edits, state)
    case .move(let targets, let destination): return base.move(targets, destination, state)
    case .delete(let targets):
      return base.change(targets, state) { base, index in
        base.markGoing(base.window.todos[index].id, state)
      }
    case .restore(let targets):
      guard targets.contains(where: { base.isGoing($0.id) }) else { return false }
      return base.change(targets, state) { base, index in
        base.marks[base.window.todos[index].id]?.isGoing = false
      }
    case .undo(let todos), .redo(let todos):
      base.show(todos, state)
      return true
    case .saveFilter(let filter):
      let name = filter.name.lowercased()
      if let index = base.filters.firstIndex(where: { isSameName($0.name, filter.name) }) {
        base.filters[index].text = filter.text
      } else {
        let place = base.filters.firstIndex { $0.name.lowercased() > name }
        base.filters.insert(filter, at: place ?? base.filters.endIndex)
      }
      return true
    case .removeFilter(let name):
      base.filters.removeAll { isSameName($0.name, name) }
      return true
    case .clearDone: return true
    }
  }

  /// The versions of the todos that it changes; nil for one that is not there, or not yet.
  public func footing(in base: Snapshot) -> [Int64?] {
    if case .add = self { return [] }
    if targets.count > 8 {
      // One look at the window for many.
      let versions = Dictionary(
        base.window.todos.map { ($0.id, $0.version) }, uniquingKeysWith: { first, _ in first })
      return targets.map { versions[$0.id] }
    }
    return targets.map { target in
      base.window.index(of: target.id).map { base.window.todos[$0].version }
    }
  }

  /// Todos that were added are found by their marks; they come all together.
  public func isContained(in base: Snapshot, id: EditID) -> Bool {
    guard case .add(let additions, _) = self else { return false }
    return [additions.first, additions.last].contains { addition in
      addition.map { base.window.index(of: $0.id) != nil } ?? false
    }
  }

  /// The version that the first of its todos has when the change is made.
  var version: Int64 {
    if case .add = self { return 1 }
    return targets.first?.base.map { $0 + 1 } ?? 0
  }
}

extension Snapshot {
  /// At the end of the list, or of its parent's parts; either may be beyond the window.
  fileprivate mutating func insert(_ todo: Todo) {
    let parent = todo.parent.flatMap { window.index(of: $0) }
    if let parent {
      let level = window.level(of: window.todos[parent]) + 1
      let end = window.endOfParts(of: parent)
      if end < window.todos.count || window.places.upperBound == window.total {
        window.todos.insert(todo, at: end)
        window.levels[todo.id] = level
      }
    } else if window.places.upperBound == window.total {
      window.todos.append(todo)
    }
    window.total += 1
    if todo.done { done += 1 } else { open += 1 }
  }

  fileprivate mutating func edit(
    _ targets: [Seen], _ edits: [TodoEdit], _ state: EditState
  ) -> Bool {
    var targets = targets
    if edits.count == 1, case .done(let done) = edits[0] {
      // Those that are so already stay as they are.
      targets.removeAll { target in
        window.index(of: target.id).map { window.todos[$0].done == done } ?? false
      }
    }
    return change(targets, state) { base, index in
      let before = base.window.todos[index].done
      for edit in edits { edit.apply(to: &base.window.todos[index], at: Instant(milliseconds: 0)) }
      let after = base.window.todos[index].done
      if before != after {
        base.open += after ? -1 : 1
        base.done += after ? 1 : -1
      }
    }
  }

  /// Does something to the rows of todos that are in the window, which get their next versions.
  ///
  /// - Returns: whether any is.
  fileprivate mutating func change(
    _ targets: [Seen], _ state: EditState, _ body: (inout Snapshot, Int) -> Void
  ) -> Bool {
    var isAny = false
    for target in targets {
      guard let index = window.index(of: target.id) else { continue }
      isAny = true
      body(&self, index)
      let version = window.todos[index].version
      window.todos[index].version = max(version, (target.base ?? version) + 1)
      mark(window.todos[index].id, state)
    }
    return isAny
  }

  /// Moves what the window has of it; a todo with its parts.
  fileprivate mutating func move(
    _ targets: [Seen], _ destination: Destination, _ state: EditState
  ) -> Bool {
    guard query.isManual, targets.count == 1, let target = targets.first,
      let start = window.index(of: target.id)
    else { return change(targets, state) { _, _ in } }
    window.move(from: start, to: destination)
    return change(targets, state) { _, _ in }
  }

  /// Rows as they will be, where the window has them.
  fileprivate mutating func show(_ todos: [Todo], _ state: EditState) {
    for todo in todos {
      guard let index = window.index(of: todo.id) else { continue }
      let before = window.todos[index]
      if before.done != todo.done {
        open += todo.done ? -1 : 1
        done += todo.done ? 1 : -1
      }
      window.todos[index] = todo
      window.todos[index].version = before.version + 1
      marks[before.id]?.isGoing = false
      mark(before.id, state)
    }
  }

  fileprivate func isGoing(_ id: Int64) -> Bool {
    window.index(of: id).map { marks[window.todos[$0].id]?.isGoing == true } ?? false
  }

  /// What is deleted stays marked while it is there, and its parts with it.
  fileprivate mutating func markGoing(_ id: Int64, _ state: EditState) {
    guard let index = window.index(of: id) else { return }
    for todo in window.todos[index..<window.endOfParts(of: index)] {
      marks[todo.id, default: PendingMark()].isGoing = true
      if state == .unknown { marks[todo.id]?.isUnknown = true }
    }
  }

  /// What was accepted is as good as saved.
  fileprivate mutating func mark(_ id: Int64, _ state: EditState) {
    if state.isAccepted { return }
    var mark = marks[id] ?? PendingMark()
    if state == .unknown { mark.isUnknown = true }
    marks[id] = mark
  }
}
