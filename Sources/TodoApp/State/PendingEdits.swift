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

/// The footing is the version: a change stands on the todo that its user saw. A snapshot with a later
/// one contains the change, or another tab's that it will be refused for.
extension Change: OptimisticEdit {
  /// Does to a snapshot what the store will do, as far as the snapshot reaches.
  public func apply(to base: inout Snapshot, id: EditID, state: EditState) -> Bool {
    switch self {
    case .add(let title, let mark):
      base.append(
        Todo(
          id: Todo.id(marked: mark), title: title, createdAt: Instant(milliseconds: 0), mark: mark))
      base.mark(self.id, state)
      return true
    case .restore:
      guard let place = base.window.index(of: self.id),
        base.marks[base.window.todos[place].id]?.isGoing == true
      else { return false }
      base.marks[base.window.todos[place].id]?.isGoing = false
    case .rename(_, _, let title):
      guard let place = base.window.index(of: self.id) else { return false }
      base.window.todos[place].title = title
    case .setDone(_, _, let done):
      guard base.setDone(self.id, done) else { return false }
    case .delete:
      guard base.window.index(of: self.id) != nil else { return false }
    }
    return base.change(self.id, to: version, state, isGoing: isDeletion)
  }

  /// The version of the todo that it changes; nil if that is not there, or not yet.
  public func footing(in base: Snapshot) -> Int64? {
    if case .add = self { return nil }
    return base.window.index(of: id).map { base.window.todos[$0].version }
  }

  /// A todo that was added is found by its mark.
  public func isContained(in base: Snapshot, id: EditID) -> Bool {
    guard case .add = self else { return false }
    return base.window.index(of: self.id) != nil
  }

  private var isDeletion: Bool { if case .delete = self { true } else { false } }

  /// The version that the todo has when the change is made.
  var version: Int64 {
    switch self {
    case .add: 1
    case .rename(_, let base, _), .setDone(_, let base, _), .delete(_, let base),
      .restore(_, let base):
      base + 1
    }
  }
}

extension Snapshot {
  /// At the end of the list, which may be beyond the window.
  fileprivate mutating func append(_ todo: Todo) {
    if window.places.upperBound == window.total { window.todos.append(todo) }
    window.total += 1
    open += 1
  }

  fileprivate mutating func setDone(_ id: Int64, _ isDone: Bool) -> Bool {
    guard let index = window.index(of: id) else { return false }
    if window.todos[index].done != isDone {
      open += isDone ? -1 : 1
      done += isDone ? 1 : -1
    }
    window.todos[index].done = isDone
    return true
  }

  fileprivate mutating func change(
    _ id: Int64, to version: Int64, _ state: EditState, isGoing: Bool
  ) -> Bool {
    guard let index = window.index(of: id) else { return false }
    window.todos[index].version = max(window.todos[index].version, version)
    mark(window.todos[index].id, state, isGoing: isGoing)
    return true
  }

  /// What was accepted is as good as saved; only what is deleted stays marked while it is there.
  fileprivate mutating func mark(_ id: Int64, _ state: EditState, isGoing: Bool = false) {
    if state.isAccepted && !isGoing { return }
    var mark = marks[id] ?? PendingMark()
    if state == .unknown { mark.isUnknown = true }
    if isGoing { mark.isGoing = true }
    marks[id] = mark
  }
}
