import GRDB

extension MultiTabDatabase {
  /// Reads, in a transaction of its own: all of it sees the same commit. Needs no leadership and
  /// never waits for it.
  ///
  /// - Parameter body: runs on a read-only connection's queue.
  /// - Throws: what `body` throws; GRDB's `DatabaseError`.
  public func read<T: Sendable>(
    _ body: @Sendable @escaping (Database) throws -> T
  ) async throws -> T {
    try await tab.whileOpen { try await tab.store.read(body) }
  }

  /// For GRDB's `ValueObservation.start(in:)`, `values(in:)` and its like: observations refresh in
  /// every tab, whoever commits. Not to be written through; SQLite refuses while this tab does not
  /// lead. GRDB knows nothing of forks: not to be used in a forked child.
  public var reader: any DatabaseReader { tab.store.pool }

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
