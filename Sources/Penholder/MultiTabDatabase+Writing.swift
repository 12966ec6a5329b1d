import GRDB
import PenholderCore
import SharedMemory
import Synchronization

extension MultiTabDatabase {
  /// Writes, in one transaction that commits when `body` returns and takes everything back when it
  /// throws.
  ///
  /// The transaction is fenced: if another tab has led since, nothing is written. When this returns,
  /// the commit is as durable as configured and has been announced. Writes that come at the same time,
  /// here or from the queue, share one commit; each is whole or not at all by itself.
  ///
  /// - Parameter body: runs on the writing connection's queue. It must not end the transaction. It may
  ///   be run again, if a write that it shared the transaction with has taken everything back (`ON
  ///   CONFLICT ROLLBACK`): let it change nothing but the database.
  /// - Throws: ``PenholderError/notLeader(leader:)`` as the write policy says,
  ///   ``PenholderError/leadershipLost(term:)``, ``PenholderError/takeoverBlocked(pid:)`` when the
  ///   write lock does not come in time; what `body` throws; GRDB's `DatabaseError`. Cancelling the
  ///   task withdraws a write that has not begun, and interrupts the statements of one that has.
  public func write<T: Sendable>(
    _ body: @Sendable @escaping (Database) throws -> T
  ) async throws -> T {
    try await writeReturningCommit(body).value
  }

  /// As ``write(_:)->T``, and tells which commit it was.
  ///
  /// - Parameter body: as for `write`.
  /// - Returns: what `body` returned, the commit's sequence number, and the term it belongs to.
  /// - Throws: as `write`.
  public func writeReturningCommit<T: Sendable>(
    _ body: @Sendable @escaping (Database) throws -> T
  ) async throws -> (value: T, commit: UInt64, term: UInt64) {
    try await tab.whileOpen {
      while true {
        do {
          switch try await tab.authority() {
          case .override: return try await tab.override(body)
          case .leader(let term): return try await tab.write(in: term, body)
          }
        } catch PenholderError.leadershipLost
          where tab.settings.writePolicy == .waitForLeadership
        {
          continue
        }
      }
    }
  }

  /// Copies the write-ahead log back into the database file, now. By the leader only.
  ///
  /// - Throws: ``PenholderError/notLeader(leader:)``, ``PenholderError/leadershipLost(term:)``;
  ///   ``PenholderError/takeoverBlocked(pid:)`` when a foreign program holds SQLite's write lock; GRDB's
  ///   `DatabaseError`.
  public func checkpoint() async throws {
    try await tab.whileOpen {
      guard let term = tab.writableTerm else { throw tab.refusal() }
      let store = tab.store
      try await tab.translating {
        try await store.pool.writeWithoutTransaction { try store.checkpoint($0, term: term) }
      }
      tab.metrics.count(.checkpoints)
    }
  }

  /// Lets this tab write although it does not lead, or no longer. Such writes are not fenced; they
  /// are announced and counted like all others. For single-tab programs, tests and repairs. Any thread;
  /// holds from the next write on, for this handle only.
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

  /// By what right a write may begin.
  enum Authority {
    /// As leader of a term: fenced.
    case leader(term: UInt64)
    /// Without being leader, because the app said so.
    case override
  }

  /// By what right a write may begin now, waiting for it if the policy says so.
  func authority() async throws -> Authority {
    if let term = writableTerm { return .leader(term: term) }
    if allowsNonLeaderWrites { return .override }
    switch settings.writePolicy {
    case .leaderOnly, .queue: throw refusal()
    case .waitForLeadership:
      if settings.isObserver { throw refusal() }
      return .leader(term: try await waitToLead(asking: false))
    }
  }

  /// The error for a write of a tab that does not lead; counts it. Where nobody can lead any more, that
  /// is the news.
  func refusal() -> PenholderError {
    metrics.count(.writeConflicts)
    if let loss = store.loss { return loss }
    if store.restriction != nil { return .readOnly(path: path) }
    return .notLeader(leader: leaderInfo.leader)
  }

  /// Writes in the next group.
  func write<T: Sendable>(
    in term: UInt64, _ body: @Sendable @escaping (Database) throws -> T
  ) async throws -> (value: T, commit: UInt64, term: UInt64) {
    let outcome = WriteValue<T>()
    return try await translating {
      let made = try await perform(in: term) { db in
        let result = try body(db)
        outcome.value.withLock { $0 = result }
      }
      guard let value = outcome.value.withLock({ $0 }) else {
        preconditionFailure("a write that has committed has run its body")
      }
      return (value, made.sequence, made.term)
    }
  }

  private func perform(
    in term: UInt64, _ body: @Sendable @escaping (Database) throws -> Void
  ) async throws -> Store.Commit {
    let submission = Submission()
    return try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { continuation in
        let write = LocalWrite(submittedAt: monotonicNow(), body: body) {
          continuation.resume(with: $0)
        }
        submission.submit(write, to: self, term: term)
      }
    } onCancel: {
      submission.withdraw()
    }
  }

  /// Writes past the guard, not fenced.
  func override<T: Sendable>(
    _ body: @Sendable @escaping (Database) throws -> T
  ) async throws -> (value: T, commit: UInt64, term: UInt64) {
    try await translating {
      try await store.pool.writeWithoutTransaction { [self] db in
        let begun = monotonicNow()
        var value: T?
        let commit = try store.override(db) { value = try body($0) }
        guard let value else { preconditionFailure("a write that has committed has its value") }
        let membership = membership
        metrics.count(.overrides)
        committed(commit, begun: begun, from: membership)
        membership.ringOthersFirst()
        return (value, commit.sequence, commit.term)
      }
    }
  }

  /// Says in our words what SQLite said of a write that did not happen, and counts it.
  func translating<T: Sendable>(_ body: () async throws -> T) async throws -> T {
    do { return try await body() } catch PenholderError.leadershipLost(let term) {
      metrics.count(.writeConflicts)
      throw PenholderError.leadershipLost(term: term)
    } catch let error as DatabaseError where error.resultCode == .SQLITE_BUSY {
      metrics.count(.writeConflicts)
      throw blockage
    } catch let error as DatabaseError where error.resultCode == .SQLITE_READONLY {
      throw PenholderError.readOnly(path: path)
    } catch let error as DatabaseError
      where error.resultCode == .SQLITE_INTERRUPT && Task.isCancelled
    {
      throw PenholderError.cancelled
    }
  }

  /// The error for a write that did not get SQLite's lock.
  var blockage: PenholderError { .takeoverBlocked(pid: WriteLockHolder.pid(database: path)) }

  /// On the writer's queue, right after a commit; ring the bell afterwards.
  func committed(_ commit: Store.Commit, begun: UInt64, from membership: Membership) {
    let metrics = TabMetrics(membership.file.metrics(membership.number))
    let now = monotonicNow()
    noteCommit(commit.sequence)
    if announcer.announce(commit, from: membership, now: now) { waker.wake() }
    metrics.count(.commits)
    metrics.record(now &- begun, in: .commit)
  }
}

/// What a write's body returned.
private final class WriteValue<T: Sendable>: Sendable {
  let value = Mutex<T?>(nil)
}

/// A write on its way to the committer, which its task may give up at any moment.
private final class Submission: Sendable {
  private struct State {
    var write: LocalWrite?
    var committer: Committer?
    var isCancelled = false
  }
  private let state = Mutex(State())

  func submit(_ write: LocalWrite, to tab: Tab, term: UInt64) {
    let outcome: PenholderError? = state.withLock { state in
      if state.isCancelled { return .cancelled }
      // A committer that is over may have been followed by another of the same term, in a new file.
      var last: Committer?
      while let committer = tab.committer, committer !== last {
        if committer.submit(write) {
          (state.write, state.committer) = (write, committer)
          return nil
        }
        last = committer
      }
      return .leadershipLost(term: term)
    }
    if let outcome { write.finish(.failure(outcome)) }
  }

  func withdraw() {
    let withdrawn = state.withLock { state -> LocalWrite? in
      state.isCancelled = true
      guard let write = state.write, state.committer?.withdraw(write) == true else { return nil }
      return write
    }
    withdrawn?.finish(.failure(PenholderError.cancelled))
  }
}
