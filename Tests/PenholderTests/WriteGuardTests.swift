import GRDB
import Testing

@testable import Penholder

@Suite("Write guard")
struct WriteGuardTests {
  let folder = TestFolder()

  func leaderAndFollower() async throws -> (MultiTabDatabase, MultiTabDatabase) {
    let leader = try await MultiTabDatabase.test(folder)
    try await leader.waitForLeadership()
    try await leader.makeTable()
    return (leader, try await MultiTabDatabase.test(folder))
  }

  @Test(
    "what reads runs in any tab",
    arguments: [
      "SELECT 1", "WITH x AS (SELECT 1) SELECT * FROM x", "-- INSERT\nSELECT 2",
      "EXPLAIN INSERT INTO note (text) VALUES ('x')", "PRAGMA table_info(note)",
      "PRAGMA user_version", "VALUES (1), (2)", "SELECT 1; SELECT 2",
    ])
  func reads(sql: String) async throws {
    let (leader, follower) = try await leaderAndFollower()
    let result = try await follower.execute(sql)
    #expect(!result.rows.isEmpty)
    #expect(result.commit == leader.commit)
    #expect(result.changes == nil)
    await follower.close()
    await leader.close()
  }

  @Test(
    "what writes is refused in a follower, however it is spelt",
    arguments: [
      "INSERT INTO note (text) VALUES ('x')", "insert or replace into note values (1, 'x')",
      "/* SELECT */ UPDATE note SET text = 'y'",
      "WITH x AS (SELECT 1) INSERT INTO note SELECT 1, 'x'",
      "DELETE FROM note", "CREATE TABLE t (x)", "DROP TABLE note", "ALTER TABLE note ADD x",
      "CREATE INDEX i ON note (text)", "PRAGMA user_version = 3", "ANALYZE",
      "SELECT 1; DELETE FROM note", "INSERT INTO note (text) VALUES ('x') RETURNING id",
    ])
  func writes(sql: String) async throws {
    let (leader, follower) = try await leaderAndFollower()
    let error = await #expect(throws: PenholderError.self) { try await follower.execute(sql) }
    #expect(error?.code == "WRITE_PERMISSION_DENIED")
    #expect(try await follower.notes() == [])
    let result = try await leader.execute(sql)
    #expect(result.commit == leader.commit)
    await follower.close()
    await leader.close()
  }

  @Test("transaction control, ATTACH and connection pragmas are refused everywhere")
  func misplaced() async throws {
    let (leader, follower) = try await leaderAndFollower()
    for sql in [
      "BEGIN", "COMMIT", "ATTACH ':memory:' AS x", "PRAGMA query_only = 0", "PRAGMA synchronous=0",
      "INSERT INTO note (text) VALUES ('x'); COMMIT; DELETE FROM note", "PRAGMA wal_checkpoint",
      "VACUUM",
    ] {
      for tab in [leader, follower] {
        let error = await #expect(throws: PenholderError.self) { try await tab.execute(sql) }
        let expected = sql.hasPrefix("INSERT") && tab === follower
        #expect(error?.code == (expected ? "WRITE_PERMISSION_DENIED" : "BAD_REQUEST"))
      }
    }
    #expect(try await leader.notes() == [])
    try await leader.add("still works")
    await follower.close()
    await leader.close()
  }

  @Test("several statements are one transaction: all of it or nothing")
  func atomic() async throws {
    let (leader, follower) = try await leaderAndFollower()
    let before = leader.commit
    await #expect(throws: DatabaseError.self) {
      try await leader.execute("INSERT INTO note (text) VALUES ('a'); INSERT INTO note VALUES (1)")
    }
    #expect(try await follower.notes() == [])
    #expect(leader.commit == before)
    let result = try await leader.execute(
      "CREATE TABLE t (x); INSERT INTO t VALUES (?); INSERT INTO t VALUES (?)",
      arguments: [1, "two"])
    #expect(result.changes == 2)
    let rows = try await follower.execute("SELECT x FROM t ORDER BY rowid").rows
    #expect(rows == [[1.databaseValue], ["two".databaseValue]])
    await follower.close()
    await leader.close()
  }

  @Test("rows that a write returns come back")
  func returning() async throws {
    let (leader, follower) = try await leaderAndFollower()
    let result = try await leader.execute(
      "INSERT INTO note (text) VALUES ('a'), ('b') RETURNING id, text")
    #expect(result.columns == ["id", "text"])
    #expect(result.rows.count == 2)
    #expect(result.changes == 2)
    #expect(result.lastInsertedRowID == 2)
    #expect(result.term == 1)
    await follower.close()
    await leader.close()
  }

  @Test("a write that throws changes nothing, announces nothing, and leaves the tab usable")
  func rollback() async throws {
    struct Oops: Error {}
    let (leader, follower) = try await leaderAndFollower()
    let events = follower.events()
    await #expect(throws: Oops.self) {
      try await leader.write { db in
        try db.execute(sql: "INSERT INTO note (text) VALUES ('x')")
        throw Oops()
      }
    }
    try await leader.add("after")
    for await event in events where event.announcesData {
      #expect(event.commit == 2)
      break
    }
    #expect(try await follower.notes() == ["after"])
    await follower.close()
    await leader.close()
  }

  @Test(
    "a write cannot end its own transaction: it is refused, and nothing is written or announced")
  func endedByItself() async throws {
    let (leader, follower) = try await leaderAndFollower()
    let events = follower.events()
    for end in ["COMMIT", "ROLLBACK", "COMMIT; BEGIN; INSERT INTO note (text) VALUES ('unfenced')"]
    {
      for isIgnored in [false, true] {
        let error = await #expect(throws: PenholderError.self) {
          try await leader.write { db in
            try db.execute(sql: "INSERT INTO note (text) VALUES ('no')")
            do { try db.execute(sql: end) } catch { if !isIgnored { throw error } }
          }
        }
        #expect(error?.code == "BAD_REQUEST")
      }
    }
    try await leader.add("still works")
    for await event in events where event.announcesData {
      #expect(event.commit == 2)
      break
    }
    #expect(try await follower.notes() == ["still works"])
    await follower.close()
    await leader.close()
  }

  @Test("a schema change that failed to commit is announced as one when it is tried again")
  func failedSchemaChange() async throws {
    let (leader, follower) = try await leaderAndFollower()
    try await leader.write { db in
      try db.execute(
        sql: """
          CREATE TABLE child (note REFERENCES note (id) DEFERRABLE INITIALLY DEFERRED)
          """)
    }
    let events = follower.events()
    await #expect(throws: DatabaseError.self) {
      try await leader.execute("CREATE TABLE later (x); INSERT INTO child VALUES (99)")
    }
    _ = try await leader.execute("CREATE TABLE later (x)")
    for await event in events where event.announcesData {
      #expect(event.kind == .schemaChanged)
      break
    }
    await follower.close()
    await leader.close()
  }

  @Test("nothing, and what cannot be compiled, are errors")
  func nonsense() async throws {
    let (leader, follower) = try await leaderAndFollower()
    await #expect(throws: PenholderError.self) { try await leader.execute(" -- nothing") }
    await #expect(throws: DatabaseError.self) { try await follower.execute("SELEC 1") }
    await #expect(throws: DatabaseError.self) { try await follower.execute("SELECT ?") }
    await follower.close()
    await leader.close()
  }

  @Test("a cancelled write has changed nothing")
  func cancelled() async throws {
    let (leader, follower) = try await leaderAndFollower()
    let (begun, signal) = AsyncStream.makeStream(of: Void.self)
    let write = Task {
      try await leader.write { db in
        signal.finish()
        // Endless, unless it is interrupted.
        try db.execute(
          sql: """
            WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n)
            INSERT INTO note (text) SELECT x FROM n
            """)
      }
    }
    for await _ in begun {}
    write.cancel()
    await #expect(throws: PenholderError.cancelled) { try await write.value }
    try await leader.add("after")
    #expect(try await follower.notes() == ["after"])
    await follower.close()
    await leader.close()
  }

  @Test("a checkpoint copies the log back, and the next commits start it over")
  func checkpoint() async throws {
    let (leader, follower) = try await leaderAndFollower()
    try await leader.write { db in
      for _ in 0..<200 {
        try db.execute(
          sql: "INSERT INTO note (text) VALUES (?)",
          arguments: [String(repeating: "x", count: 4000)])
      }
    }
    await #expect(throws: PenholderError.self) { try await follower.checkpoint() }
    let log = leader.tab.store.writing.log
    #expect(log.bytes > 800_000)
    try await leader.checkpoint()
    #expect(log.bytes == 0)
    try await leader.add("small")
    #expect(leader.metrics.checkpoints == 1)
    #expect(log.bytes > 0 && log.bytes < 100_000)
    #expect(try await follower.notes().count == 201)
    await follower.close()
    await leader.close()
  }
}
