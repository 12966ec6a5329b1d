import GRDB

extension MultiTabDatabase {
  /// Reads, in a transaction of its own: all of it sees the same commit. Needs no leadership and
  /// never waits for it. At most ``Configuration/maximumReaderCount`` reads run at a time.
  ///
  /// - Parameter body: runs on a read-only connection's queue.
  /// - Throws: what `body` throws; GRDB's `DatabaseError`; ``PenholderError/closed``,
  ///   ``PenholderError/cancelled``, ``PenholderError/databaseRemoved(path:)``,
  ///   ``PenholderError/databaseReplaced(path:)``.
  public func read<T: Sendable>(
    _ body: @Sendable @escaping (Database) throws -> T
  ) async throws -> T {
    try await tab.whileOpen { try await tab.store.read(body) }
  }

  /// As ``read(_:)``, of commit `commit` or a later one: what a receipt tells of is there.
  ///
  /// A commit of this database that anybody was told of can be read at once. Only a number that comes
  /// from elsewhere (another machine's backup, a guess) is waited for.
  ///
  /// - Parameters:
  ///   - commit: as ``WriteReceipt/commit``, ``Change/commit`` and their like number them.
  ///   - timeout: how long to wait for it.
  ///   - body: runs on a read-only connection's queue.
  /// - Throws: as ``read(_:)``; ``PenholderError/timedOut(waitingFor:)``,
  ///   ``PenholderError/cancelled``.
  public func read<T: Sendable>(
    atLeast commit: UInt64, timeout: Duration = .seconds(5),
    _ body: @Sendable @escaping (Database) throws -> T
  ) async throws -> T {
    if tab.isForked { throw PenholderError.forked }
    let (news, told) = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(1))
    // Before the first look, so that nothing comes between it and the wait.
    // At the end, the read says that the handle has been closed.
    let subscription = tab.subscribe({ _ in told.yield() }, end: { told.yield() })
    defer { subscription.cancel() }
    let timer = Task {
      // Cancelled: the commit was there in time.
      try? await Task.sleep(for: timeout)
      told.finish()
    }
    defer { timer.cancel() }
    var arrivals = news.makeAsyncIterator()
    while true {
      let value = try await read { db -> T? in
        guard try StateRow.read(db)?.commit ?? 0 >= commit else { return nil }
        return try body(db)
      }
      if let value { return value }
      if await arrivals.next() == nil {
        throw Task.isCancelled
          ? PenholderError.cancelled : .timedOut(waitingFor: "commit \(commit)")
      }
    }
  }

  /// For GRDB's `ValueObservation.start(in:)`, `values(in:)` and its like: observations refresh in
  /// every tab, whoever commits. Not to be written through; SQLite refuses while this tab does not
  /// lead. GRDB knows nothing of forks: not to be used in a forked child.
  public var reader: any DatabaseReader {
    tab.store.mayBeObserved.store(true, ordering: .relaxed)
    return tab.store.pool
  }

  /// What changes in the given tables from now on (none: in any). See ``Changes``.
  public func changes(in tables: Set<String> = []) -> Changes {
    Changes(tab, tables: tables)
  }

  /// Every event from now on. See ``Events``.
  public func events() -> Events { Events(tab) }

  /// Calls `handler` for every event from now on, on the library's own thread, without a detour: it
  /// must not block. Ends when the subscription is let go.
  public func onEvent(_ handler: @escaping @Sendable (Event) -> Void) -> Subscription {
    tab.subscribe(handler)
  }

  /// Calls `handler` when this tab has become the leader or ceased to be, on the library's own
  /// thread: it must not block. Ends when the subscription is let go.
  public func onRoleChange(_ handler: @escaping @Sendable (RoleChange) -> Void) -> Subscription {
    tab.unlessForked(Subscription {}) { tab.roleChanges.subscribe(handler) }
  }

  /// The last role change that was told; nil when there was none. A tab may lead before `open` has
  /// returned and anybody could subscribe: who subscribes and then looks here misses nothing.
  public var lastRoleChange: RoleChange? { tab.unlessForked(nil) { tab.lastRoleChange } }
}
