import GRDB
import PenholderCore

// The fenced transaction.

extension Store {
  /// What a commit was.
  struct Commit: Sendable {
    var sequence: UInt64
    var term: UInt64
    var changes: TableChanges
    var changesSchema: Bool
  }

  /// By what right a transaction writes.
  enum Authority: Sendable {
    /// As leader of a term: fenced.
    case leader(term: UInt64, instance: TabInstance)
    /// Without being leader, because the app said so.
    case override
  }

  /// Runs `body` in one fenced transaction. Runs on the writer's queue, which `db` belongs to.
  ///
  /// - Parameter committed: called after the commit, before any other write of this tab.
  /// - Throws: what `body` throws, or `leadershipLost`; nothing is written then.
  func commit<T>(
    _ db: Database, by authority: Authority, committed: (Commit) -> Void,
    _ body: (Database) throws -> T
  ) throws -> T {
    try open(db, to: authority)
    defer {
      // By itself, later: a cancelled task's connection refuses every statement.
      if case .override = authority {
        pool.asyncWriteWithoutTransaction { [writing] db in Self.close(db, unless: writing) }
      }
    }
    let collector = writing.collector
    defer { collector.end() }
    var commit: Commit?
    var value: T?
    var schemaVersion: Int64 = -1
    try db.inTransaction(.immediate) {
      let (sequence, term) = try authorize(db, authority)
      let counted = db.totalChangesCount
      collector.begin()
      value = try body(db)
      guard db.isInsideTransaction, !collector.wasEnded else { throw Self.endedByItself }
      schemaVersion = try Self.schemaVersion(db)
      commit = Commit(
        sequence: sequence, term: term,
        changes: collector.changes(counting: db.totalChangesCount - counted),
        changesSchema: schemaVersion != writing.schemaVersion)
      try checkPlace()
      collector.mayCommit = true
      return .commit
    }
    guard let commit, let value else { preconditionFailure("a committed write has its outcome") }
    writing.schemaVersion = schemaVersion
    committed(commit)
    return value
  }

  /// What a body that says COMMIT or ROLLBACK gets.
  static let endedByItself = PenholderError.badRequest(
    """
    The write tried to end its own transaction (COMMIT or ROLLBACK). A write is one transaction, \
    begun and ended by the library; leave those statements out. Nothing was written.
    """)

  private func open(_ db: Database, to authority: Authority) throws {
    switch authority {
    case .override: try db.execute(sql: "PRAGMA query_only = 0")
    case .leader(let term, _):
      // Submitted after the tab had ceased to lead, or to accept writes.
      guard writing.isOpenToWrites else { throw PenholderError.leadershipLost(term: term) }
    }
  }

  private func authorize(
    _ db: Database, _ authority: Authority
  ) throws -> (commit: UInt64, term: UInt64) {
    switch authority {
    case .override: return try StateRow.override(db)
    case .leader(let term, let instance):
      guard let commit = try StateRow.fence(db, term: term, instance: instance) else {
        throw PenholderError.leadershipLost(term: term)
      }
      return (commit, term)
    }
  }
}
