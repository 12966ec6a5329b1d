import GRDB
import Penholder
import Testing

@testable import TodoApp

@Suite("New todos and their places")
struct EnteringTests {
  let world: StoreWorld

  init() throws { world = try StoreWorld() }

  /// What the triggers keep, counted anew; a line for each difference.
  private static func differences(_ db: Database) throws -> [String] {
    let checks = [
      "place": """
      SELECT id FROM todo WHERE deletedAt IS NULL AND (rank IS NULL OR family IS NULL OR path IS NULL
        OR done NOT IN (0, 1) OR urgency IS NULL
        OR parent IS NULL AND (rank, family, path) IS NOT (position, id, '')
        OR parent IS NOT NULL AND (rank, family) IS NOT
          (SELECT p.rank, p.family FROM todo p WHERE p.id = todo.parent))
      """,
      "block": """
      SELECT * FROM (SELECT rank >> 30 AS block, sum(done = 0), sum(done <> 0) FROM todo
        WHERE deletedAt IS NULL GROUP BY 1
        EXCEPT SELECT block, open, done FROM todo_block)
      """,
      "project": """
      SELECT * FROM (SELECT project, sum(done = 0), sum(done <> 0) FROM todo
        WHERE deletedAt IS NULL AND project IS NOT NULL GROUP BY project COLLATE NOCASE
        EXCEPT SELECT name, open, done FROM todo_tally WHERE kind = 'project')
      """,
      "day": """
      SELECT * FROM (SELECT substr(due, 1, 10), sum(done = 0), sum(done <> 0) FROM todo
        WHERE deletedAt IS NULL AND due IS NOT NULL GROUP BY 1
        EXCEPT SELECT name, open, done FROM todo_tally WHERE kind = 'day')
      """,
      "tag": """
      SELECT * FROM (SELECT tag, sum(done = 0), sum(done <> 0) FROM todo_tag JOIN todo ON id = todo
        WHERE deletedAt IS NULL GROUP BY tag
        EXCEPT SELECT name, open, done FROM todo_tally WHERE kind = 'tag')
      """,
      "tag's rows": """
      SELECT * FROM (SELECT value, todo.id FROM todo, json_each(tags) WHERE deletedAt IS NULL
        EXCEPT SELECT tag, todo FROM todo_tag)
      """,
      "sums": """
      SELECT 1 WHERE (SELECT sum(open + done) FROM todo_block) IS NOT
        (SELECT count(*) FROM todo WHERE deletedAt IS NULL)
      """,
    ]
    return try checks.sorted { $0.key < $1.key }.flatMap { name, sql in
      try Row.fetchAll(db, sql: sql).map { "\(name): \($0)" }
    }
  }

  @Test("every todo has its place and is counted once, whoever adds it and however it is written")
  func places() async throws {
    let store = try await world.open()
    let typed = [
      "one +home #a #b due:fri", "two !high", "three +Home #A due:fri", "four", "five #c !low",
    ].map { NewTodo(typed: $0, at: StoreWorld.now) }
    var done = NewTodo(title: "six")
    done.done = true
    // Two of them are parts, one of a part.
    let all = try Additions(typed + [done], parents: [2: 0, 3: 2])
    for chunk in all.chunks { try await store.add(chunk, of: all) }
    #expect(try await store.database.read(Self.differences) == [])
    #expect(try await store.titles() == ["one", "three", "four", "two", "five", "six"])
    // Other programs: without a place, with a wrong one, rows copied whole, some of them deleted.
    try await store.database.write { db in
      try db.execute(
        sql: """
          INSERT INTO todo (title, createdAt, changedAt, position, project, tags, due)
            VALUES ('plain', 0, 0, 77, 'home', '["a"]', '2026-11-27');
          INSERT INTO todo (title, createdAt, changedAt, position, parent, project)
            VALUES ('part', 0, 0, 78, 1, 'home');
          INSERT INTO todo (id, title, createdAt, changedAt, position, rank, family, path, urgency,
            priority, project) VALUES
            (100, 'placed', 0, 0, 79, 79, 100, '', 0, 'high', 'new'),
            (101, 'of no urgency', 0, 0, 80, 80, 101, '', NULL, 'high', 'new');
          INSERT INTO todo (title, createdAt, changedAt, position, deletedAt, project, tags)
            VALUES ('gone', 0, 0, 81, 5, 'home', '["a"]');
          """)
    }
    #expect(try await store.database.read(Self.differences) == [])
    let id = try await store.add("last")
    #expect(id == 103, "ids go on behind the highest one there was")
    #expect(await store.perform(.delete([Seen(id, base: 1)])).version == 2)
    #expect(try await store.add("behind it") == 104, "and are never given again")
    #expect(try await store.database.read(Self.differences) == [])
    await store.database.close()
  }
}
