/// A todo as it was on the screen.
public struct Seen: Hashable, Sendable {
  /// The todo, called by its mark if it has no id yet: ``Todo/id(marked:)``.
  public var id: Int64
  /// The version that was seen; nil for whatever it is, as commands want it that only name ids.
  public var base: Int64?

  /// The todo of this id in this version.
  public init(_ id: Int64, base: Int64?) {
    self.id = id
    self.base = base
  }

  /// The todo as it is here.
  public init(_ todo: Todo) { self.init(todo.id, base: todo.version) }
}

/// Where todos are moved to. The other todos are called by their ids.
public enum Destination: Hashable, Sendable {
  /// Right before this one, a part of the same.
  case before(Int64)
  /// Right behind this one (and its parts), a part of the same.
  case after(Int64)
  /// The last part of this one.
  case into(Int64)
  /// The first of those that are part of none.
  case top
  /// The last of those that are part of none.
  case bottom

  /// The todo that it speaks of.
  public var other: Int64? {
    switch self {
    case .before(let id), .after(let id), .into(let id): id
    case .top, .bottom: nil
    }
  }
}

/// A change that the user asked for. It is made whole or not at all, by whichever tab leads.
///
/// Every change of existing todos names the versions that were on the screen; if one of them is not
/// the version in the store any more, the store refuses all of it; otherwise each todo gets the next
/// version, `base + 1`. Those that an `edit` of nothing but `done` would not change stay as they are.
public enum Change: Hashable, Sendable {
  /// Add todos: at the end of the list, or of the parts of their parents. All or none.
  ///
  /// - Parameter token: a random positive number that several such changes share which one undo is to
  ///   take back; nil for one by itself.
  case add([Addition], token: Int64?)
  /// Make todos different.
  case edit([Seen], [TodoEdit])
  /// Put todos, with their parts and in the order that they have, elsewhere.
  case move([Seen], Destination)
  /// Take todos out of the list, and their parts with them, whatever those are by now: a part
  /// without what it is a part of would mean nothing, and an undo brings all back.
  case delete([Seen])
  /// Bring deleted todos back; `base` is the version that the deletion made. Their parts stay away:
  /// ``undo(showing:)`` brings back all that a deletion took.
  case restore([Seen])
  /// Take out what is done by now, except what has open parts.
  case clearDone
  /// Take back this owner's last change that is not taken back yet; refused if somebody changed one
  /// of its todos since, and then the next one takes back the change before it.
  ///
  /// - Parameter showing: how its todos will look, as far as that is known; shown until the store
  ///   has answered.
  case undo(showing: [Todo])
  /// Make again what was taken back last, under the same conditions.
  case redo(showing: [Todo])
  /// Keep a filter under its name, for all tabs; in place of one that has the same.
  case saveFilter(SavedFilter)
  /// Forget the filter of this name.
  case removeFilter(String)

  /// As many todos may be named, so that a change fits into a request.
  public static let targetLimit = 500

  /// The todos that it names.
  public var targets: [Seen] {
    switch self {
    case .add(let additions, _): additions.map { Seen($0.id, base: nil) }
    case .edit(let targets, _), .move(let targets, _), .delete(let targets), .restore(let targets):
      targets
    case .clearDone, .undo, .redo, .saveFilter, .removeFilter: []
    }
  }

  /// What it has in common with others that one undo takes back with it.
  var additionToken: Int64? { if case .add(_, let token) = self { token } else { nil } }

  /// What it makes of a todo, if it changes one thing.
  var onlyEdit: TodoEdit? {
    if case .edit(_, let edits) = self, edits.count == 1 { edits[0] } else { nil }
  }

  /// The first of them; 0 if it names none.
  public var id: Int64 { targets.first?.id ?? 0 }
}

extension Change {
  /// Add a todo with this title.
  public static func add(title: String, mark: Int64) -> Change {
    .add(NewTodo(title: title), mark: mark)
  }

  /// Add a todo, by itself.
  public static func add(_ todo: NewTodo, mark: Int64) -> Change {
    .add([Addition(todo, mark: mark)], token: nil)
  }

  /// Give a todo another title.
  public static func rename(id: Int64, base: Int64, title: String) -> Change {
    .edit([Seen(id, base: base)], [.title(title)])
  }

  /// Mark a todo as done or as open.
  public static func setDone(id: Int64, base: Int64, done: Bool) -> Change {
    .edit([Seen(id, base: base)], [.done(done)])
  }

  /// Take a todo out of the list.
  public static func delete(id: Int64, base: Int64) -> Change { .delete([Seen(id, base: base)]) }

  /// Bring a todo back.
  public static func restore(id: Int64, base: Int64) -> Change { .restore([Seen(id, base: base)]) }
}

/// What became of a change.
public enum WriteOutcome: Hashable, Sendable {
  /// It is in the database, in this commit; the first todo, called by its id unless only its mark is
  /// known, has this version now. `by` is the tab that made it, if that is known.
  case saved(id: Int64, version: Int64, commit: UInt64, by: Int?)
  /// A change was taken back or made again, in this commit.
  case turned(Turned, commit: UInt64, by: Int?)
  /// It is not in the database.
  case refused(Refusal)
  /// The time is out, and whoever leads has it: it may be in the database or not. The store asks
  /// again until it knows; then another outcome follows.
  case unknown
}

/// A change of which the journal tells: one that was taken back or made again, or could be.
public struct Turned: Hashable, Sendable {
  /// What was done to the todos.
  public enum Kind: String, Hashable, Sendable {
    case add, title, done, open, priority, project, tags, due, notes, recurrence, edit, move
    case delete, restore, clear, `import`
  }

  /// What the change was.
  public var kind: Kind
  /// Whether it was made again, not taken back.
  public var isRedo: Bool
  /// How many todos it concerned.
  public var count: Int
  /// The first of them, for the cursor.
  public var id: Int64
  /// What that is called.
  public var title: String
  /// Whether that is in the list now.
  public var isThere: Bool
  /// When the change was made first.
  public var at: Instant
}

/// Why a change was not made.
public enum Refusal: Hashable, Sendable {
  /// This tab does not lead, and was not to queue.
  case notLeader
  /// Somebody changed the todo since; this is what it is now.
  case changed(Todo)
  /// Somebody deleted the todo since.
  case deleted(Removal)
  /// There is nothing of this owner to take back, or to make again.
  case nothingLeft
  /// It took too long. Whether it was made after all is known or not.
  case timedOut(maybeApplied: Bool)
  /// Anything else, as a sentence without its full stop.
  case failed(String)
}
