import GRDB
import PenholderCore

/// The one row in the database that says which term it is, who leads, and which commit was the last.
/// It is the truth that the coordination file only hints at.
///
/// All functions run on a connection's queue.
enum StateRow {
  static let table = "penholder_state"

  /// What the row holds.
  struct Contents: Equatable {
    var term: UInt64
    var leader: Int
    var commit: UInt64
    /// The coordination file that the leader used.
    var nonce: TabInstance?
  }

  /// Whether a table is of our own making, and no news to anybody.
  static func isOurs(_ table: String) -> Bool {
    table.hasPrefix("penholder_") || table.hasPrefix("sqlite_")
  }

  /// Nil when nobody has ever led.
  static func read(_ db: Database) throws -> Contents? {
    let sql = """
      SELECT term, leader, commitSequence, nonceHigh, nonceLow FROM \(table) WHERE id = 1
      """
    // Not `tableExists`: GRDB answers that from a cache that it does not keep up for every connection.
    let exists = try Bool.fetchOne(
      db.cachedStatement(
        sql: "SELECT EXISTS (SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?)"),
      arguments: [table])
    guard exists == true, let row = try Row.fetchOne(db.cachedStatement(sql: sql)) else {
      return nil
    }
    let commit = number(row, 2)
    return Contents(
      term: UInt64(clamping: number(row, 0)), leader: Int(truncatingIfNeeded: number(row, 1)),
      commit: isReasonable(commit) ? UInt64(clamping: commit) : 0,
      nonce: TabInstance(
        high: UInt64(bitPattern: number(row, 3)), low: UInt64(bitPattern: number(row, 4))))
  }

  /// A foreign program may have written anything: what is no number counts as 0.
  private static func number(_ row: Row, _ column: Int) -> Int64 {
    Int64.fromDatabaseValue(row[column]) ?? 0
  }

  /// Whether a commit's number can have been counted up to: not one that a foreign program wrote.
  static func isReasonable(_ commit: Int64) -> Bool { commit < 1 << 62 }

  /// Inside an immediate transaction: writes a new reign, and the number of the last commit. The caller
  /// has checked that the stored term is lower.
  static func claim(
    _ db: Database, _ reign: Reign, instance: TabInstance, nonce: TabInstance, commit: UInt64
  ) throws {
    try db.execute(
      sql: """
        INSERT INTO \(table)
          (id, term, leader, instanceHigh, instanceLow, nonceHigh, nonceLow, commitSequence)
        VALUES (1, ?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT (id) DO UPDATE SET term = excluded.term, leader = excluded.leader,
          instanceHigh = excluded.instanceHigh, instanceLow = excluded.instanceLow,
          nonceHigh = excluded.nonceHigh, nonceLow = excluded.nonceLow,
          commitSequence = excluded.commitSequence
        """,
      arguments: [
        Int64(reign.term), reign.leader ?? 0, Int64(bitPattern: instance.high),
        Int64(bitPattern: instance.low),
        Int64(bitPattern: nonce.high), Int64(bitPattern: nonce.low), Int64(clamping: commit),
      ])
  }

  /// Inside a write transaction: makes the table on first use.
  static func create(_ db: Database) throws {
    try db.execute(
      sql: """
        CREATE TABLE IF NOT EXISTS \(table) (
          id INTEGER PRIMARY KEY CHECK (id = 1),
          term INTEGER NOT NULL, leader INTEGER NOT NULL,
          instanceHigh INTEGER NOT NULL, instanceLow INTEGER NOT NULL,
          nonceHigh INTEGER NOT NULL, nonceLow INTEGER NOT NULL,
          commitSequence INTEGER NOT NULL
        )
        """)
  }

  /// The fence, and the next commit's sequence number: nil when the row names another term or another
  /// tab. Inside a write transaction, so that nobody comes in between.
  ///
  /// Two statements and not one with RETURNING, for which SQLite makes a table in memory each time.
  ///
  /// - Parameter last: the number of this leader's last commit. The row says less when an older state
  ///   of the database was put back; numbers only grow all the same, or nobody would believe them.
  static func fence(
    _ db: Database, term: UInt64, instance: TabInstance, after last: UInt64
  ) throws -> UInt64? {
    let stored: Int64?
    do {
      stored = try Int64.fetchOne(
        db.cachedStatement(
          sql: """
            SELECT commitSequence FROM \(table)
            WHERE id = 1 AND term = ? AND instanceLow = ? AND instanceHigh = ?
            """),
        arguments: [Int64(term), Int64(bitPattern: instance.low), Int64(bitPattern: instance.high)])
    } catch let error as DatabaseError where error.resultCode == .SQLITE_ERROR {
      // There is no such table in what was put back: a new leader makes it.
      return nil
    }
    guard let stored else { return nil }
    let next = max(isReasonable(stored) ? stored : 0, Int64(clamping: last)) &+ 1
    try db.cachedStatement(sql: "UPDATE \(table) SET commitSequence = ? WHERE id = 1").execute(
      arguments: [next])
    return UInt64(clamping: next)
  }

  /// Names another coordination file; false when the row names another term or another tab.
  static func move(
    _ db: Database, to nonce: TabInstance, term: UInt64, instance: TabInstance
  ) throws -> Bool {
    try db.execute(
      sql: """
        UPDATE \(table) SET nonceHigh = ?, nonceLow = ?
        WHERE id = 1 AND term = ? AND instanceLow = ? AND instanceHigh = ?
        """,
      arguments: [
        Int64(bitPattern: nonce.high), Int64(bitPattern: nonce.low), Int64(term),
        Int64(bitPattern: instance.low), Int64(bitPattern: instance.high),
      ])
    return db.changesCount > 0
  }

  /// The next commit's sequence number without a fence, for a write that overrides the guard; and
  /// the term it happens to fall into.
  static func override(_ db: Database) throws -> (commit: UInt64, term: UInt64) {
    try create(db)
    try db.execute(sql: "INSERT OR IGNORE INTO \(table) VALUES (1, 0, 0, 0, 0, 0, 0, 0)")
    let row = try Row.fetchOne(
      db,
      sql: """
        UPDATE \(table) SET commitSequence = iif(
          typeof(commitSequence) = 'integer' AND commitSequence < 1 << 62, commitSequence + 1, 1)
        WHERE id = 1 RETURNING commitSequence, term
        """)
    guard let row else { throw PenholderError.badRequest("\(table) has lost its row.") }
    return (UInt64(clamping: row[0] as Int64), UInt64(clamping: number(row, 1)))
  }
}
