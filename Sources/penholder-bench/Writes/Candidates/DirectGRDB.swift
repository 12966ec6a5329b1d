import Foundation
import GRDB

/// What a Swift program does without us: a `DatabasePool` in each process, with a busy time-out.
struct DirectGRDB: WritesCandidate {
  var name: String { "GRDB DatabasePool direct" }

  func staff(_ one: WritesCase, in folder: String, servers: Servers) throws -> WritesStaff {
    let path = try WrittenRow.database(in: folder, durability: one.durability)
    return WritesStaff(
      writers: try (1...one.tabs).map {
        try Worker(DirectGRDBWork(path: path, writer: $0, durability: one.durability))
      })
  }
}

/// One row a transaction.
struct DirectGRDBWork: Work {
  static let kind = "write-by-grdb"
  let path: String
  let writer: Int
  let durability: WritesCase.Durability

  func run(_ boss: Boss) throws {
    var configuration = GRDB.Configuration()
    configuration.busyMode = .timeout(30)
    let pool = try DatabasePool(path: path, configuration: configuration)
    // On opening, a pool sets NORMAL, whatever it was told before.
    let label = durability.label
    try pool.writeWithoutTransaction { try $0.execute(sql: "PRAGMA synchronous = \(label)") }
    let window = try boss.window()
    var number = 0
    let tally = try Tally.closedLoop(window) {
      number += 1
      let arguments: StatementArguments = [writer, number, WrittenRow.text]
      try pool.write { database in
        let statement = try database.cachedStatement(sql: WrittenRow.insertion)
        try statement.execute(arguments: arguments)
      }
    }
    try boss.tell(tally)
    boss.waitForEnd()
  }
}
