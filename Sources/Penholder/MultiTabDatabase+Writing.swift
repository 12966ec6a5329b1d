import GRDB
import PenholderCore
import SharedMemory

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

  /// Copies the write-ahead log back into the database file, now. By the leader only.
  ///
  /// - Throws: ``PenholderError/notLeader(leader:)``, ``PenholderError/leadershipLost(term:)``.
  public func checkpoint() async throws {
    try await tab.whileOpen {
      guard let term = tab.writableTerm else { throw tab.refusal() }
      let store = tab.store
      try await tab.translating(.leader(term: term, instance: tab.instance)) {
        try await store.pool.writeWithoutTransaction { try store.checkpoint($0, term: term) }
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
    if isForked { throw PenholderError.forked }
    if isClosing { throw PenholderError.closed }
    try checkPlace()
    do { return try await body() } catch let error as DatabaseError {
      if isClosing && error.resultCode == .SQLITE_MISUSE { throw PenholderError.closed }
      throw error
    } catch let error as PenholderError where isClosing {
      // It does not lead because it is being closed.
      switch error {
      case .notLeader, .leadershipLost: throw PenholderError.closed
      default: throw error
      }
    } catch is CancellationError {
      throw PenholderError.cancelled
    }
  }

  /// Refuses to work on a database that nobody would find; see ``Store/checkPlace()``.
  func checkPlace() throws(PenholderError) {
    guard let displacement = store.displacement else { return }
    send(.keepHouse)
    throw displacement
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
    if store.restriction != nil { return .readOnly(path: path) }
    return .notLeader(leader: leaderInfo.leader)
  }

  func write<T: Sendable>(
    by authority: Store.Authority, _ body: @Sendable @escaping (Database) throws -> T
  ) async throws -> (value: T, commit: UInt64, term: UInt64) {
    busyWrites.add(1, ordering: .relaxed)
    defer { busyWrites.subtract(1, ordering: .releasing) }
    return try await translating(authority) {
      try await store.pool.writeWithoutTransaction { [self] db in
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
    }
  }

  /// Says in our words what SQLite said of a write that did not happen, and counts it.
  func translating<T: Sendable>(
    _ authority: Store.Authority, _ body: () async throws -> T
  ) async throws -> T {
    do { return try await body() } catch PenholderError.leadershipLost(let term) {
      metrics.count(.writeConflicts)
      metrics.count(.fenceRejections)
      send(.fenced(term: term))
      throw PenholderError.leadershipLost(term: term)
    } catch let error as DatabaseError where error.resultCode == .SQLITE_BUSY {
      metrics.count(.writeConflicts)
      throw PenholderError.takeoverBlocked(pid: WriteLockHolder.pid(database: path))
    } catch let error as DatabaseError where error.resultCode == .SQLITE_READONLY {
      throw PenholderError.readOnly(path: path)
    }
  }

  /// On the writer's queue, right after a commit.
  private func committed(_ commit: Store.Commit, begun: UInt64) {
    let membership = membership
    let metrics = TabMetrics(membership.file.metrics(membership.number))
    let now = monotonicNow()
    noteCommit(commit.sequence)
    metrics.count(.commits)
    metrics.record(now &- begun, in: .commit)
    if writableTerm == nil { metrics.count(.overrides) }
    if announcer.announce(commit, from: membership, now: now) { waker.wake() }
  }
}
