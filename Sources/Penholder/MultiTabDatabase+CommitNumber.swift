import GRDB

extension MultiTabDatabase {
  /// The number of the commit that `db` sees: the numbering of ``Change/commit`` and of
  /// ``writeReturningCommit(_:)``. Nil when no tab has ever led.
  ///
  /// Read it inside the closure that reads the rows: then both are of the same commit, and a notice
  /// with that number or a lower one tells nothing new. Foreign programs do not count their commits.
  /// On the connection's queue, which GRDB sees to; two short queries.
  ///
  /// - Parameter db: what the closure of a read or a write was given.
  /// - Throws: GRDB's `DatabaseError`.
  public static func commitNumber(_ db: Database) throws -> UInt64? {
    try StateRow.read(db)?.commit
  }
}
