import GRDB
import PenholderCore
import SharedMemory

// The leader's checkpoints.

extension Store {
  /// Copies the write-ahead log back if it has grown beyond what is configured. Waits for nobody:
  /// when the write lock is taken, the next call comes soon. Any thread; returns at once.
  ///
  /// - Parameter done: called on the writer's queue when something was copied.
  func checkpointIfDue(term: UInt64, done: @escaping @Sendable () -> Void) {
    guard !isCheckpointing.exchange(true, ordering: .relaxed) else { return }
    pool.asyncWriteWithoutTransaction { [self] db in
      defer { isCheckpointing.store(false, ordering: .relaxed) }
      do {
        guard writing.log.bytes > settings.checkpointSize else { return }
        try db.execute(sql: "PRAGMA busy_timeout = 0")
        defer {
          // Touches the connection only; does not fail.
          try? db.execute(sql: "PRAGMA busy_timeout = \(settings.busySliceMilliseconds)")
        }
        try checkpoint(db, term: term)
        done()
      } catch {
        // The log grows on until the next try: slower, never wrong.
        settings.logger.debug("checkpoint not possible", metadata: ["error": "\(error)"])
      }
    }
  }

  /// Copies the write-ahead log back into the database; on the writer's queue, by a leader.
  ///
  /// The writer holds SQLite's write lock (and has passed the fence), so that nobody can commit;
  /// only then a second connection copies. `wal_checkpoint(TRUNCATE)` and its like on one connection
  /// would not do: when they find the write lock taken they fall back to a passive checkpoint, beside
  /// somebody else's commit. The log then starts over with the next commit.
  func checkpoint(_ db: Database, term: UInt64) throws {
    let queue =
      try writing.checkpointer
      ?? DatabaseQueue(path: path, configuration: Connections.configuration(settings))
    writing.checkpointer = queue
    writing.log.noteTry()
    try db.inTransaction(.immediate) {
      guard try StateRow.read(db)?.term == term else {
        throw PenholderError.leadershipLost(term: term)
      }
      // Of one whose name is gone, everything can still be had.
      if logDamage == .indexRemoved || isLogCutShort(db) {
        throw PenholderError.logLost(path: path)
      }
      KillPoint.reached(.checkpointBegun)
      let log = try queue.writeWithoutTransaction { try $0.checkpoint(.passive) }
      if log.checkpointedFrameCount == log.walFrameCount { writing.log.noteCopied() }
      KillPoint.reached(.checkpointDone)
      return .rollback
    }
  }
}
