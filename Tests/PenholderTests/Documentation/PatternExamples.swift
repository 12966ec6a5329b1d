import GRDB
import Penholder

enum PatternExamples {
  static func ownWrite(_ db: MultiTabDatabase) async throws -> String? {
    let receipt = try await db.queueWrite(
      WriteRequest("INSERT INTO note (text) VALUES ('Tea')"))
    let text = try await db.read(atLeast: receipt.commit) { db in
      try String.fetchOne(
        db, sql: "SELECT text FROM note WHERE id = ?", arguments: [receipt.lastInsertedRowID])
    }
    return text
  }

  static func observed(_ db: MultiTabDatabase, show: (Int) -> Bool) async throws {
    let count = ValueObservation.tracking { db in
      try Int.fetchOne(db, sql: "SELECT count(*) FROM note") ?? 0
    }
    for try await number in count.values(in: db.reader) {
      if show(number) { break }
    }
  }

  static func rows(_ db: MultiTabDatabase, reload: ([Int64]?) -> Bool) async {
    for await change in db.changes(in: ["note"]) {
      var rows: [Int64]? = nil  // All of them.
      if case .tables(let tables) = change.changes, case .rows(let few)? = tables["note"] {
        rows = few.sorted()
      }
      if reload(rows) { break }
    }
  }

  // MARK: Asking again

  static func surely(_ request: WriteRequest, in db: MultiTabDatabase) async throws -> WriteReceipt
  {
    var request = request
    for _ in 1...10 {
      do { return try await db.queueWrite(request) } catch PenholderError.timedOut {
        // Nobody took it: nothing was written. Perhaps the user would rather be asked than wait on.
      } catch PenholderError.outcomeUnknown(let key) {
        // The leader has it. Under its key the same request is carried out once at most.
        request.key = key
      }
    }
    return try await db.queueWrite(request, timeout: .seconds(60))
  }

  static func once(_ order: String, in db: MultiTabDatabase) async throws -> Bool {
    let receipt = try await db.queueWrite(
      WriteRequest(
        "INSERT INTO note (text) VALUES (?)", arguments: [order], key: "order \(order)"))
    return !receipt.replayed  // false: an earlier run, of this program or of another, has done it.
  }

  // MARK: A job queue

  static func job(for worker: String, in db: MultiTabDatabase) async throws -> Int64? {
    while true {
      let next = try await db.read { db in
        try Int64.fetchOne(db, sql: "SELECT min(id) FROM job WHERE worker IS NULL")
      }
      guard let next else { return nil }
      do {
        _ = try await db.queueWrite(
          WriteRequest(
            "UPDATE job SET worker = ? WHERE id = ? AND worker IS NULL",
            arguments: [worker, next], expectedChanges: 1))
        return next
      } catch PenholderError.conflict {
        continue  // Somebody else was quicker with this one.
      }
    }
  }

  // MARK: Tables

  static let migrations = [
    (name: "1 jobs", sql: "CREATE TABLE job (id INTEGER PRIMARY KEY, worker TEXT)"),
    (name: "2 done", sql: "ALTER TABLE job ADD COLUMN done INTEGER NOT NULL DEFAULT 0"),
  ]

  static func tables(
    _ db: MultiTabDatabase, migrations: [(name: String, sql: String)] = migrations
  ) async throws {
    for migration in migrations {
      let request = WriteRequest([
        SQLStatement("CREATE TABLE IF NOT EXISTS migration (name TEXT NOT NULL PRIMARY KEY)"),
        SQLStatement("INSERT INTO migration VALUES (?)", arguments: [migration.name]),
        SQLStatement(migration.sql),
      ])
      do { _ = try await db.queueWrite(request) } catch PenholderError.refusedBySQLite(_, let why)
        where why.contains("migration.name")
      {
        // It has been made already: its name stands in the table.
      }
    }
  }

  // MARK: Backup

  static func backup(_ db: MultiTabDatabase, to target: String) throws {
    let copy = try DatabaseQueue(path: target)
    try db.reader.backup(to: copy)
    try copy.close()
  }

  // MARK: Work that one tab does for all

  static func chore(_ db: MultiTabDatabase, perform: @Sendable () async throws -> Void) async throws
  {
    while !Task.isCancelled {
      try await db.waitForLeadership()
      while db.isLeader {
        try await perform()
        try await Task.sleep(for: .seconds(60))
      }
    }
  }
}
