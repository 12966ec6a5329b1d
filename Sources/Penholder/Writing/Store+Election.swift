import GRDB
import PenholderCore

// What the election needs of the database.

extension Store {
  /// How a claim ended.
  enum ClaimResult {
    case claimed(commit: UInt64)
    /// The database stores another term than the one that was read.
    case beaten
    /// Somebody is inside a write transaction.
    case blocked
  }

  /// Tries once, without waiting, to write a new reign into the database: only over the term that
  /// the election read, so that whoever has been elected since stays so.
  ///
  /// - Parameter known: the newest commit that this tab was told of. Never more than the database says,
  ///   unless an older state of it was put back: the numbers go on where they were.
  func claim(
    _ reign: Reign, over read: UInt64, instance: TabInstance, nonce: TabInstance, known: UInt64
  ) throws -> ClaimResult {
    try pool.writeWithoutTransaction { db in
      defer { restore(db) }
      try db.execute(sql: "PRAGMA query_only = 0; PRAGMA busy_timeout = 0")
      // Whatever a commit waits for: see ``TermBlock``.
      let waits = TermBlock.entersBlock(reign.term, over: read)
      try db.execute(sql: "PRAGMA synchronous = \(waits ? "FULL" : "NORMAL")")
      var result = ClaimResult.beaten
      do {
        try db.inTransaction(.immediate) {
          try checkPlace()
          try checkLog(db)
          try StateRow.create(db)
          try OutcomeTable.create(db)
          let stored = try StateRow.read(db)
          let term = stored?.term ?? 0
          let unused = TermBlock.firstUnused(after: term, isOfThisBoot: stored?.nonce == nonce)
          guard term == read, reign.term >= unused else { return .rollback }
          let last = stored?.commit ?? 0
          // A number out of all reason is noise.
          let commit = known > last && known - last < 1 << 40 ? known : last
          try StateRow.claim(db, reign, instance: instance, nonce: nonce, commit: commit)
          result = .claimed(commit: commit)
          return .commit
        }
      } catch let error as DatabaseError where error.resultCode == .SQLITE_BUSY {
        return .blocked
      }
      guard case .claimed(let commit) = result else { return result }
      (writing.openTerm, writing.nonce) = (reign.term, nonce)
      writing.lastCommit = commit
      // Unknown is as good: what others committed so far is announced anyway, and a schema that
      // seems to have changed is read again.
      writing.dataVersion = try? Self.dataVersion(db)
      writing.schemaVersion = (try? Self.schemaVersion(db)) ?? -1
      return result
    }
  }

  /// How moving into another coordination file ended.
  enum Move {
    /// The database names this file already.
    case needless
    case done
    /// Somebody is inside a write transaction, or the disk refuses: to be tried again.
    case blocked
    /// This tab does not lead any more.
    case fenced
  }

  /// Writes into the database which coordination file the leader of a term uses from now on. What is in
  /// the lanes of the one before is carried out no more. On the writer's queue.
  func move(
    _ db: Database, to nonce: TabInstance, term: UInt64, instance: TabInstance
  ) -> Move {
    guard writing.openTerm == term else { return .fenced }
    if writing.nonce == nonce { return .needless }
    var result = Move.blocked
    do {
      try db.inTransaction(.immediate) {
        let isOurs = try StateRow.move(db, to: nonce, term: term, instance: instance)
        result = isOurs ? .done : .fenced
        return isOurs ? .commit : .rollback
      }
    } catch { return .blocked }
    if case .done = result { writing.nonce = nonce }
    return result
  }

  private func restore(_ db: Database) {
    // These pragmas touch the connection only; they do not fail.
    try? db.execute(
      sql: """
        PRAGMA busy_timeout = \(settings.busySliceMilliseconds);
        PRAGMA synchronous = \(settings.durability.rawValue)
        """)
    Self.close(db, unless: writing)
  }

  /// Leadership is given up or lost: makes the writer unable to write once what was submitted has
  /// ended, then calls `then` on the writer's queue. What is submitted later is refused. A later term,
  /// if the tab leads again by then, is not touched.
  func forbidWrites(in term: UInt64, _ then: @escaping @Sendable () -> Void = {}) {
    pool.asyncWriteWithoutTransaction { [writing] db in
      if writing.openTerm == term { writing.openTerm = nil }
      Self.close(db, unless: writing)
      then()
    }
  }

  static func close(_ db: Database, unless writing: WriterState) {
    if writing.openTerm != nil { return }
    // Touches the connection only; does not fail.
    try? db.execute(sql: "PRAGMA query_only = 1")
  }
}
