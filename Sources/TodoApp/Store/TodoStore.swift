import GRDB
import Penholder
import Synchronization

/// The todos of one tab's database.
///
/// Reads in every tab; writes only where the library lets it, and says in the app's words what became
/// of a change. Any thread. The clock is a parameter.
public final class TodoStore: Sendable {
  /// The tab.
  public let database: MultiTabDatabase
  private let clock: @Sendable () -> Instant
  /// Whether the tables were found to be this program's; forgotten when the schema changes.
  private let isPrepared = Mutex(false)

  /// The todos in `database`; `clock` dates what is changed.
  public init(_ database: MultiTabDatabase, clock: @escaping @Sendable () -> Instant) {
    self.database = database
    self.clock = clock
  }

  /// Makes the tables if there are none or older ones; to be called when this tab has become the
  /// leader, before it writes. Does nothing if all is well.
  ///
  /// - Throws: `TodoStoreError.newerSchema`, what `MultiTabDatabase.write` throws.
  public func prepare() async throws {
    if isPrepared.withLock({ $0 }) { return }
    switch try await database.read({ try TodoSchema.standing($0) }) {
    case .newer: throw TodoStoreError.newerSchema
    case .older: try await database.write { try TodoSchema.migrate($0) }
    case .current: break
    }
    isPrepared.withLock { $0 = true }
  }

  /// - Throws: `TodoStoreError.newerSchema` if a newer program has been here.
  public func check() async throws {
    if try await database.read({ try TodoSchema.standing($0) }) == .newer {
      throw TodoStoreError.newerSchema
    }
  }

  /// The tables may have been changed by another program: they are looked at again.
  public func forgetSchema() { isPrepared.withLock { $0 = false } }

  /// Reads a part of the list; the empty list as long as no leader has made the tables.
  ///
  /// - Throws: `TodoStoreError.newerSchema`, GRDB's `DatabaseError`.
  public func load(_ request: WindowRequest) async throws -> Snapshot {
    let isKnown = isPrepared.withLock { $0 }
    return try await database.read { db in
      if !isKnown, try TodoSchema.standing(db) == .newer { throw TodoStoreError.newerSchema }
      return try Snapshot.read(db, request)
    }
  }

  /// Makes a change, whole or not at all. Changes that build upon each other are to be made one
  /// after the other.
  public func perform(_ change: Change) async -> WriteOutcome {
    let author = Author(tab: database.number, at: clock())
    do {
      try await prepare()
      let made = try await database.writeReturningCommit { db in
        try change.make(db, by: author)
      }
      return .saved(id: made.value.id, version: made.value.version, commit: made.commit)
    } catch {
      return .refused(Refusal(error))
    }
  }

  /// Writes several things as one transaction, for commands: they are no tab that others speak of.
  public func edit<T: Sendable>(
    _ body: @Sendable @escaping (TodoEdit) throws -> T
  ) async throws -> T {
    let author = Author(tab: nil, at: clock())
    try await prepare()
    return try await database.write { db in try body(TodoEdit(db: db, author: author)) }
  }
}

/// What commands do within one transaction. Whatever throws takes everything back.
public struct TodoEdit {
  let db: Database
  let author: Author

  /// Adds a todo at the end of the list.
  public func add(_ todo: NewTodo) throws -> Todo {
    try existing(TodoTable.insert(db, todo, by: author))
  }

  /// Marks a todo as done or as open; nothing happens if it is so already.
  public func setDone(_ id: Int64, _ done: Bool) throws -> Todo {
    let todo = try existing(id)
    if todo.done == done { return todo }
    try TodoTable.setDone(db, id: id, base: todo.version, done, by: author)
    return try existing(id)
  }

  /// Takes a todo out of the list, and returns what it was.
  public func remove(_ id: Int64) throws -> Todo {
    let todo = try existing(id)
    try TodoTable.delete(db, id: id, base: todo.version, by: author)
    return todo
  }

  private func existing(_ id: Int64) throws -> Todo {
    guard let todo = try TodoTable.todo(db, id) else { throw TodoStoreError.noSuchTodo(id) }
    return todo
  }
}

extension Change {
  /// Makes the change inside a write transaction.
  ///
  /// - Returns: the todo's id and the version that it has now.
  fileprivate func make(_ db: Database, by author: Author) throws -> (id: Int64, version: Int64) {
    switch self {
    case .add(let title):
      return (try TodoTable.insert(db, NewTodo(title: title), by: author), 1)
    case .rename(let id, let base, let title):
      try TodoTable.rename(db, id: id, base: base, to: title, by: author)
      return (id, base + 1)
    case .setDone(let id, let base, let done):
      try TodoTable.setDone(db, id: id, base: base, done, by: author)
      return (id, base + 1)
    case .delete(let id, let base):
      try TodoTable.delete(db, id: id, base: base, by: author)
      return (id, base + 1)
    case .restore(let id, let base):
      try TodoTable.restore(db, id: id, base: base, by: author)
      return (id, base + 1)
    }
  }
}

extension Refusal {
  /// Why a change was not made, in the app's words.
  init(_ error: any Error) {
    switch error {
    case let refused as TodoTable.Refused: self = refused.refusal
    case PenholderError.notLeader, PenholderError.leadershipLost: self = .notLeader
    case PenholderError.timedOut: self = .timedOut(maybeApplied: false)
    default: self = .failed(reason(of: error))
    }
  }
}

/// What an error says, without its full stop: the app's sentences go on after it.
func reason(of error: any Error) -> String {
  let text =
    switch error {
    case let error as DatabaseError: error.message ?? "\(error.resultCode)"
    default: "\(error)"
    }
  return text.hasSuffix(".") ? String(text.dropLast()) : text
}
