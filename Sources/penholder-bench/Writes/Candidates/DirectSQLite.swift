import Foundation

/// What programs do without us: each opens the database, begins with the write lock, and has SQLite
/// wait for it.
struct DirectSQLite: WritesCandidate {
  var name: String { "SQLite direct" }

  func staff(_ one: WritesCase, in folder: String, servers: Servers) throws -> WritesStaff {
    let path = try WrittenRow.database(in: folder, durability: one.durability)
    return WritesStaff(
      writers: try (1...one.tabs).map {
        try Worker(DirectSQLiteWork(path: path, writer: $0, durability: one.durability))
      })
  }
}

/// So many rows a transaction.
struct DirectSQLiteWork: Work {
  static let kind = "write-directly"
  let path: String
  let writer: Int
  var rows = 1
  let durability: WritesCase.Durability

  func run(_ boss: Boss) throws {
    let database = try RawDatabase(path, durability: durability)
    let begin = try database.prepare("BEGIN IMMEDIATE")
    let insert = try database.prepare(WrittenRow.insertion)
    let commit = try database.prepare("COMMIT")
    let window = try boss.window()
    var number: Int64 = 0
    let tally = try Tally.closedLoop(window, rows: rows) {
      try begin.run()
      for _ in 0..<rows {
        number += 1
        try insert.run(Int64(writer), number, WrittenRow.text)
      }
      try commit.run()
    }
    try boss.tell(tally)
    boss.waitForEnd()
  }
}

/// The limit: one process that has all rows at hand and commits them in the same batches.
struct OneProcess: WritesCandidate {
  var name: String { "limit (one process, same batches)" }

  func staff(_ one: WritesCase, in folder: String, servers: Servers) throws -> WritesStaff {
    let path = try WrittenRow.database(in: folder, durability: one.durability)
    let work = DirectSQLiteWork(
      path: path, writer: 1, rows: one.tabs * one.inFlight, durability: one.durability)
    return WritesStaff(writers: [try Worker(work)])
  }
}
