import GRDB
import Penholder

/// The same app for any number of processes. Compare with `Before`, member by member.
struct After {
  let db: MultiTabDatabase

  // Step 1 of the page: open. A closure waits until this process leads.
  init(path: String) async throws {
    var configuration = MultiTabDatabase.Configuration()
    configuration.writePolicy = .waitForLeadership
    db = try await MultiTabDatabase.open(at: path, configuration: configuration)
  }

  // Step 2: read. The closure stays; it waits for nobody.
  func ranking() async throws -> [Player] {
    try await db.read { try Player.ranking($0) }
  }

  // Step 3: write, as a closure, which stays as well; asking for leadership, the app need not wait for
  // the end of the process that has it.
  func removeThoseWithout() async throws -> Int {
    _ = try await db.requestLeadership()
    return try await db.write { try Player.filter(Column("points") == 0).deleteAll($0) }
  }

  // Step 4: write from everywhere. What was computed from the row becomes SQL, which the leader carries
  // out, whichever process that is.
  func award(_ points: Int, to name: String) async throws {
    try await db.queueWrite(
      WriteRequest(
        """
        INSERT INTO player (name, points) VALUES (:name, :points)
        ON CONFLICT (name) DO UPDATE SET points = points + excluded.points
        """, arguments: ["name": name, "points": points]))
  }

  // Step 5: migrations, and the end. GRDB's own table of names is kept up, so that `Before` could still
  // open the database.
  func migrate() async throws {
    let migrations = [
      ("players", "CREATE TABLE player (name TEXT PRIMARY KEY, points INTEGER NOT NULL)"),
      ("ranking", "CREATE INDEX player_points ON player (points)"),
    ]
    for (name, sql) in migrations {
      let request = WriteRequest([
        SQLStatement(
          "CREATE TABLE IF NOT EXISTS grdb_migrations (identifier TEXT NOT NULL PRIMARY KEY)"),
        SQLStatement("INSERT INTO grdb_migrations VALUES (?)", arguments: [name]),
        SQLStatement(sql),
      ])
      do { try await db.queueWrite(request) } catch PenholderError.refusedBySQLite(_, let why)
        where why.contains("grdb_migrations.identifier")
      {
        // It has been made already, by an earlier run, another process, or `Before`.
      }
    }
  }

  func close() async { await db.close() }
}
