import GRDB
import PenholderCore

// What a commit was, and the one that nobody fences.

extension Store {
  /// What a commit was.
  struct Commit: Sendable {
    var sequence: UInt64
    var term: UInt64
    var changes: TableChanges
    var changesSchema: Bool
  }

  /// Runs `body` in one transaction that is not fenced, because the app said so. Runs on the writer's
  /// queue, which `db` belongs to.
  ///
  /// - Throws: what `body` throws; nothing is written then.
  func override(
    _ db: Database, _ body: (Database) throws -> Void
  ) throws -> Commit {
    try db.execute(
      sql: "PRAGMA query_only = 0; PRAGMA busy_timeout = \(settings.busyMilliseconds)")
    // By itself, later: a cancelled task's connection refuses every statement.
    defer { pool.asyncWriteWithoutTransaction { [writing] db in Self.close(db, unless: writing) } }
    let collector = writing.collector
    defer { collector.end() }
    var commit: Commit?
    try db.inTransaction(.immediate) {
      let (sequence, term) = try StateRow.override(db)
      collector.begin(counting: db.totalChangesCount)
      try body(db)
      guard db.isInsideTransaction, !collector.wasEnded else { throw Self.endedByItself }
      try checkRests(db)
      let changes = collector.changes(counting: db.totalChangesCount)
      let schemaVersion = try Self.schemaVersion(db)
      commit = Commit(
        sequence: sequence, term: term, changes: changes,
        changesSchema: schemaVersion != writing.schemaVersion)
      try checkPlace()
      try checkLog(db)
      writing.schemaVersion = schemaVersion
      collector.mayCommit = true
      return .commit
    }
    guard let commit else { preconditionFailure("a transaction that returns has committed") }
    return commit
  }

  /// What a body that says COMMIT or ROLLBACK gets.
  static let endedByItself = PenholderError.badRequest(
    """
    The write tried to end its own transaction (COMMIT or ROLLBACK). A write is one transaction, \
    begun and ended by the library; leave those statements out. Nothing was written.
    """)
}
