import Foundation
import GRDB

/// A table that both who measures commits and who polls for them write to and read from.
enum NoteTable {
  static let create = "CREATE TABLE note(id INTEGER PRIMARY KEY, text TEXT NOT NULL)"
  static let insert = "INSERT INTO note(id, text) VALUES (?, 'something to remember')"
  static let newest = "SELECT max(id) FROM note"

  static func path(_ post: Post) -> String { post.folder + "/notes.sqlite" }

  /// A connection such as a program without the library has.
  static func open(_ path: String) throws -> DatabaseQueue {
    var configuration = Configuration()
    configuration.busyMode = .timeout(5)
    let queue = try DatabaseQueue(path: path, configuration: configuration)
    try queue.writeWithoutTransaction { db in
      try db.execute(sql: "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL")
    }
    return queue
  }

  static func make(_ post: Post) throws {
    let queue = try open(path(post))
    try queue.write { db in try db.execute(sql: create) }
    try queue.close()
  }
}

/// Looks at `PRAGMA data_version` every so often, as programs do that share a SQLite database without
/// any help; every millisecond it is honker's method.
struct DataVersion: Notifier {
  /// Milliseconds.
  let interval: Int
  /// Whether the commit is part of what is measured.
  let withCommit: Bool

  static func name(_ interval: Int) -> String {
    "data_version every \(interval) ms" + (interval == 1 ? " (honker's way)" : "")
  }
  var name: String { (withCommit ? "SQLite commit, " : "") + Self.name(interval) }
  var jitter: UInt64 { .milliseconds(UInt64(interval)) }

  func prepare(_ post: Post) throws -> () -> Void {
    try NoteTable.make(post)
    return {}
  }

  func speaker(_ post: Post) throws -> any Speaker {
    Committing(queue: try NoteTable.open(NoteTable.path(post)), stampsFirst: withCommit)
  }

  func listener(_ post: Post) throws -> any Listener {
    Polling(
      queue: try NoteTable.open(NoteTable.path(post)), interval: UInt32(interval) * 1_000)
  }

  private struct Committing: Speaker {
    let queue: DatabaseQueue
    let stampsFirst: Bool

    func tell(_ index: UInt64, _ board: Board?) throws {
      if stampsFirst { board?.stamp(index) }
      try queue.write { db in
        try db.cachedStatement(sql: NoteTable.insert).execute(arguments: [Int64(index)])
      }
      if !stampsFirst { board?.stamp(index) }
    }
  }

  private struct Polling: Listener {
    let queue: DatabaseQueue
    /// Microseconds.
    let interval: UInt32

    func listen(_ ear: Ear) throws {
      try queue.inDatabase { db in
        let version = try db.cachedStatement(sql: "PRAGMA data_version")
        let newest = try db.cachedStatement(sql: NoteTable.newest)
        var seen = try Int64.fetchOne(version)
        while true {
          usleep(interval)
          let now = try Int64.fetchOne(version)
          if now == seen { continue }
          seen = now
          ear.hears(UInt64(try Int64.fetchOne(newest) ?? 0))
        }
      }
    }
  }
}

/// The floor for commits: SQLite's own commit, then the bare futex.
struct CommitAndFutex: Notifier {
  static let name = "floor: SQLite commit + bare futex"
  var name: String { Self.name }

  func prepare(_ post: Post) throws -> () -> Void {
    try NoteTable.make(post)
    return {}
  }

  func speaker(_ post: Post) throws -> any Speaker {
    Committing(
      queue: try NoteTable.open(NoteTable.path(post)),
      word: try FutexWord(post.folder + "/word"))
  }

  func listener(_ post: Post) throws -> any Listener { try BareFutex().listener(post) }

  private struct Committing: Speaker {
    let queue: DatabaseQueue
    let word: FutexWord

    func tell(_ index: UInt64, _ board: Board?) throws {
      board?.stamp(index)
      try queue.write { db in
        try db.cachedStatement(sql: NoteTable.insert).execute(arguments: [Int64(index)])
      }
      word.tell(UInt32(truncatingIfNeeded: index))
    }
  }
}
