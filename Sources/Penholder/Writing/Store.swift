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
  private let settings: MultiTabDatabase.Configuration
  /// Touched on the writer's queue only.
  private let writing: WriterState
  /// Whether a look for foreign commits is under way.
  private let isLooking = Atomic<Bool>(false)

  /// What only the writer's queue touches.
  private final class WriterState: @unchecked Sendable {
    // SAFETY: not memory; every access is inside a closure that GRDB runs on the writer's queue.
    let collector = ChangeCollector()
    var schemaVersion: Int64 = -1
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
    let writing = WriterState()
    self.writing = writing
    try pool.writeWithoutTransaction { db in
      try db.execute(sql: "PRAGMA synchronous = \(settings.durability.rawValue)")
      // A log that has been copied back starts over at its beginning; without this its size would
      // tell nothing of what there is to copy.
      try db.execute(sql: "PRAGMA journal_size_limit = 0")
      // Whoever does not lead cannot write, whatever way the statement came.
      try db.execute(sql: "PRAGMA query_only = 1")
      db.add(transactionObserver: writing.collector)
    }
  }

  static func configuration(_ settings: MultiTabDatabase.Configuration) -> GRDB.Configuration {
    var configuration = GRDB.Configuration()
    configuration.label = "penholder"
    configuration.busyMode = .timeout(Double(settings.busyTimeout.nanoseconds) / 1e9)
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
    let deadline = monotonicNow() &+ settings.busyTimeout.nanoseconds
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

  // MARK: The election's part

  /// The state row. Blocks while a write of this tab is under way.
  func state() throws -> StateRow.Contents? {
    try pool.writeWithoutTransaction { db in try StateRow.read(db) }
  }

  /// How a claim ended.
  enum ClaimResult {
    case claimed(commit: UInt64)
    case beaten
    /// Somebody is inside a write transaction.
    case blocked
  }

  /// Tries once, without waiting, to write a new reign into the database.
  func claim(
    term: UInt64, leader: Int, instance: TabInstance, nonce: TabInstance
  ) throws -> ClaimResult {
    try pool.writeWithoutTransaction { db in
      try db.execute(sql: "PRAGMA query_only = 0; PRAGMA busy_timeout = 0")
      // A term must never be used again, power failure or not.
      try db.execute(sql: "PRAGMA synchronous = FULL")
      defer { restore(db) }
      var result = ClaimResult.beaten
      do {
        try db.inTransaction(.immediate) {
          try StateRow.create(db)
          let stored = try StateRow.read(db)
          guard stored?.term ?? 0 < term else { return .rollback }
          try StateRow.claim(db, term: term, leader: leader, instance: instance, nonce: nonce)
          result = .claimed(commit: stored?.commit ?? 0)
          return .commit
        }
      } catch let error as DatabaseError where error.resultCode == .SQLITE_BUSY {
        result = .blocked
      }
      if case .claimed = result {
        writing.isOpenToWrites = true
        writing.dataVersion = try Self.dataVersion(db)
        writing.schemaVersion = try Self.schemaVersion(db)
      } else {
        try db.execute(sql: "PRAGMA query_only = 1")
      }
      return result
    }
  }

  private func restore(_ db: Database) {
    let milliseconds = settings.busyTimeout.nanoseconds / 1_000_000
    // These pragmas touch the connection only; they do not fail.
    try? db.execute(
      sql: """
        PRAGMA busy_timeout = \(min(milliseconds, UInt64(Int32.max)));
        PRAGMA synchronous = \(settings.durability.rawValue)
        """)
  }

  /// Calls `then` on the writer's queue when everything submitted before has ended.
  func drain(_ then: @escaping @Sendable () -> Void) {
    pool.asyncWriteWithoutTransaction { _ in then() }
  }

  /// Leadership has ended: makes the writer unable to write, once what is under way has ended.
  func forbidWrites() {
    pool.asyncWriteWithoutTransaction { [writing] db in
      writing.isOpenToWrites = false
      Self.close(db, unless: writing)
    }
  }

  private static func close(_ db: Database, unless writing: WriterState) {
    if writing.isOpenToWrites { return }
    // Touches the connection only; does not fail.
    try? db.execute(sql: "PRAGMA query_only = 1")
  }

  // MARK: Committing

  /// What a commit was.
  struct Commit: Sendable {
    var sequence: UInt64
    var term: UInt64
    var changes: TableChanges
    var changesSchema: Bool
  }

  /// By what right a transaction writes.
  enum Authority: Sendable {
    /// As leader of a term: fenced.
    case leader(term: UInt64, instance: TabInstance)
    /// Without being leader, because the app said so.
    case override
  }

  /// Runs `body` in one fenced transaction. Runs on the writer's queue, which `db` belongs to.
  ///
  /// - Parameter committed: called after the commit, before any other write of this tab.
  /// - Throws: what `body` throws, or `leadershipLost`; nothing is written then.
  func commit<T>(
    _ db: Database, by authority: Authority, committed: (Commit) -> Void,
    _ body: (Database) throws -> T
  ) throws -> T {
    if case .override = authority { try db.execute(sql: "PRAGMA query_only = 0") }
    defer {
      // By itself, later: a cancelled task's connection refuses every statement.
      if case .override = authority {
        pool.asyncWriteWithoutTransaction { [writing] db in Self.close(db, unless: writing) }
      }
    }
    var commit: Commit?
    var value: T?
    try db.inTransaction(.immediate) {
      let (sequence, term) = try authorize(db, authority)
      let counted = db.totalChangesCount
      writing.collector.begin()
      value = try body(db)
      guard db.isInsideTransaction else {
        throw PenholderError.badRequest(
          """
          The write ended its own transaction (COMMIT or ROLLBACK). A write is one transaction, \
          begun and ended by the library; leave those statements out.
          """)
      }
      let schemaVersion = try Self.schemaVersion(db)
      let changes = writing.collector.end(changedRows: db.totalChangesCount - counted)
      commit = Commit(
        sequence: sequence, term: term, changes: changes,
        changesSchema: schemaVersion != writing.schemaVersion)
      writing.schemaVersion = schemaVersion
      return .commit
    }
    guard let commit, let value else { preconditionFailure("a committed write has its outcome") }
    committed(commit)
    return value
  }

  private func authorize(
    _ db: Database, _ authority: Authority
  ) throws -> (commit: UInt64, term: UInt64) {
    switch authority {
    case .override: return try StateRow.override(db)
    case .leader(let term, let instance):
      guard let commit = try StateRow.fence(db, term: term, instance: instance) else {
        throw PenholderError.leadershipLost(term: term)
      }
      return (commit, term)
    }
  }

  private static func schemaVersion(_ db: Database) throws -> Int64 {
    try Int64.fetchOne(db.cachedStatement(sql: "PRAGMA schema_version")) ?? 0
  }

  /// Changes when another connection commits, and only then.
  private static func dataVersion(_ db: Database) throws -> Int64 {
    try Int64.fetchOne(db.cachedStatement(sql: "PRAGMA data_version")) ?? 0
  }

  // MARK: Looking around

  /// Calls `found` on the writer's queue if another connection than ours has committed since the
  /// last call.
  func lookForForeignCommits(_ found: @escaping @Sendable (StateRow.Contents?) -> Void) {
    // A long write holds the queue: one look waiting for its end is enough.
    guard !isLooking.exchange(true, ordering: .relaxed) else { return }
    pool.asyncWriteWithoutTransaction { [self] db in
      defer { isLooking.store(false, ordering: .relaxed) }
      // A database that cannot be read now is looked at again at the next tick.
      guard let version = try? Self.dataVersion(db) else { return }
      defer { writing.dataVersion = version }
      if let known = writing.dataVersion, known != version {
        found(try? StateRow.read(db))
      }
    }
  }

  /// Forgets what others committed so far: it is known by other ways.
  func forgetForeignCommits() {
    pool.asyncWriteWithoutTransaction { [writing] _ in writing.dataVersion = nil }
  }

  /// Lets GRDB's observations of this process know of a commit that another process made.
  func notifyObservers(of changes: TableChanges, schema: Bool) {
    pool.asyncWriteWithoutTransaction { db in
      if schema { db.clearSchemaCache() }
      // An empty deferred transaction takes no lock. A table that does not exist any more, or not
      // yet, has no observers.
      try? db.inTransaction(.deferred) {
        switch changes {
        case .any: try db.notifyChanges(in: .fullDatabase)
        case .tables(let tables):
          for table in tables.keys where try db.tableExists(table) {
            try db.notifyChanges(in: Table(table))
          }
        }
        return .commit
      }
    }
  }

  // MARK: Checkpoints

  /// Copies the write-ahead log back into the database if it has grown; on the writer's queue, by a
  /// leader.
  ///
  /// The writer holds SQLite's write lock (and has passed the fence), so that nobody can commit;
  /// only then a second connection copies. `wal_checkpoint(TRUNCATE)` and its like on one connection
  /// would not do: when they find the write lock taken they fall back to a passive checkpoint, beside
  /// somebody else's commit. The log then starts over with the next commit.
  ///
  /// - Returns: whether there was anything to copy.
  func checkpoint(
    _ db: Database, term: UInt64, instance: TabInstance, ifLargerThan size: Int = 0
  ) throws -> Bool {
    guard try logSize() > size else { return false }
    let queue = try writing.checkpointer ?? openCheckpointer()
    writing.checkpointer = queue
    try db.inTransaction(.immediate) {
      guard try StateRow.read(db)?.term == term else {
        throw PenholderError.leadershipLost(term: term)
      }
      _ = try queue.writeWithoutTransaction { try $0.checkpoint(.passive) }
      return .rollback
    }
    return true
  }

  private func openCheckpointer() throws -> DatabaseQueue {
    try DatabaseQueue(path: path, configuration: Self.configuration(settings))
  }

  func logSize() throws -> Int {
    try PenholderError.wrap { () throws(SystemError) in
      try MappedFile.attributes(of: path + "-wal")?.size ?? 0
    }
  }

  /// Closes the connections; waits for what is under way.
  func close() throws {
    try pool.barrierWriteWithoutTransaction { _ in
      try writing.checkpointer?.close()
      writing.checkpointer = nil
    }
    try pool.close()
  }
}
