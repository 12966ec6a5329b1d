import GRDB
import GRDBSQLite
import SharedMemory

// Whether SQLite's log (`-wal`) and the log's index (`-shm`) are still the files that this tab uses.
//
// As long as a tab has the database open, nobody who goes by SQLite's rules removes either. Somebody
// who does it all the same (`rm db-wal`) leaves everybody writing into a file without a name: each
// commit would succeed, be seen by all the tabs, and be gone with the last of them. A log that was cut
// short is worse: SQLite writes behind the hole, and nobody ever reads over it. So each transaction
// looks before its COMMIT, with SQLite's write lock held; that is one stat(2) for each file.
//
// A log without a name still holds everything: the leader copies it back into the database at once, or,
// where nobody leads, each tab tries. A log with a hole is never copied back: half of what was committed
// would come out of it. What SQLite finds in it when everything was closed and opened again is an older
// state, and whole.

extension Store {
  /// The files beside the database as they were when it was opened.
  struct LogFiles: Sendable {
    let log: MappedFile.Identity
    let index: MappedFile.Identity

    /// Nil when there are none, as in other kinds of file systems than SQLite's own.
    init?(besides path: String) {
      // Files that cannot be looked at cannot be told from others later.
      guard let log = try? MappedFile.attributes(of: path + "-wal"),
        let index = try? MappedFile.attributes(of: path + "-shm")
      else { return nil }
      (self.log, self.index) = (log.identity, index.identity)
    }
  }

  /// What was done to the log or its index.
  enum LogDamage { case removed, indexRemoved, cutShort }

  /// What one look at the names tells; any thread. Nil when nothing is wrong, or it cannot be told.
  var logDamage: LogDamage? {
    guard let logFiles else { return nil }
    do {
      if try MappedFile.attributes(of: path + "-shm")?.identity != logFiles.index {
        return .indexRemoved
      }
      return try MappedFile.attributes(of: path + "-wal")?.identity != logFiles.log ? .removed : nil
    } catch { return nil }
  }

  /// Why nothing that is written now would be found later, as far as the names tell; or nil. Three
  /// stat(2); any thread.
  var loss: PenholderError? {
    displacement ?? (logDamage == nil ? nil : .logLost(path: path))
  }

  /// Refuses to write into a log that nobody would find, or read. Inside a write transaction, so that
  /// nobody else adds to the log or begins it anew.
  ///
  /// - Throws: ``PenholderError/logLost(path:)``.
  func checkLog(_ db: Database) throws(PenholderError) {
    if logDamage != nil || isLogCutShort(db) { throw .logLost(path: path) }
  }

  /// Whether the log is shorter than its index says. Without the write lock, it may also seem so for the
  /// moment in which somebody gives an empty log's room back.
  func isLogCutShort(_ db: Database) -> Bool {
    guard let logFiles, let needed = Self.bytesInLog(db) else { return false }
    // One that cannot be looked at tells nothing, and another's length neither.
    guard let found = try? MappedFile.attributes(of: path + "-wal"), found.identity == logFiles.log
    else { return false }
    return found.size < needed
  }

  /// A log without a name is copied back while somebody still has it; on the writer's queue. Only by its own
  /// connection, which has the log open: another would make a new one.
  func rescueLog() {
    guard logDamage == .removed, !isLogRescued.load(ordering: .relaxed) else { return }
    pool.asyncWriteWithoutTransaction { [self] db in
      do {
        // Takes the write lock, for as long as it may; nobody who looks writes any more.
        let log = try db.checkpoint(.full)
        if log.checkpointedFrameCount == log.walFrameCount {
          isLogRescued.store(true, ordering: .relaxed)
        }
      } catch {
        settings.logger.debug("the log cannot be copied back", metadata: ["error": "\(error)"])
      }
    }
  }

  /// Whether the connections must stay open until the process ends: SQLite copies the log back when the
  /// last one closes, and this one has a hole.
  var mustStayOpen: Bool {
    // A database that cannot be read has lost more than that.
    (try? readUnlessClosed { db in isLogCutShort(db) }) == true
  }

  /// How long the log must be, as its index says. The index's first words are part of SQLite's file
  /// format (sqlite.org/walformat.html, 2.1): the page size is at 14, the last valid frame at 16.
  private static func bytesInLog(_ db: Database) -> Int? {
    var file: UnsafeMutablePointer<sqlite3_file>?
    var index: UnsafeMutableRawPointer?
    // SAFETY: SQLite gives its own file object, which lives as long as the connection, and the first
    // region of the index, which the connection has mapped for as long as it is in a transaction.
    unsafe sqlite3_file_control(db.sqliteConnection, "main", SQLITE_FCNTL_FILE_POINTER, &file)
    guard let file = unsafe file, let methods = unsafe file.pointee.pMethods,
      unsafe methods.pointee.iVersion >= 2, let map = unsafe methods.pointee.xShmMap,
      unsafe map(file, 0, 32_768, 0, &index) == SQLITE_OK, let index = unsafe index,
      unsafe index.load(as: UInt32.self) == 3_007_000
    else { return nil }
    let size = Int(unsafe index.load(fromByteOffset: 14, as: UInt16.self))
    let frames = Int(unsafe index.load(fromByteOffset: 16, as: UInt32.self))
    // 65536 is written as 1.
    return frames == 0 ? 0 : 32 + frames * (24 + (size == 1 ? 65_536 : size))
  }
}
