import GRDB
import Penholder

extension Snapshot {
  /// Reads the part of the list that is asked for, and everything about it that must be of the same
  /// commit. Inside a read transaction.
  ///
  /// Complexity: O(window + todos / 1,024): see `TodoSchema`.
  static func read(_ db: Database, _ request: WindowRequest) throws -> Snapshot {
    let commit = try MultiTabDatabase.commitNumber(db) ?? 0
    guard try db.tableExists("todo_block") else {
      return Snapshot(commit: commit, window: TodoWindow(), open: 0, done: 0)
    }
    let blocks = try Blocks(db)
    var removal: Removal?
    let place: Int
    switch request.anchor {
    case .place(let wanted): place = wanted
    case .item(let id, let otherwise):
      if let found = try blocks.place(db, of: id) {
        place = found
      } else {
        place = otherwise
        removal = try TodoTable.removal(db, id)
      }
    }
    let limit = max(request.limit, 1)
    let start = max(0, min(place - limit / 2, blocks.total - limit))
    let window = TodoWindow(
      offset: start, total: blocks.total, todos: try blocks.todos(db, from: start, limit: limit))
    return Snapshot(
      commit: commit, window: window, open: blocks.open, done: blocks.done, removal: removal)
  }
}

/// How many todos each block of positions has, in order.
private struct Blocks {
  private let counts: [(block: Int64, count: Int)]
  let open: Int
  let done: Int
  var total: Int { open + done }

  init(_ db: Database) throws {
    let rows = try Row.fetchCursor(
      db.cachedStatement(sql: "SELECT block, open, done FROM todo_block ORDER BY block"))
    var counts: [(Int64, Int)] = []
    var (open, done) = (0, 0)
    while let row = try rows.next() {
      counts.append((row[0], (row[1] as Int) + (row[2] as Int)))
      open += row[1] as Int
      done += row[2] as Int
    }
    (self.counts, self.open, self.done) = (counts, open, done)
  }

  /// The place of a todo in the list, nil if it is not in it.
  func place(_ db: Database, of id: Int64) throws -> Int? {
    let position = try Int64.fetchOne(
      db.cachedStatement(sql: "SELECT position FROM todo WHERE id = ? AND deletedAt IS NULL"),
      arguments: [id])
    guard let position else { return nil }
    let block = position >> TodoSchema.blockShift
    let before = counts.lazy.filter { $0.block < block }.reduce(0) { $0 + $1.count }
    let within = try Int.fetchOne(
      db.cachedStatement(
        sql: """
          SELECT count(*) FROM todo
          WHERE deletedAt IS NULL AND position >= ? AND (position, id) < (?, ?)
          """),
      arguments: [block << TodoSchema.blockShift, position, id])
    return before + (within ?? 0)
  }

  /// The todos from this place of the list on.
  func todos(_ db: Database, from place: Int, limit: Int) throws -> [Todo] {
    var skipped = place
    var first: Int64 = 0
    for (block, count) in counts {
      first = block
      if skipped < count { break }
      skipped -= count
    }
    let rows = try Row.fetchAll(
      db.cachedStatement(
        sql: """
          SELECT * FROM todo WHERE deletedAt IS NULL AND position >= ?
          ORDER BY position, id LIMIT ? OFFSET ?
          """),
      arguments: [first << TodoSchema.blockShift, limit, skipped])
    return rows.map(Todo.init(row:))
  }
}
