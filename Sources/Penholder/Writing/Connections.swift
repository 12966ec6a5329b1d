import Foundation
import GRDB
import SharedMemory

/// A tab's way to its database: one connection (or, where it may write, a pool) for everybody, and
/// one for the election, which must not wait for anybody's reads or writes.
struct Connections: Sendable {
  let pool: any DatabaseWriter
  let control: DatabaseQueue
  /// The state of the database for which these were opened, if nobody writes to it; they would not
  /// notice a change.
  var frozen: Frozen?

  /// For a tab that may write; makes the database if there is none.
  static func writable(
    _ path: String, _ settings: MultiTabDatabase.Configuration
  ) throws -> Connections {
    let pool = try openPool(path, settings)
    // The first reader is opened, and learns the schema, while the rest is: whoever opens a database
    // reads from it next. What fails here fails there as well.
    pool.asyncRead { reader in
      _ = try? reader.get().execute(sql: "SELECT 1 FROM sqlite_master LIMIT 0")
    }
    var readOnly = configuration(settings)
    readOnly.readonly = true
    return Connections(
      pool: pool, control: try DatabaseQueue(path: path, configuration: readOnly))
  }

  /// For a tab that may not. Makes no file, which in a folder that others write to would stand in
  /// their way: SQLite gives a new log the reader as its owner. Blocks while the database is being
  /// changed, for a moment.
  ///
  /// GRDB is not told that the connections only read (`mode=ro` tells SQLite): its observations
  /// would never be refreshed.
  static func readable(
    _ path: String, _ settings: MultiTabDatabase.Configuration
  ) throws -> Connections {
    let deadline = monotonicNow() &+ patience
    while true {
      do {
        switch try Frozen.look(path) {
        case .frozen(let frozen):
          return try readable(path, settings, parameter: "immutable=1", frozen: frozen)
        case .live:
          return try readable(path, settings, parameter: "mode=ro", frozen: nil)
        case .unreadable(let reason):
          guard monotonicNow() < deadline else {
            throw PenholderError.unreadable(path: path, reason: reason)
          }
        }
      } catch let error as DatabaseError {
        // The log may have gone, with its last writer, since it was looked at; or there is a journal
        // of a write that was left unfinished.
        guard [.SQLITE_READONLY, .SQLITE_CANTOPEN].contains(error.resultCode) else { throw error }
        guard monotonicNow() < deadline else {
          let what = error.message ?? "\(error.resultCode)"
          throw PenholderError.unreadable(path: path, reason: "SQLite says: \(what)")
        }
      }
      usleep(10_000)
    }
  }

  /// How long a state that passes by itself is waited for, in nanoseconds.
  private static let patience: UInt64 = 1_000_000_000

  private static func readable(
    _ path: String, _ settings: MultiTabDatabase.Configuration, parameter: String, frozen: Frozen?
  ) throws -> Connections {
    guard takesURIs else {
      throw PenholderError.unreadable(
        path: path, reason: "this SQLite was built without URI file names")
    }
    let name = URL(fileURLWithPath: path).absoluteString + "?" + parameter
    let configuration = configuration(settings)
    return Connections(
      pool: try DatabaseQueue(path: name, configuration: configuration),
      control: try DatabaseQueue(path: name, configuration: configuration), frozen: frozen)
  }

  /// An SQLite that does not would make a file of that name.
  private static let takesURIs: Bool = {
    let sql = "SELECT sqlite_compileoption_used('USE_URI')"
    // One that cannot say does not.
    return (try? DatabaseQueue().read { try Bool.fetchOne($0, sql: sql) }) == true
  }()

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
    _ path: String, _ settings: MultiTabDatabase.Configuration
  ) throws -> DatabasePool {
    let deadline = monotonicNow() &+ settings.busyMilliseconds &* 1_000_000
    while true {
      do { return try DatabasePool(path: path, configuration: configuration(settings)) } catch let
        error as DatabaseError
      {
        guard error.resultCode == .SQLITE_BUSY else { throw error }
        // GRDB writes when it opens a database whose log is empty.
        guard monotonicNow() < deadline else {
          throw PenholderError.takeoverBlocked(pid: WriteLockHolder.pid(database: path))
        }
        // SQLite's locks cannot be waited for.
        usleep(UInt32.random(in: 1_000...10_000))
      }
    }
  }
}

extension MultiTabDatabase.Configuration {
  /// How long the leader waits for SQLite's write lock at a time: in between it looks whether it is
  /// still wanted.
  var busySliceMilliseconds: UInt64 { min(busyMilliseconds, 200) }

  /// SQLite takes milliseconds in 32 bits; a day is as good as for ever.
  var busyMilliseconds: UInt64 { min(busyTimeout.nanoseconds / 1_000_000, 86_400_000) }
}
