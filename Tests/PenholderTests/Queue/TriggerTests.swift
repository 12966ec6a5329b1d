import GRDB
import Synchronization
import Testing

@testable import Penholder

@Suite("Requests that set off triggers")
struct TriggerTests {
  private static let schema = """
    INSERT INTO note VALUES (1, 'one'), (2, 'two');
    CREATE TABLE log (x);
    CREATE TRIGGER logged AFTER UPDATE ON note BEGIN
      INSERT INTO log VALUES (NEW.text), (OLD.text);
    END;
    CREATE TABLE part (note INTEGER REFERENCES note (id) ON DELETE CASCADE);
    INSERT INTO part VALUES (2), (2);
    CREATE VIEW shown AS SELECT text FROM note;
    CREATE TRIGGER through INSTEAD OF INSERT ON shown BEGIN
      INSERT INTO log VALUES (NEW.text);
    END
    """

  @Test("expected changes, and a receipt's, are the request's own rows, not its triggers'")
  func ownChanges() async throws {
    try await QueueWorld.tell(schema: Self.schema) { world in
      let update = WriteRequest(
        "UPDATE note SET text = ? WHERE id = 1", arguments: ["new"], expectedChanges: 1)
      // Twice: the second time the statement is compiled already.
      for _ in 0..<2 { #expect(try await world.follower.ask(update).changes == 1) }
      var wrong = update
      wrong.expectedChanges = 3
      await #expect(throws: PenholderError.conflict(expected: 3, actual: 1)) {
        try await world.follower.ask(wrong)
      }
      let all = try await world.follower.queueWrite(
        WriteRequest("UPDATE note SET text = text; UPDATE note SET text = text WHERE id = 2"))
      #expect(all.changes == 3)
      let cascading = WriteRequest("DELETE FROM note WHERE id = 2", expectedChanges: 1)
      #expect(try await world.follower.ask(cascading).changes == 1)
      let instead = WriteRequest("INSERT INTO shown VALUES ('shown')", expectedChanges: 0)
      #expect(try await world.follower.ask(instead).changes == 0)
      let counts = try await world.leader.read { db in
        try ["note", "part", "log"].map { try Int.fetchOne(db, sql: "SELECT count(*) FROM \($0)") }
      }
      #expect(counts == [1, 0, 11])
    }
  }

  @Test(
    "a statement that was compiled before another leader made a trigger tells what that changes")
  func newTrigger() async throws {
    try await QueueWorld.tell(schema: "CREATE TABLE log (x)") { world in
      let insert = WriteRequest("INSERT INTO note (text) VALUES ('x')")
      // The second time as the leader has it compiled.
      for _ in 0..<2 { _ = try await world.follower.ask(insert) }
      _ = try await world.follower.requestLeadership(timeout: .seconds(60))
      try await world.follower.write { db in
        try db.execute(
          sql: """
            CREATE TRIGGER logged AFTER INSERT ON note BEGIN INSERT INTO log VALUES (NEW.id); END
            """)
      }
      _ = try await world.leader.requestLeadership(timeout: .seconds(60))
      try #require(world.leader.isLeader)

      let values = ValueObservation.tracking { try Int.fetchAll($0, sql: "SELECT x FROM log") }
        .values(in: world.leader.reader)
      var iterator = values.makeAsyncIterator()
      #expect(try await iterator.next() == [])
      let calls = Calls()
      let observation = DatabaseRegionObservation(tracking: Table("log")).start(
        in: world.leader.tab.store.pool, onError: { _ in },
        onChange: { db in
          // Before that, the event that announced the trigger may arrive.
          if (try? Table("log").fetchCount(db)) == 1 { calls.add() }
        })
      let announced = world.observer.events()
      let receipt = try await world.follower.ask(insert)
      // GRDB calls within the commit, so it has or it never will.
      try #require(calls.count > 0)
      while let value = try await iterator.next(), value != [3] { #expect(value == []) }
      for await event in announced where event.commit == receipt.commit {
        #expect(event.changes == .tables(["note": .rows([3]), "log": .rows([1])]))
        break
      }
      observation.cancel()
    }
  }
}

/// How often something was called.
private final class Calls: Sendable {
  private let made = Atomic<Int>(0)
  func add() { made.add(1, ordering: .relaxed) }
  var count: Int { made.load(ordering: .relaxed) }
}
