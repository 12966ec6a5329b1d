import Foundation
import GRDB
import Testing

@testable import Penholder

/// The database file is removed, moved or replaced under tabs that have it open: nothing is read
/// from, written to or acknowledged by a file that nobody would find.
@Suite("A database file that goes away")
struct PlaceTests {
  let folder = TestFolder()

  private func move(_ from: String, _ to: String) throws {
    try FileManager.default.moveItem(atPath: from, toPath: to)
  }

  /// The role changes of a tab from now on.
  private func roles(_ db: MultiTabDatabase) -> (AsyncStream<RoleChange>, Subscription) {
    let (changes, change) = AsyncStream.makeStream(of: RoleChange.self)
    return (changes, db.onRoleChange { change.yield($0) })
  }

  @Test("moved away, it is neither read nor written, and everybody is told; back again, they go on")
  func movedAwayAndBack() async throws {
    let leader = try await MultiTabDatabase.test(folder)
    try await leader.waitForLeadership()
    try await leader.makeTable()
    try await leader.add("before")
    let follower = try await MultiTabDatabase.test(folder)
    let told = [leader, follower].map { roles($0) }
    let waiting = Task { try await follower.waitForLeadership() }
    let away = folder.path + "/elsewhere"
    try move(folder.database, away)
    let removed = PenholderError.databaseRemoved(path: folder.database)
    for db in [leader, follower] {
      await #expect(throws: removed) { try await db.notes() }
      await #expect(throws: removed) { try await db.add("lost") }
    }
    await #expect(throws: removed) { try await waiting.value }
    await #expect(throws: removed) { try await follower.requestLeadership() }
    for (changes, _) in told {
      for await change in changes where change.reason == .databaseGone { break }
    }
    #expect(!leader.isLeader && leader.leaderInfo.nextInLine == nil)
    try move(away, folder.database)
    for (changes, _) in told {
      for await change in changes where change.reason == .databaseBack { break }
    }
    // Whoever comes first, at its next tick.
    let next = try await leader.requestLeadership(timeout: .seconds(60))
    if case .notGranted = next { Issue.record("\(next)") }
    try await leader.add("after")
    #expect(try await follower.notes() == ["before", "after"])
    await follower.close()
    await leader.close()
  }

  @Test("replaced, the old handles refuse for good, and do the new database no harm")
  func replaced() async throws {
    let old = try await MultiTabDatabase.test(folder)
    try await old.waitForLeadership()
    try await old.makeTable()
    try await old.add("old")
    let other = TestFolder()
    try await DatabaseQueue(path: other.database).write { db in
      try db.execute(
        sql: """
          CREATE TABLE note (id INTEGER PRIMARY KEY, text TEXT NOT NULL);
          INSERT INTO note (text) VALUES ('new')
          """)
    }
    // SQLite's advice for replacing a database: its log goes first.
    try FileManager.default.removeItem(atPath: folder.database)
    for suffix in ["-wal", "-shm"] {
      try FileManager.default.removeItem(atPath: folder.database + suffix)
    }
    try move(other.database, folder.database)
    let replaced = PenholderError.databaseReplaced(path: folder.database)
    await #expect(throws: replaced) { try await old.add("lost") }
    await #expect(throws: replaced) { try await old.notes() }
    let new = try await MultiTabDatabase.test(folder)
    #expect(try await new.waitForLeadership() == 1)
    try await new.add("newer")
    await #expect(throws: replaced) { try await old.waitForLeadership() }
    await old.close()
    #expect(new.isLeader)
    #expect(try await new.notes() == ["new", "newer"])
    let check = try await new.read { try String.fetchOne($0, sql: "PRAGMA integrity_check") }
    #expect(check == "ok")
    await new.close()
  }

  @Test("a write under way when the file goes is refused, and is not there when it is back")
  func underWay() async throws {
    let db = try await MultiTabDatabase.test(folder)
    try await db.waitForLeadership()
    try await db.makeTable()
    let away = folder.path + "/elsewhere"
    let path = folder.database
    await #expect(throws: PenholderError.databaseRemoved(path: path)) {
      try await db.write { db in
        try db.execute(sql: "INSERT INTO note (text) VALUES ('lost')")
        try FileManager.default.moveItem(atPath: path, toPath: away)
      }
    }
    try move(away, path)
    #expect(try await db.notes() == [])
    try await db.waitForLeadership()
    try await db.add("after")
    #expect(try await db.notes() == ["after"])
    await db.close()
  }

  @Test("a tab whose database is gone closes, and one can be opened in its place")
  func closing() async throws {
    let old = try await MultiTabDatabase.test(folder)
    try await old.waitForLeadership()
    try await old.makeTable()
    try FileManager.default.removeItem(atPath: folder.path)
    await old.close()
    await #expect(throws: PenholderError.closed) { try await old.notes() }
    try FileManager.default.createDirectory(atPath: folder.path, withIntermediateDirectories: true)
    let new = try await MultiTabDatabase.test(folder)
    #expect(try await new.waitForLeadership() == 1)
    await new.close()
  }

  @Test("what is no file that others could find is refused", arguments: [":memory:", ""])
  func inMemory(_ path: String) async throws {
    do {
      let db = try await MultiTabDatabase.open(at: path)
      await db.close()
      Issue.record("it was opened")
    } catch PenholderError.badRequest(let why) {
      #expect(why.contains("name a file"))
    }
  }
}
