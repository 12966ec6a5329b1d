import GRDB
import Penholder

extension Snapshot {
  /// Reads the part of the list that is asked for, and everything about it that must be of the same
  /// commit. Inside a read transaction.
  ///
  /// Complexity: O(window + todos / 1,024) for all todos in the list's own order; in another order a
  /// walk through a part of its index; with a view or a filter a walk through what that finds, or
  /// through the index if it finds much.
  static func read(_ db: Database, _ request: WindowRequest, at now: Moment) throws -> Snapshot {
    let commit = try MultiTabDatabase.commitNumber(db) ?? 0
    // The last of the tables; the others come before it.
    guard try TodoTable.exists("todo_journal", db) else {
      return try OldList.read(db, request, commit)
    }
    let blocks = try Blocks(db)
    let query = request.query
    let conditions = try Conditions(db, query, at: now)
    let list: any TodoList =
      if conditions.isEmpty && query.isManual {
        blocks
      } else if conditions.isEmpty || query.view == .done && conditions.isDoneOnly {
        try SegmentedList(
          db, query.sort, query.isReversed, isDoneOnly: query.view == .done, blocks)
      } else {
        try FoundList(db, conditions, query)
      }
    var snapshot = try read(db, request, list)
    snapshot.commit = commit
    snapshot.query = query
    snapshot.counts = try ViewCounts(db, blocks, at: now)
    snapshot.filters = try Row.fetchAll(
      db.cachedStatement(sql: "SELECT name, text FROM todo_filter ORDER BY name")
    ).map { SavedFilter(name: $0[0], text: $0[1]) }
    return snapshot
  }

  private static func read(
    _ db: Database, _ request: WindowRequest, _ list: any TodoList
  ) throws -> Snapshot {
    let total = try list.total(db)
    var removal: Removal?
    var anchor: Int?
    var place: Int
    switch request.anchor {
    case .place(let wanted): place = wanted
    case .item(let name, let otherwise):
      let id = name < 0 ? try TodoTable.id(db, marked: -name) ?? name : name
      anchor = try list.place(db, of: id)
      place = anchor ?? otherwise
      if anchor == nil { removal = try TodoTable.removal(db, id) }
    }
    let limit = max(request.limit, 1)
    place = min(max(place, 0), max(0, total - 1))
    let start = max(0, min(place - limit / 2, total - limit))
    var window = TodoWindow(offset: start, total: total, todos: [])
    var reader: TodoRows?
    try list.forEachRow(db, from: start, limit: limit) { row in
      let columns = reader ?? TodoRows(like: row)
      reader = columns
      let todo = columns.todo(row)
      window.todos.append(todo)
      guard request.query.isManual else { return }
      let level = columns.level(row)
      if level > 0 { window.levels[todo.id] = level }
    }
    var snapshot = Snapshot(commit: 0, window: window, open: 0, done: 0, removal: removal)
    snapshot.anchorPlace = anchor
    return snapshot
  }
}

/// A list of which windows are read.
protocol TodoList {
  /// How many todos it has.
  func total(_ db: Database) throws -> Int
  /// The place of a todo in it; nil if it is not in it.
  func place(_ db: Database, of id: Int64) throws -> Int?
  /// Hands over the rows from a place on, in order; each is of use until the next.
  func forEachRow(
    _ db: Database, from place: Int, limit: Int, _ body: (Row) throws -> Void) throws
}

/// All todos as people have put them: how many each block of ranks has, in order.
struct Blocks: TodoList {
  private let counts: [(block: Int64, count: Int)]
  let open: Int
  let done: Int

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

  func total(_ db: Database) -> Int { open + done }

  func place(_ db: Database, of id: Int64) throws -> Int? {
    let row = try Row.fetchOne(
      db.cachedStatement(
        sql: "SELECT rank, family, path FROM todo WHERE id = ? AND deletedAt IS NULL"),
      arguments: [id])
    guard let row, let rank = row[0] as Int64? else { return nil }
    let block = rank >> TodoSchema.blockShift
    let before = counts.lazy.filter { $0.block < block }.reduce(0) { $0 + $1.count }
    let within = try Int.fetchOne(
      db.cachedStatement(
        sql: """
          SELECT count(*) FROM todo INDEXED BY todo_list
          WHERE deletedAt IS NULL AND rank >= ? AND (rank, family, path) < (?, ?, ?)
          """),
      arguments: [block << TodoSchema.blockShift, rank, row[1] as Int64?, row[2] as String?])
    return before + (within ?? 0)
  }

  func forEachRow(
    _ db: Database, from place: Int, limit: Int, _ body: (Row) throws -> Void
  ) throws {
    var skipped = place
    var first: Int64 = 0
    for (block, count) in counts {
      first = block
      if skipped < count { break }
      skipped -= count
    }
    try Row.fetchCursor(
      db.cachedStatement(
        sql: """
          SELECT \(TodoTable.columns) FROM (
            SELECT id AS found FROM todo INDEXED BY todo_list
            WHERE deletedAt IS NULL AND rank >= ? ORDER BY rank, family, path LIMIT ? OFFSET ?)
          CROSS JOIN todo ON todo.id = found ORDER BY rank, family, path
          """),
      arguments: [first << TodoSchema.blockShift, limit, skipped]
    ).forEach(body)
  }
}

extension ViewCounts {
  /// The numbers of the bar of views, all of which are ready.
  ///
  /// Complexity: O(days + projects + tags).
  init(_ db: Database, _ blocks: Blocks, at now: Moment) throws {
    self.init(open: blocks.open, done: blocks.done)
    let today = now.day.iso
    let days = try Row.fetchOne(
      db.cachedStatement(
        sql: """
          SELECT ifnull(sum(open), 0), ifnull(sum(iif(name < ?, open, 0)), 0) FROM todo_tally
          WHERE kind = 'day' AND name <= ?
          """), arguments: [today, today])
    self.today = days?[0] ?? 0
    // Of today, what was due at a time that is over.
    let over = try Int.fetchOne(
      db.cachedStatement(
        sql: """
          SELECT count(*) FROM todo WHERE deletedAt IS NULL AND done = 0 AND due > ? AND due < ?
          """), arguments: [today, now.iso])
    overdue = (days?[1] ?? 0) + (over ?? 0)
    nextDue = try String.fetchOne(
      db.cachedStatement(
        sql: """
          SELECT min(due) FROM todo WHERE deletedAt IS NULL AND done = 0 AND due >= ? AND due < ?
          """), arguments: [now.iso, Day(number: now.day.number + 1).iso]
    ).flatMap { Due(iso: $0) }
    projects = try Self.names(db, "project")
    tags = try Self.names(db, "tag")
  }

  private static func names(_ db: Database, _ kind: String) throws -> [Name] {
    try Row.fetchAll(
      db.cachedStatement(
        sql: """
          SELECT name, open FROM todo_tally WHERE kind = ? AND open > 0
          ORDER BY open DESC, name LIMIT ?
          """), arguments: [kind, nameLimit]
    ).map { Name(name: $0[0], open: $0[1]) }
  }
}

extension Moment {
  /// The minute, as `Due` writes it.
  var iso: String { Due(day, minute: time.seconds / 60).iso }
}
