import GRDB
import Penholder
import Synchronization
import Testing

/// The examples do what the pages say of them.
@Suite("Examples")
struct ExampleTests {
  let folder = TestFolder()

  private final class Lines: Sendable {
    let all = Mutex<[String]>([])
    func add(_ line: String) { all.withLock { $0.append(line) } }
  }

  /// A database with a table of notes, one of them in it, and its leader.
  private func notes() async throws -> MultiTabDatabase {
    let db = try await MultiTabDatabase.test(folder)
    try await db.waitForLeadership()
    try await db.write { db in
      try db.execute(
        sql: """
          CREATE TABLE note (id INTEGER PRIMARY KEY, text TEXT, version INTEGER DEFAULT 1);
          INSERT INTO note (text) VALUES ('Coffee')
          """)
    }
    return db
  }

  @Test("the README's dozen lines save a name, are told of it, and read it")
  func readMe() async throws {
    let lines = Lines()
    try await ReadMeExamples.first(at: folder.database) { lines.add($0) }
    let printed = lines.all.withLock { $0 }
    #expect(printed.last?.hasSuffix(": [\"Ana\"]") == true, "\(printed)")
  }

  @Test("the first program saves lines and is told of its commits")
  func firstProgram() async throws {
    let (lines, path) = (Lines(), folder.database)
    try await GettingStartedExamples.CommandLine.$arguments.withValue(["notes", path]) {
      var input = ["Tea", "Milk"][...]
      try await GettingStartedExamples.notes(
        readLine: { input.popFirst() }, print: { lines.add($0) })
    }
    let printed = lines.all.withLock { $0 }
    #expect(printed.first == "0 notes; this is tab 1, and tab 1 leads")
    #expect(printed.contains("saved as note 1") && printed.contains("saved as note 2"))
    #expect(printed.contains { $0.hasPrefix("commit") })
  }

  @Test("an optimistic edit is shown at once, and is in the snapshot that comes after")
  func optimistic() async throws {
    let db = try await notes()
    let lines = Lines()
    try await GuideExamples.optimistic(db) { lines.add($0.texts[1] ?? "nothing") }
    #expect(lines.all.withLock { $0 } == ["Tea", "Tea"])
    #expect(try await GuideExamples.rename(1, to: "Cocoa", version: 1, in: db))
    #expect(try await !GuideExamples.rename(1, to: "Wine", version: 1, in: db))
    #expect(try await db.notes() == ["Cocoa"])
  }

  @Test("one's own write is read, and a request with a key of its own is carried out once")
  func patterns() async throws {
    let db = try await notes()
    #expect(try await PatternExamples.ownWrite(db) == "Tea")
    #expect(try await PatternExamples.once("7", in: db))
    #expect(try await !PatternExamples.once("7", in: db))
    #expect(try await db.notes() == ["Coffee", "Tea", "7"])
    try await PatternExamples.observed(db) { $0 == 3 }
    let request = WriteRequest("INSERT INTO note (text) VALUES ('Milk')")
    #expect(try await PatternExamples.surely(request, in: db).changes == 1)
  }

  @Test("a copy made in a follower has everything, and is a database of its own")
  func backup() async throws {
    let db = try await notes()
    let other = try await MultiTabDatabase.test(folder)
    let target = folder.path + "/copy.sqlite"
    try PatternExamples.backup(other, to: target)
    let copy = try await MultiTabDatabase.open(at: target)
    try await copy.waitForLeadership()
    _ = try await copy.queueWrite(WriteRequest("INSERT INTO note (text) VALUES ('Tea')"))
    #expect(try await copy.notes() == ["Coffee", "Tea"])
    #expect(try await db.notes() == ["Coffee"])
    #expect(db.isLeader && copy.isLeader)
  }

  @Test("a migration that fails is not taken for one that has been made")
  func failedMigration() async throws {
    let db = try await notes()
    try await PatternExamples.tables(db)
    _ = try await db.queueWrite(
      WriteRequest("INSERT INTO job (id, worker) VALUES (1, 'Ann'), (2, 'Ann')"))
    let unique = [(name: "3 unique", sql: "CREATE UNIQUE INDEX one ON job (worker)")]
    for _ in 1...2 {
      await #expect(throws: PenholderError.self) {
        try await PatternExamples.tables(db, migrations: unique)
      }
    }
    _ = try await db.queueWrite(WriteRequest("UPDATE job SET worker = 'Ben' WHERE id = 2"))
    for _ in 1...2 { try await PatternExamples.tables(db, migrations: unique) }
  }

  @Test("tables are made once, and each job is given to one worker")
  func jobs() async throws {
    let db = try await notes()
    try await PatternExamples.tables(db)
    try await PatternExamples.tables(db)
    _ = try await db.queueWrite(WriteRequest("INSERT INTO job (id) VALUES (1), (2)"))
    let other = try await MultiTabDatabase.test(folder)
    let jobs = [
      try await PatternExamples.job(for: "Ann", in: db),
      try await PatternExamples.job(for: "Ben", in: other),
      try await PatternExamples.job(for: "Ann", in: db),
    ]
    #expect(jobs == [1, 2, nil])
  }

  @Test("a migrated app writes as the leader, sends from elsewhere, and observes both")
  func migrated() async throws {
    let db = try await MigrationExamples.open(folder.database)
    try await db.write { db in
      try db.execute(
        sql: """
          CREATE TABLE player (
            id INTEGER PRIMARY KEY, name TEXT NOT NULL, score INTEGER NOT NULL)
          """)
    }
    #expect(try await MigrationExamples.write(db).id == 1)
    let other = try await MultiTabDatabase.test(folder)
    #expect(try await MigrationExamples.send(other).lastInsertedRowID == 2)
    try await MigrationExamples.observe(other) { $0.map(\.name) == ["Ana", "Bo"] }
  }

  @Test("a follower is told that it may not write, who leads, and that it does when it asks")
  func leadership() async throws {
    let db = try await notes()
    let other = try await MultiTabDatabase.test(folder)
    try await GuideExamples.guarded(other)
    #expect(try await db.notes() == ["Coffee"])
    try await GuideExamples.asking(other)
    #expect(other.isLeader)
    try await GuideExamples.guarded(other)
    #expect(try await db.notes() == ["Tea"])
    try await GuideExamples.several(folder.path)
  }

  @Test("who shows who leads hears of every change of leader")
  func leaders() async throws {
    let tabs = [try await notes(), try await MultiTabDatabase.test(folder)]
    let looker = try await MultiTabDatabase.test(folder) { $0.isObserver = true }
    // Whichever change comes after the looker's first look is shown.
    let changing = Task {
      while !Task.isCancelled {
        for tab in tabs.reversed() { _ = try await tab.requestLeadership(timeout: .seconds(5)) }
      }
    }
    await GuideExamples.leaders(looker) { $0.hasPrefix("tab ") }
    changing.cancel()
    _ = await changing.result
  }
}
