import GRDB
import Penholder

/// The list as a file has it: what is a part of something comes after it.
public struct TodoExport: Sendable {
  /// Which todos, and which order the wholes stand in.
  public var query: TodoQuery

  /// The todos that a query finds.
  public init(_ query: TodoQuery = TodoQuery(scope: .all)) { self.query = query }

  /// A todo on its way into a file.
  public struct Item: Sendable {
    /// The todo.
    public var todo: Todo
    /// How many of those before it it is a part of, each of the next.
    public var depth: Int
    /// Whether something is a part of it.
    public var isReferred: Bool
  }

  /// Calls `body` with one todo after another, all of the same commit, read from a database that no
  /// tab of this process has open. Blocks; takes part in nothing: the tabs do not notice.
  ///
  /// The list is not held in memory, the numbers of those that are parts are. A `body` that waits
  /// holds up nobody but SQLite's checkpoints.
  ///
  /// - Throws: `TodoStoreError`, what `body` throws, what `MultiTabDatabase.read(at:_:)` throws;
  ///   `PenholderError.unreadable` if the database was changed where that could not be kept apart
  ///   from reading.
  public func forEach(at path: String, _ body: (Item) throws -> Void) throws {
    var hasBegun = false
    try MultiTabDatabase.read(at: path) { db in
      // It would begin anew, and what has been written cannot be taken back.
      if hasBegun {
        throw PenholderError.unreadable(path: path, reason: "it was changed while it was read")
      }
      switch try TodoSchema.standing(db) {
      case .newer: throw TodoStoreError.newerSchema
      case .older where try !db.tableExists("todo"): return
      case .older, .current:
        hasBegun = true
        try walk(db, body)
      }
    }
  }

  private func walk(_ db: Database, _ body: (Item) throws -> Void) throws {
    let found = try query.cursor(db)
    let hasParents = try db.columns(in: "todo").contains { $0.name == "parent" }
    guard hasParents else {
      while let row = try found.next() {
        try body(Item(todo: Todo(row: row), depth: 0, isReferred: false))
      }
      return
    }
    // What is found beneath another one that is found waits for it.
    var parts: [Int64: [Int64]] = [:]
    var wholes: Set<Int64> = []
    var inner: Set<Int64> = []
    let links = try Row.fetchCursor(
      db, sql: "SELECT id, parent FROM todo WHERE parent IS NOT NULL AND deletedAt IS NULL")
    while let link = try links.next() { inner.insert(link[0]) }
    if inner.isEmpty {
      while let row = try found.next() {
        try body(Item(todo: Todo(row: row), depth: 0, isReferred: false))
      }
      return
    }
    var order: [Int64] = []
    while let row = try found.next() { order.append(row["id"]) }
    let isFound = Set(order)
    let parent = try db.cachedStatement(sql: "SELECT parent FROM todo WHERE id = ?")
    for id in order where inner.contains(id) {
      guard let whole = try Int64.fetchOne(parent, arguments: [id]), isFound.contains(whole) else {
        continue
      }
      parts[whole, default: []].append(id)
      wholes.insert(id)
    }
    func visit(_ first: Int64) throws {
      var stack = [(id: first, depth: 0)]
      while let (id, depth) = stack.popLast() {
        guard let row = try TodoTable.row(db, id) else { continue }
        let own = parts.removeValue(forKey: id) ?? []
        var todo = Todo(row: row)
        // What it is a part of is not in the file.
        if depth == 0 { todo.parent = nil }
        try body(Item(todo: todo, depth: depth, isReferred: !own.isEmpty))
        stack += own.reversed().map { ($0, depth + 1) }
      }
    }
    for id in order where !wholes.contains(id) { try visit(id) }
    // A ring that another program has made hangs on nothing.
    for id in order where parts[id] != nil { try visit(id) }
  }
}
