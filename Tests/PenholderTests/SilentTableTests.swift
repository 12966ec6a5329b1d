import GRDB
import Penholder
import Testing

/// SQLite tells nobody of changes to tables without rowids and to virtual ones. They are announced all
/// the same, by name, and beside what is known exactly.
@Suite("Changes that SQLite does not tell of")
struct SilentTableTests {
  private let folder = TestFolder()

  /// What is announced of one write, after `schema` was made.
  private func announced(
    _ schema: String, _ body: @escaping @Sendable (Database) throws -> Void
  ) async throws -> TableChanges {
    let db = try await MultiTabDatabase.test(folder)
    try await db.waitForLeadership()
    try await db.write { try $0.execute(sql: schema) }
    var changes = db.changes().makeAsyncIterator()
    try await db.write(body)
    let change = await changes.next()
    await db.close()
    return try #require(change).changes
  }

  @Test("a table without rowids has changed, and no other")
  func withoutRowid() async throws {
    let changes = try await announced(
      """
      CREATE TABLE pair (k TEXT PRIMARY KEY, v) WITHOUT ROWID;
      CREATE TABLE other (x);
      """
    ) { try $0.execute(sql: "INSERT INTO pair VALUES ('a', 1)") }
    #expect(changes == .tables(["pair": .any]))
  }

  @Test("beside it, rows are known exactly")
  func both() async throws {
    let changes = try await announced(
      """
      CREATE TABLE pair (k TEXT PRIMARY KEY, v) WITHOUT ROWID;
      CREATE TABLE note (id INTEGER PRIMARY KEY, text);
      """
    ) { db in
      try db.execute(sql: "INSERT INTO note VALUES (7, 'Tea')")
      try db.execute(sql: "INSERT INTO pair VALUES ('a', 1)")
      try db.execute(sql: "INSERT INTO note VALUES (9, 'Milk')")
    }
    #expect(changes == .tables(["note": .rows([7, 9]), "pair": .any]))
  }

  @Test("what a queued request changes is known as well")
  func queued() async throws {
    let db = try await MultiTabDatabase.test(folder)
    try await db.waitForLeadership()
    try await db.write {
      try $0.execute(sql: "CREATE TABLE pair (k TEXT PRIMARY KEY, v) WITHOUT ROWID")
    }
    var changes = db.changes().makeAsyncIterator()
    // The second one finds its statement compiled.
    for key in ["a", "b"] {
      _ = try await db.queueWrite(
        WriteRequest("INSERT INTO pair VALUES (?, 1)", arguments: [key]))
      #expect(await changes.next()?.changes == .tables(["pair": .any]))
    }
    await db.close()
  }

  @Test("a trigger's and a foreign key's writes are among them")
  func indirect() async throws {
    let changes = try await announced(
      """
      CREATE TABLE note (id INTEGER PRIMARY KEY, text);
      CREATE TABLE label (
        note REFERENCES note ON DELETE CASCADE, name, PRIMARY KEY (note, name)) WITHOUT ROWID;
      CREATE TABLE log (what TEXT PRIMARY KEY) WITHOUT ROWID;
      CREATE TRIGGER gone AFTER DELETE ON note BEGIN INSERT INTO log VALUES (OLD.text); END;
      INSERT INTO note VALUES (1, 'Tea');
      INSERT INTO label VALUES (1, 'hot');
      """
    ) { try $0.execute(sql: "DELETE FROM note WHERE id = 1") }
    #expect(changes == .tables(["note": .rows([1]), "label": .any, "log": .any]))
  }

  @Test("a table that is emptied is told of row by row")
  func emptied() async throws {
    let changes = try await announced(
      """
      CREATE TABLE note (id INTEGER PRIMARY KEY, text);
      INSERT INTO note VALUES (1, 'Tea'), (2, 'Milk');
      CREATE TABLE pair (k TEXT PRIMARY KEY, v) WITHOUT ROWID;
      INSERT INTO pair VALUES ('a', 1), ('b', 2);
      """
    ) { try $0.execute(sql: "DELETE FROM note; DELETE FROM pair") }
    #expect(changes == .tables(["note": .rows([1, 2]), "pair": .any]))
  }

  @Test("a search index has changed with the table that it is kept by")
  func search() async throws {
    let changes = try await announced(
      """
      CREATE TABLE note (id INTEGER PRIMARY KEY, text);
      CREATE VIRTUAL TABLE search USING fts5 (text, content='note', content_rowid='id');
      CREATE TRIGGER noted AFTER INSERT ON note BEGIN
        INSERT INTO search (rowid, text) VALUES (NEW.id, NEW.text);
      END;
      CREATE TABLE other (x);
      """
    ) { try $0.execute(sql: "INSERT INTO note VALUES (3, 'Tea')") }
    #expect(changes == .tables(["note": .rows([3]), "search": .any]))
  }

  @Test("a virtual table that is written to directly has changed")
  func virtual() async throws {
    let changes = try await announced(
      "CREATE VIRTUAL TABLE place USING rtree (id, west, east)"
    ) { try $0.execute(sql: "INSERT INTO place VALUES (1, 0, 2)") }
    #expect(changes == .tables(["place": .any]))
  }

  @Test("what was taken back may be told of, and what stayed is")
  func takenBack() async throws {
    let changes = try await announced(
      """
      CREATE TABLE pair (k TEXT PRIMARY KEY, v) WITHOUT ROWID;
      CREATE TABLE note (id INTEGER PRIMARY KEY, text);
      """
    ) { db in
      try db.inSavepoint {
        try db.execute(sql: "INSERT INTO pair VALUES ('a', 1)")
        return .rollback
      }
      try db.execute(sql: "INSERT INTO note VALUES (1, 'Tea')")
    }
    guard case .tables(let tables) = changes else {
      Issue.record("any table may have changed")
      return
    }
    #expect(tables["note"] == .rows([1]))
  }
}
