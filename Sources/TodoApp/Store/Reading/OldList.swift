import GRDB

/// The todos of a database that an older program has made, as long as no leader of this one has
/// brought its tables up to date: to be looked at, in the list's order only.
enum OldList {
  /// The part of the list that is asked for; the empty list where there are no todos at all.
  static func read(_ db: Database, _ request: WindowRequest, _ commit: UInt64) throws -> Snapshot {
    let todos = try TodoTable.exists("todo", db) ? todos(db) : []
    let wanted =
      switch request.anchor {
      case .item(let id, let otherwise): todos.firstIndex { $0.id == id } ?? otherwise
      case .place(let place): place
      }
    let start = max(
      0, min(min(max(wanted, 0), todos.count) - request.limit / 2, todos.count - request.limit))
    let done = todos.count { $0.done }
    var snapshot = Snapshot(
      commit: commit,
      window: TodoWindow(
        offset: start, total: todos.count,
        todos: Array(todos.dropFirst(start).prefix(request.limit))),
      open: todos.count - done, done: done)
    snapshot.query = request.query
    return snapshot
  }

  /// All of them.
  static func todos(_ db: Database) throws -> [Todo] {
    TodoRows.todos(
      try Row.fetchAll(
        db, sql: "SELECT * FROM todo WHERE deletedAt IS NULL ORDER BY position, id"))
  }
}
