import Foundation
import GRDB
import Penholder

/// From nothing to the first row, in a process that has just begun.
struct OpeningWork: Work {
  static let kind = "open"

  /// With what.
  enum Means: String, Codable, CaseIterable, Sendable {
    case penholder
    case grdb = "GRDB DatabasePool"
    case sqlite = "floor (SQLite)"
  }

  let path: String
  let means: Means

  func run(_ boss: Boss) throws {
    let query = "SELECT number FROM rows WHERE id = 1"
    let begin = Clock.now()
    switch means {
    case .penholder:
      let path = path
      let database = try blocking {
        let database = try await MultiTabDatabase.open(at: path)
        _ = try await database.read { try Int.fetchOne($0, sql: query) }
        return database
      }
      try boss.tell(Answered(time: Clock.now() - begin))
      withExtendedLifetime(database) { boss.waitForEnd() }
    case .grdb:
      let pool = try DatabasePool(path: path)
      _ = try pool.read { try Int.fetchOne($0, sql: query) }
    case .sqlite:
      let database = try RawDatabase(path, durability: .normal)
      _ = try database.prepare(query).run()
    }
    try boss.tell(Answered(time: Clock.now() - begin))
    boss.waitForEnd()
  }
}
