import GRDB

/// The app's record. It is the same before and after: records, requests and queries stay.
struct Player: Codable, FetchableRecord, PersistableRecord, Sendable {
  var name: String
  var points: Int

  static func ranking(_ db: Database) throws -> [Player] {
    try Player.order(Column("points").desc, Column("name")).fetchAll(db)
  }
}
