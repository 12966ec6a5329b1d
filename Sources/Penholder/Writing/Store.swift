import Foundation
import GRDB
import PenholderCore
import SharedMemory
import Synchronization

/// The tab's SQLite connections, and everything that is done with them: the claim, the fenced commit,
/// the checkpoint, and the look for foreign commits.
///
/// Any thread. What writes runs on the writer's queue, one after another.
final class Store: Sendable {
  let path: String
  let pool: DatabasePool
  let settings: MultiTabDatabase.Configuration
  /// The database file that was opened: another may stand under its name later.
  let identity: MappedFile.Identity
  /// For the election, which must not wait for anybody's reads or writes.
  let control: DatabaseQueue
  /// Touched on the writer's queue only.
  let writing: WriterState
  /// Whether a look for foreign commits is under way.
  let isLooking = Atomic<Bool>(false)
  /// Whether a checkpoint is under way.
  let isCheckpointing = Atomic<Bool>(false)

  /// What only the writer's queue touches.
  final class WriterState: @unchecked Sendable {
    // SAFETY: not memory; every access is inside a closure that GRDB runs on the writer's queue.
    let collector = ChangeCollector()
    let statements = StatementCache()
    let timeLimit = TimeLimit()
    /// The commit at which the oldest outcomes were forgotten last.
    var prunedAt: UInt64 = 0
    /// As of our last commit: when it moves, a commit of ours has changed the schema.
    var schemaVersion: Int64 = -1
    /// For which version GRDB's schema cache was made; GRDB does not look after the writer's.
    var cachedSchemaVersion: Int64 = -1
    var dataVersion: Int64?
    /// Whether the tab leads, as far as this connection is concerned.
    var isOpenToWrites = false
    var checkpointer: DatabaseQueue?
  }

  /// Opens the connections, creating the database if there is none. Blocks.
  init(path: String, settings: MultiTabDatabase.Configuration) throws {
    self.path = path
    self.settings = settings
    pool = try Self.openPool(path: path, settings: settings)
    guard let attributes = try MappedFile.attributes(of: path) else {
      throw PenholderError.inputOutput(SystemError(code: 2, call: "stat", path: path))
    }
    identity = attributes.identity
    var readOnly = Self.configuration(settings)
    readOnly.readonly = true
    control = try DatabaseQueue(path: path, configuration: readOnly)
    let writing = WriterState()
    self.writing = writing
    try pool.writeWithoutTransaction { db in
      try db.execute(sql: "PRAGMA synchronous = \(settings.durability.rawValue)")
      // A log that has been copied back starts over at its beginning; without this its size would
      // tell nothing of what there is to copy.
      try db.execute(sql: "PRAGMA journal_size_limit = 0")
      // Whoever does not lead cannot write, whatever way the statement came.
      try db.execute(sql: "PRAGMA query_only = 1")
      writing.schemaVersion = try Self.schemaVersion(db)
      db.add(transactionObserver: writing.collector)
      writing.timeLimit.install(in: db)
    }
  }

  static func configuration(_ settings: MultiTabDatabase.Configuration) -> GRDB.Configuration {
    var configuration = GRDB.Configuration()
    configuration.label = "penholder"
    configuration.busyMode = .timeout(Double(settings.busyMilliseconds) / 1e3)
    configuration.maximumReaderCount = max(1, settings.maximumReaderCount)
    configuration.prepareDatabase { db in
      // Before SQLite 3.51.3 a checkpoint beside another process's commit can corrupt the database
      // (sqlite.org/wal.html, "The WAL-reset bug"): only the leader checkpoints, between its own
      // commits.
      try db.execute(sql: "PRAGMA wal_autocheckpoint = 0")
      try settings.prepareDatabase?(db)
    }
    return configuration
  }

  /// Changing a new database to write-ahead logging needs it alone for a moment; SQLite does not
  /// call the busy handler there, so fifty that open at once have to take turns by themselves.
  private static func openPool(
    path: String, settings: MultiTabDatabase.Configuration
  ) throws -> DatabasePool {
    let deadline = monotonicNow() &+ settings.busyMilliseconds &* 1_000_000
    while true {
      do { return try DatabasePool(path: path, configuration: configuration(settings)) } catch let
        error as DatabaseError
      {
        guard error.resultCode == .SQLITE_BUSY, monotonicNow() < deadline else { throw error }
        // SQLite's locks cannot be waited for.
        usleep(UInt32.random(in: 1_000...10_000))
      }
    }
  }

  /// The state row, as committed. Waits for nobody.
  func state() throws -> StateRow.Contents? {
    try control.read { db in try StateRow.read(db) }
  }

  /// Returns when every write that was submitted has ended.
  func finishWrites() { pool.writeWithoutTransaction { _ in } }

  /// Closes the connections; waits for what is under way.
  func close() throws {
    try control.close()
    try pool.barrierWriteWithoutTransaction { _ in
      try writing.checkpointer?.close()
      writing.checkpointer = nil
    }
    try pool.close()
  }

  static func schemaVersion(_ db: Database) throws -> Int64 {
    try Int64.fetchOne(db.cachedStatement(sql: "PRAGMA schema_version")) ?? 0
  }

  /// Changes when another connection commits, and only then.
  static func dataVersion(_ db: Database) throws -> Int64 {
    try Int64.fetchOne(db.cachedStatement(sql: "PRAGMA data_version")) ?? 0
  }
}

extension MultiTabDatabase.Configuration {
  /// How long the leader waits for SQLite's write lock at a time: in between it looks whether it is
  /// still wanted.
  var busySliceMilliseconds: UInt64 { min(busyMilliseconds, 200) }

  /// SQLite takes milliseconds in 32 bits; a day is as good as for ever.
  var busyMilliseconds: UInt64 { min(busyTimeout.nanoseconds / 1_000_000, 86_400_000) }
}
