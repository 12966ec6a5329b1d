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
  let settings: MultiTabDatabase.Configuration
  /// The database file that was opened: another may stand under its name later.
  let identity: MappedFile.Identity
  /// Why this process may not write to the database, or nil.
  let restriction: AccessRestriction?
  /// See ``checkLog(_:)``; nil when it does not apply.
  let logFiles: LogFiles?
  private let opened: Connections
  /// What took the place of ``opened``; of a tab that only reads.
  private let reopened = Mutex<(connections: Connections, count: Int)?>(nil)
  /// Whether the connections are closed; held while one is used that a closing tab may take away.
  private let isClosed = Mutex(false)
  /// Touched on the writer's queue only.
  let writing: WriterState
  /// Whether a look for foreign commits is under way.
  let isLooking = Atomic<Bool>(false)
  /// Whether the app may have GRDB observe the database: until then nobody need be notified.
  let mayBeObserved: Atomic<Bool>
  /// Whether a log whose name is gone has been copied back.
  let isLogRescued = Atomic<Bool>(false)
  /// Whether a checkpoint is under way.
  let isCheckpointing = Atomic<Bool>(false)

  /// What only the writer's queue touches.
  final class WriterState: @unchecked Sendable {
    // SAFETY: not memory; every access is inside a closure that GRDB runs on the writer's queue.
    let collector = ChangeCollector()
    let statements = StatementCache()
    let timeLimit = TimeLimit()
    let log = LogLength()
    /// The commit at which the oldest outcomes were forgotten last.
    var prunedAt: UInt64 = 0
    /// As of our last commit: when it moves, a commit of ours has changed the schema.
    var schemaVersion: Int64 = -1
    /// For which version the writer's statements were compiled, and GRDB's schema cache was made; GRDB
    /// does not look after the writer's.
    var cachedSchemaVersion: Int64 = -1
    /// How many temporary tables and the like the app has prepared the connection with.
    var temporaryObjects = 0
    var dataVersion: Int64?
    /// This leader's last commit, its claim counted as the one before it.
    var lastCommit: UInt64 = 0
    /// The term in which the tab leads, as far as this connection is concerned; nil when it does not.
    var openTerm: UInt64?
    /// The coordination file whose requests it may carry out. Of another's, somebody may have been told
    /// already that they were not.
    var nonce: TabInstance?
    var checkpointer: DatabaseQueue?
  }

  /// Opens the connections, creating the database if there is none. Blocks.
  init(path: String, settings: MultiTabDatabase.Configuration) throws {
    self.path = path
    self.settings = settings
    mayBeObserved = Atomic(settings.prepareDatabase != nil)
    restriction = try AccessRestriction.examine(path)
    opened =
      restriction == nil
      ? try Connections.writable(path, settings) : try Connections.readable(path, settings)
    guard let attributes = try MappedFile.attributes(of: path) else {
      throw PenholderError.inputOutput(SystemError(code: 2, call: "stat", path: path))
    }
    identity = attributes.identity
    let writing = WriterState()
    self.writing = writing
    // SQLite has just opened both, and keeps them as long as it has the database open.
    logFiles = restriction == nil ? LogFiles(besides: path) : nil
    if restriction != nil { return }
    try pool.writeWithoutTransaction { db in
      try db.execute(sql: "PRAGMA synchronous = \(settings.durability.rawValue)")
      // A log that has been copied back starts over at its beginning, in place: the file system has
      // nothing to allocate then. Only what a large transaction has left is given back.
      try db.execute(sql: "PRAGMA journal_size_limit = \(max(0, 4 * settings.checkpointSize))")
      // Whoever does not lead cannot write, whatever way the statement came.
      try db.execute(sql: "PRAGMA query_only = 1")
      writing.schemaVersion = try Self.schemaVersion(db)
      writing.temporaryObjects = try Self.temporaryObjects(db)
      db.add(transactionObserver: writing.collector)
      writing.timeLimit.install(in: db)
      try writing.log.install(in: db)
    }
  }

  var connections: Connections {
    // No lock where nothing changes.
    restriction == nil ? opened : reopened.withLock { $0?.connections } ?? opened
  }

  /// What everybody reads with, and the leader writes.
  var pool: any DatabaseWriter { connections.pool }

  /// How often ``reopen(_:)`` was called.
  var reopenings: Int { reopened.withLock { $0?.count ?? 0 } }

  /// Goes on with other connections; those before are closed when the last read through them ends.
  func reopen(_ fresh: Connections) {
    reopened.withLock { $0 = (fresh, ($0?.count ?? 0) + 1) }
  }

  /// The state row, as committed. Waits for nobody.
  func state() throws -> StateRow.Contents? {
    try connections.control.read { db in try StateRow.read(db) }
  }

  /// Reads without waiting for the pool; nil when the connections are closed. Any thread.
  func readUnlessClosed<T: Sendable>(_ body: @Sendable (Database) throws -> T) throws -> T? {
    try isClosed.withLock { try $0 ? nil : connections.control.read(body) }
  }

  /// Returns when every write that was submitted has ended.
  func finishWrites() { pool.writeWithoutTransaction { _ in } }

  /// Closes the connections; waits for what is under way.
  func close() throws {
    if mustStayOpen {
      isClosed.withLock { $0 = true }
      _ = unsafe Unmanaged.passRetained(self)
      return
    }
    try isClosed.withLock { isClosed in
      isClosed = true
      try connections.control.close()
    }
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
