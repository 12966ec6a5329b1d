import GRDB
import Testing

@testable import Penholder

/// A request that fails and what SQLite would leave of it: `FAIL` keeps what was done before the
/// conflict, and of what triggers have done SQLite tells nobody.
struct Leftover: Sendable, CustomTestStringConvertible {
  let testDescription: String
  let schema: String
  let sql: String

  init(_ name: String, _ sql: String, schema: String) {
    (testDescription, self.sql, self.schema) = (name, sql, schema)
  }

  /// One at a time in its database: the only one that says FAIL there.
  static let all: [Leftover] = [
    Leftover(
      "RAISE (FAIL) before the row", "INSERT INTO t VALUES (1)",
      schema: """
        CREATE TABLE t (x); CREATE TABLE log (x);
        CREATE TRIGGER tr BEFORE INSERT ON t BEGIN
          INSERT INTO log VALUES (NEW.x); SELECT RAISE (FAIL, 'no');
        END
        """),
    Leftover(
      "RAISE (FAIL) after the row", "INSERT INTO t VALUES (1), (2), (3)",
      schema: """
        CREATE TABLE t (x); CREATE TABLE log (x);
        CREATE TRIGGER tr AFTER INSERT ON t WHEN NEW.x = 2 BEGIN
          INSERT INTO log VALUES (NEW.x); SELECT RAISE (FAIL, 'no');
        END
        """),
    Leftover(
      "OR FAIL into a view, in two steps", "INSERT OR FAIL INTO v VALUES (5)",
      schema: """
        CREATE TABLE u (x UNIQUE); INSERT INTO u VALUES (5); CREATE TABLE log (x);
        CREATE VIEW v AS SELECT x FROM u;
        CREATE TRIGGER tr INSTEAD OF INSERT ON v BEGIN
          INSERT INTO log VALUES (NEW.x); INSERT INTO u VALUES (NEW.x);
        END
        """),
    Leftover(
      "OR FAIL into a view, in one step", "INSERT OR FAIL INTO v VALUES (5)",
      schema: """
        CREATE TABLE u (x UNIQUE); INSERT INTO u VALUES (5); CREATE VIEW v AS SELECT x FROM u;
        CREATE TRIGGER tr INSTEAD OF INSERT ON v BEGIN
          INSERT INTO u SELECT 1 UNION ALL SELECT 2 UNION ALL SELECT NEW.x;
        END
        """),
    Leftover(
      "a table UNIQUE ON CONFLICT FAIL", "INSERT INTO u VALUES (1), (2), (5)",
      schema: "CREATE TABLE u (x UNIQUE ON CONFLICT FAIL); INSERT INTO u VALUES (5)"),
    Leftover(
      "the same through a trigger", "INSERT INTO v VALUES (5)",
      schema: """
        CREATE TABLE u (x UNIQUE ON CONFLICT FAIL); INSERT INTO u VALUES (5);
        CREATE VIEW v AS SELECT x FROM u;
        CREATE TRIGGER tr INSTEAD OF INSERT ON v BEGIN
          INSERT INTO u SELECT 1 UNION ALL SELECT NEW.x;
        END
        """),
  ]
}

@Suite("What a failed request leaves behind")
struct LeftoverTests {
  /// Every row of the app's tables.
  private func rows(_ world: QueueWorld) async throws -> [String] {
    try await world.leader.read { db in
      let tables = try String.fetchAll(
        db,
        sql: """
          SELECT name FROM sqlite_master WHERE type = 'table'
          AND name NOT LIKE 'penholder%' AND name <> 'note' ORDER BY name
          """)
      return try tables.flatMap { table in
        try Row.fetchAll(db, sql: "SELECT * FROM \(table)").map { "\(table): \($0)" }
      }
    }
  }

  @Test("nothing, by itself or among others", arguments: Leftover.all)
  func nothing(_ leftover: Leftover) async throws {
    try await QueueWorld.tell(schema: leftover.schema) { world in
      let before = try await rows(world)
      // Twice: the second time the statement may be compiled already.
      for _ in 0..<2 {
        #expect(await world.follower.submit(WriteRequest(leftover.sql)).code == "SQL_ERROR")
        #expect(try await rows(world) == before)
      }
      var good: [Pending] = []
      let bad = try await world.whileBusy {
        good.append(world.follower.submitNote("before"))
        let bad = world.follower.submit(WriteRequest(leftover.sql))
        good.append(world.follower.submitNote("after"))
        return bad
      }
      #expect(await bad.code == "SQL_ERROR")
      var commits: Set<UInt64> = []
      for pending in good { commits.insert(try await pending.receipt.commit) }
      #expect(commits.count == 1)
      #expect(try await rows(world) == before)
      let notes = try await world.notes()
      #expect(notes == [1: "before", 2: "after"])
    }
  }

  private static let temporaries = [
    "CREATE TEMP TABLE note (id INTEGER PRIMARY KEY, text TEXT)",
    "CREATE TEMP VIEW note AS SELECT 1 AS id, 'no' AS text",
    "CREATE TEMP TABLE mine (x); INSERT INTO mine VALUES (1)",
    """
    CREATE TEMP TRIGGER mine AFTER INSERT ON main.note BEGIN
      DELETE FROM note;
    END
    """,
  ]

  @Test("no temporary object, in a queued write or a local one", arguments: temporaries)
  func temporary(_ sql: String) async throws {
    try await QueueWorld.tell { world in
      #expect(await world.follower.submit(WriteRequest(sql)).code == "BAD_REQUEST")
      let error = await #expect(throws: PenholderError.self) {
        try await world.leader.write { try $0.execute(sql: sql) }
      }
      #expect(error?.code == "BAD_REQUEST")
      world.follower.allowNonLeaderWrites(true)
      let overriding = await #expect(throws: PenholderError.self) {
        try await world.follower.write { try $0.execute(sql: sql) }
      }
      #expect(overriding?.code == "BAD_REQUEST")
      world.follower.allowNonLeaderWrites(false)
      // What is acknowledged now lies in the database.
      #expect(await world.observer.submitNote("kept").code == "OK")
      let notes = try await world.observer.notes()
      #expect(notes == ["kept"])
    }
  }

  @Test("a temporary table that is dropped in the same write is nobody's business")
  func temporaryWithin() async throws {
    let sql = """
      CREATE TEMP TABLE scratch (x); INSERT INTO scratch VALUES ('kept');
      INSERT INTO note (text) SELECT x FROM scratch; DROP TABLE scratch
      """
    try await QueueWorld.tell { world in
      for _ in 0..<2 {
        #expect(await world.follower.submit(WriteRequest(sql)).code == "OK")
        try await world.leader.write { try $0.execute(sql: sql) }
      }
      let notes = try await world.observer.notes()
      #expect(notes == ["kept", "kept", "kept", "kept"])
    }
  }
}
