import GRDB
import PenholderCore

// What other connections commit, seen and told.

extension Store {
  /// Calls `found` on the writer's queue if another connection than ours has committed since the
  /// last call.
  ///
  /// - Parameter found: is told what the state row says now, and whether it could be read.
  func lookForForeignCommits(
    _ found: @escaping @Sendable (StateRow.Contents?, _ isKnown: Bool) -> Void
  ) {
    // A long write holds the queue: one look waiting for its end is enough.
    guard !isLooking.exchange(true, ordering: .relaxed) else { return }
    pool.asyncWriteWithoutTransaction { [self] db in
      defer { isLooking.store(false, ordering: .relaxed) }
      // A database that cannot be read now is looked at again at the next tick.
      guard let version = try? Self.dataVersion(db) else { return }
      defer { writing.dataVersion = version }
      if let known = writing.dataVersion, known != version {
        do {
          // Without a place for outcomes, it is as if nobody had ever led: whoever leads next makes one.
          found(try OutcomeTable.exist(db) ? StateRow.read(db) : nil, true)
        } catch { found(nil, false) }
      }
    }
  }

  /// What the database knows of a request. Waits for nobody.
  ///
  /// - Parameter nonce: of the coordination file that was searched for it. As long as the database names
  ///   another, a leader there may have it and carry it out still.
  func find(_ key: RequestKey, bornAt: UInt64, nonce: TabInstance) -> OutcomeTable.Finding {
    // What cannot be read now is not known.
    let finding = try? readUnlessClosed { db -> OutcomeTable.Finding in
      guard let state = try StateRow.read(db) else { return .never }
      let finding = try OutcomeTable.find(key, bornAt: bornAt, at: state.commit, in: db)
      if case .never = finding, state.nonce != nonce { return .forgotten }
      return finding
    }
    return finding ?? .forgotten
  }

  /// Forgets what others committed so far: it is known by other ways.
  func forgetForeignCommits() {
    pool.asyncWriteWithoutTransaction { [writing] _ in writing.dataVersion = nil }
  }

  /// Lets GRDB's observations of this process know of a commit that another process made.
  func notifyObservers(of changes: TableChanges) {
    // It costs another thread's waking.
    guard mayBeObserved.load(ordering: .relaxed) else { return }
    pool.asyncWriteWithoutTransaction { [self] db in
      // An empty deferred transaction takes no lock. A database that cannot be read now has nothing
      // to refresh from either.
      try? db.inTransaction(.deferred) {
        try noteSchema(db)
        switch changes {
        case .any: try db.notifyChanges(in: .fullDatabase)
        case .tables(let tables):
          // A table that does not exist any more has no observers.
          for table in tables.keys where try db.tableExists(table) {
            try db.notifyChanges(in: Table(table))
          }
        }
        return .commit
      }
    }
  }
}
