import Foundation
import GRDB
import Penholder

/// A leader on a table of so many rows. Sent a word, it changes one of them and tells when it
/// began to.
struct ChangingWork: Work {
  static let kind = "change"
  let path: String
  let rows: Int

  func run(_ boss: Boss) throws {
    let (path, rows) = (path, rows)
    // How the disk fares is another suite's question.
    let database = try openTab(path, leads: true) { $0.durability = .normal }
    try boss.tell(Ready())
    var number = 0
    while true {
      _ = boss.next()
      number += 1
      // Always in the first fifty, which is the part that is shown.
      let (row, value) = (number % min(50, rows) + 1, number)
      let begun = try blocking {
        let begun = Clock.now()
        try await database.write {
          try $0.execute(sql: "UPDATE rows SET number = ? WHERE id = ?", arguments: [value, row])
        }
        return begun
      }
      try boss.tell(Answered(time: begun))
    }
  }

  /// Writes the table.
  static func fill(_ path: String, rows: Int) throws {
    let database = try RawDatabase(path, durability: .normal)
    try database.execute(WrittenRow.schema)
    try database.execute(
      """
      WITH RECURSIVE counter(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM counter WHERE n < \(rows))
      INSERT INTO rows SELECT n, 0, n, '\(WrittenRow.text)' FROM counter
      """)
    try database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
  }
}

/// A follower that reads again what it shows whenever it is told of a change, and tells when it was
/// told and when it had it.
struct RefreshingWork: Work {
  static let kind = "refresh"

  /// What it reads again.
  enum Extent: String, Codable, CaseIterable, Sendable {
    /// The rows that the event names.
    case changed = "penholder"
    /// What a screen shows.
    case window = "a window of 50 rows again"
    /// As those do who are told only that something has changed.
    case everything = "everything again"
  }

  let path: String
  let extent: Extent

  func run(_ boss: Boss) throws {
    let (path, extent) = (path, extent)
    let database = try openTab(path)
    let changes = database.changes(in: ["rows"])
    Task.detached {
      for await change in changes {
        let told = Clock.now()
        do {
          let count = try await database.read { try extent.read($0, change.changes) }
          try boss.tell(Refreshed(told: told, read: Clock.now(), rows: count))
        } catch {
          try boss.tell(Complaint(complaint: "\(error)"))
        }
      }
    }
    try boss.tell(Ready())
    withExtendedLifetime(database) { boss.waitForEnd() }
  }
}

/// When a follower was told, when it had read, and how many rows.
struct Refreshed: Codable, Sendable {
  let told: UInt64
  let read: UInt64
  let rows: Int
}

extension RefreshingWork.Extent {
  /// How many rows that were.
  func read(_ database: Database, _ changes: TableChanges) throws -> Int {
    switch self {
    case .everything: return try Row.fetchAll(database, sql: "SELECT * FROM rows").count
    case .window:
      return try Row.fetchAll(database, sql: "SELECT * FROM rows ORDER BY id LIMIT 50").count
    case .changed:
      guard case .tables(let tables) = changes, case .rows(let ids) = tables["rows"] else {
        throw BenchError("An event did not name the row that changed.")
      }
      let statement = try database.cachedStatement(sql: "SELECT * FROM rows WHERE id = ?")
      return try ids.reduce(0) { try $0 + Row.fetchAll(statement, arguments: [$1]).count }
    }
  }
}
