import GRDB
import PenholderCore
import SharedMemory

/// What a routed request came to.
public struct ExecutionResult: Sendable, Equatable {
  /// The columns of the last statement that returned some.
  public var columns: [String] = []
  /// Its rows, values in the order of the columns.
  public var rows: [[DatabaseValue]] = []
  /// How many rows were inserted, updated or deleted; nil for a read.
  public var changes: Int?
  /// The rowid of the last insertion on this connection; nil for a read.
  public var lastInsertedRowID: Int64?
  /// The commit, or for a read nil.
  public var commit: UInt64?
  /// The term it belongs to; nil for a read.
  public var term: UInt64?
}

extension MultiTabDatabase {
  /// Writes, in one transaction that commits when `body` returns and is rolled back when it throws.
  ///
  /// The transaction is fenced: if another tab has led since, nothing is written. When this returns,
  /// the commit is as durable as configured and has been announced.
  ///
  /// - Parameter body: runs on the writing connection's queue. It must not end the transaction.
  /// - Throws: ``PenholderError/notLeader(leader:)`` as the write policy says,
  ///   ``PenholderError/leadershipLost(term:)``, ``PenholderError/takeoverBlocked(pid:)`` when the
  ///   write lock does not come in time; what `body` throws; GRDB's `DatabaseError`.
  public func write<T: Sendable>(
    _ body: @Sendable @escaping (Database) throws -> T
  ) async throws -> T {
    try await writeReturningCommit(body).value
  }

  /// As ``write(_:)``, and tells which commit it was.
  public func writeReturningCommit<T: Sendable>(
    _ body: @Sendable @escaping (Database) throws -> T
  ) async throws -> (value: T, commit: UInt64, term: UInt64) {
    try await tab.whileOpen {
      while true {
        let authority = try await tab.authority()
        do { return try await tab.write(by: authority, body) } catch PenholderError.leadershipLost
          where tab.settings.writePolicy == .waitForLeadership
        {
          continue
        }
      }
    }
  }

  /// Runs SQL, one statement or several, as one transaction, routed by what SQLite says they are:
  /// reads on a reader in any tab, writes as ``write(_:)``.
  ///
  /// - Throws: `badRequest` for a statement that has no place here: transaction control, ATTACH,
  ///   pragmas that change a connection; otherwise as ``write(_:)``.
  public func execute(
    _ sql: String, arguments: StatementArguments = StatementArguments()
  ) async throws -> ExecutionResult {
    let answer: ExecutionResult? = try await read { db in
      switch try WriteGuard.route(sql, arguments: arguments, in: db) {
      case .write: nil
      case .read: try Self.run(sql, arguments, in: db)
      }
    }
    if let answer { return answer }
    let (result, commit, term) = try await writeReturningCommit { db in
      let before = db.totalChangesCount
      var result = try Self.run(sql, arguments, in: db)
      result.changes = db.totalChangesCount - before
      result.lastInsertedRowID = db.lastInsertedRowID
      return result
    }
    var complete = result
    complete.commit = commit
    complete.term = term
    return complete
  }

  private static func run(
    _ sql: String, _ arguments: StatementArguments, in db: Database
  ) throws -> ExecutionResult {
    var result = ExecutionResult()
    let statements = try db.allStatements(sql: sql, arguments: arguments)
    while let statement = try statements.next() {
      try WriteGuard.check(statement.sql)
      guard statement.columnCount > 0 else {
        try statement.execute()
        continue
      }
      result.columns = statement.columnNames
      result.rows = try Row.fetchAll(statement).map { Array($0.databaseValues) }
    }
    return result
  }

  /// Copies the write-ahead log back into the database file, now. By the leader only.
  ///
  /// - Throws: ``PenholderError/notLeader(leader:)``, ``PenholderError/leadershipLost(term:)``.
  public func checkpoint() async throws {
    try await tab.whileOpen {
      guard let term = tab.writableTerm else { throw tab.refusal() }
      let (store, instance) = (tab.store, tab.instance)
      _ = try await store.pool.writeWithoutTransaction { db in
        try store.checkpoint(db, term: term, instance: instance)
      }
      tab.metrics.count(.checkpoints)
    }
  }

  /// Lets this tab write although it does not lead, or no longer. Such writes are not fenced; they
  /// are announced and counted like all others. For single-tab programs, tests and repairs.
  public func allowNonLeaderWrites(_ allow: Bool) { tab.allowsNonLeaderWrites = allow }
}

extension Tab {
  /// Runs `body` unless the handle is closed; what a closing handle makes of it becomes `closed`.
  func whileOpen<T: Sendable>(_ body: () async throws -> T) async throws -> T {
    if isClosed { throw PenholderError.closed }
    do { return try await body() } catch let error as DatabaseError {
      if isClosed && error.resultCode == .SQLITE_MISUSE { throw PenholderError.closed }
      throw error
    } catch is CancellationError {
      throw PenholderError.cancelled
    }
  }

  /// By what right a write may begin now, waiting for it if the policy says so.
  func authority() async throws -> Store.Authority {
    if let term = writableTerm { return .leader(term: term, instance: instance) }
    if allowsNonLeaderWrites { return .override }
    switch settings.writePolicy {
    case .leaderOnly: throw refusal()
    case .waitForLeadership:
      if settings.isObserver { throw refusal() }
      return .leader(term: try await waitToLead(asking: false), instance: instance)
    }
  }

  /// The error for a write of a tab that does not lead; counts it.
  func refusal() -> PenholderError {
    metrics.count(.writeConflicts)
    return .notLeader(leader: leaderInfo.leader)
  }

  func write<T: Sendable>(
    by authority: Store.Authority, _ body: @Sendable @escaping (Database) throws -> T
  ) async throws -> (value: T, commit: UInt64, term: UInt64) {
    busyWrites.add(1, ordering: .relaxed)
    defer { busyWrites.subtract(1, ordering: .releasing) }
    do {
      return try await store.pool.writeWithoutTransaction { [self] db in
        let begun = monotonicNow()
        var made: Store.Commit?
        let value = try store.commit(
          db, by: authority,
          committed: { commit in
            made = commit
            committed(commit, begun: begun)
          }, body)
        guard let made else { preconditionFailure("a write that returns has committed") }
        return (value, made.sequence, made.term)
      }
    } catch PenholderError.leadershipLost(let term) {
      metrics.count(.writeConflicts)
      metrics.count(.fenceRejections)
      send(.fenced)
      throw PenholderError.leadershipLost(term: term)
    } catch let error as DatabaseError where error.resultCode == .SQLITE_BUSY {
      metrics.count(.writeConflicts)
      throw PenholderError.takeoverBlocked(pid: WriteLockHolder.pid(database: path))
    } catch let error as DatabaseError where error.resultCode == .SQLITE_READONLY {
      // The connection is closed to writes while this tab does not lead: it ceased in between.
      if case .leader(let term, _) = authority, leadingTerm != term {
        metrics.count(.writeConflicts)
        throw PenholderError.leadershipLost(term: term)
      }
      throw PenholderError.readOnly(path: path)
    }
  }

  /// On the writer's queue, right after a commit.
  private func committed(_ commit: Store.Commit, begun: UInt64) {
    let membership = membership
    let metrics = TabMetrics(membership.file.metrics(membership.number))
    let now = monotonicNow()
    metrics.count(.commits)
    metrics.record(now &- begun, in: .commit)
    if writableTerm == nil { metrics.count(.overrides) }
    if announcer.announce(commit, from: membership, now: now) { waker.wake() }
  }
}
