/// A change that the user asked for. It is made whole or not at all, by whichever tab leads.
///
/// Every change of an existing todo names the version that was on the screen; if that is not the
/// version in the store any more, the store refuses; otherwise the todo gets the next version,
/// `base + 1`. A todo that has no id yet is called by its mark: ``Todo/id(marked:)``.
public enum Change: Hashable, Sendable {
  /// Add a todo with this title, called by a random mark, which is positive.
  case add(title: String, mark: Int64)
  /// Give the todo another title.
  case rename(id: Int64, base: Int64, title: String)
  /// Mark the todo as done or as open.
  case setDone(id: Int64, base: Int64, done: Bool)
  /// Take the todo out of the list.
  case delete(id: Int64, base: Int64)
  /// Bring a deleted todo back; `base` is the version that the deletion made.
  case restore(id: Int64, base: Int64)

  /// The todo that is changed.
  public var id: Int64 {
    switch self {
    case .add(_, let mark): Todo.id(marked: mark)
    case .rename(let id, _, _), .setDone(let id, _, _), .delete(let id, _), .restore(let id, _): id
    }
  }
}

/// What became of a change.
public enum WriteOutcome: Hashable, Sendable {
  /// It is in the database, in this commit; the todo, called by its id unless only its mark is
  /// known, has this version now. `by` is the tab that made it, if that is known.
  case saved(id: Int64, version: Int64, commit: UInt64, by: Int?)
  /// It is not in the database.
  case refused(Refusal)
  /// The time is out, and whoever leads has it: it may be in the database or not. The store asks
  /// again until it knows; then another outcome follows.
  case unknown
}

/// Why a change was not made.
public enum Refusal: Hashable, Sendable {
  /// This tab does not lead, and was not to queue.
  case notLeader
  /// Somebody changed the todo since; this is what it is now.
  case changed(Todo)
  /// Somebody deleted the todo since.
  case deleted(Removal)
  /// It took too long. Whether it was made after all is known or not.
  case timedOut(maybeApplied: Bool)
  /// Anything else, as a sentence without its full stop.
  case failed(String)
}
