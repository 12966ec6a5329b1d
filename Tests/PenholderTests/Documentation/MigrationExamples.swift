import GRDB
import Penholder

/// A table of the app that is migrated.
struct Player: Codable, FetchableRecord, MutablePersistableRecord, Sendable, Equatable {
  var id: Int64?
  var name: String
  var score: Int

  mutating func didInsert(_ inserted: InsertionSuccess) { id = inserted.rowID }
}

enum MigrationExamples {
  static func open(_ path: String) async throws -> MultiTabDatabase {
    // before: let pool = try DatabasePool(path: path)
    var configuration = MultiTabDatabase.Configuration()
    configuration.writePolicy = .waitForLeadership
    let db = try await MultiTabDatabase.open(at: path, configuration: configuration)
    return db
  }

  static func write(_ db: MultiTabDatabase) async throws -> Player {
    let player = try await db.write { db in
      var player = Player(name: "Ana", score: 0)
      try player.insert(db)
      return player
    }
    return player
  }

  static func send(_ db: MultiTabDatabase) async throws -> WriteReceipt {
    let receipt = try await db.queueWrite(
      WriteRequest(
        "INSERT INTO player (name, score) VALUES (:name, :score)",
        arguments: ["name": "Bo", "score": 0]))
    return receipt
  }

  static func observe(_ db: MultiTabDatabase, show: ([Player]) -> Bool) async throws {
    let observation = ValueObservation.tracking { try Player.fetchAll($0) }
    for try await players in observation.values(in: db.reader) {
      if show(players) { break }
    }
  }
}
