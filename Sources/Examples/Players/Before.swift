import GRDB

/// The app as it was: GRDB alone, for one process. Compare with `After`, member by member.
struct Before {
  let db: DatabaseQueue

  // Step 1 of the page: open.
  init(path: String) throws {
    db = try DatabaseQueue(path: path)
  }

  // Step 2: read.
  func ranking() throws -> [Player] {
    try db.read { try Player.ranking($0) }
  }

  // Step 3: write, as a closure.
  func removeThoseWithout() throws -> Int {
    try db.write { try Player.filter(Column("points") == 0).deleteAll($0) }
  }

  // Step 4: write what was computed from a row that was read.
  func award(_ points: Int, to name: String) throws {
    try db.write { db in
      var player = try Player.filter(Column("name") == name).fetchOne(db)
      player = player ?? Player(name: name, points: 0)
      player?.points += points
      try player?.upsert(db)
    }
  }

  // Step 5: migrations, and the end.
  func migrate() throws {
    var migrator = DatabaseMigrator()
    migrator.registerMigration("players") { db in
      try db.execute(sql: "CREATE TABLE player (name TEXT PRIMARY KEY, points INTEGER NOT NULL)")
    }
    migrator.registerMigration("ranking") { db in
      try db.execute(sql: "CREATE INDEX player_points ON player (points)")
    }
    try migrator.migrate(db)
  }

  func close() throws { try db.close() }
}
