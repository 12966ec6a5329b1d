import Foundation
import GRDB
import PenholderCore
import Testing

@testable import Penholder

@Suite("Receipts of queued writes")
struct ReceiptTests {
  @Test("every tab's request is answered with what it did")
  func fromEveryTab() async throws {
    try await QueueWorld.tell { world in
      var last: UInt64 = 0
      for (index, tab) in world.tabs.enumerated() {
        let receipt = try await tab.ask(.note("from \(index)"))
        #expect(receipt.changes == 1 && receipt.lastInsertedRowID == Int64(index + 1))
        #expect(receipt.term == 1 && !receipt.replayed && receipt.commit > last)
        last = receipt.commit
      }
      #expect(try await world.notes() == [1: "from 0", 2: "from 1", 3: "from 2"])
    }
  }

  @Test(
    "changes and the last rowid are those of the request, whatever stood before it in the group")
  func counts() async throws {
    try await QueueWorld.tell(schema: Poison.schema) { world in
      // What is sent, how many changes it makes, and whether it inserts a row with a rowid.
      let requests: [(sql: String, changes: Int, row: Int64?)] = [
        ("INSERT INTO note VALUES (50, 'a'), (51, 'b'), (52, 'c')", 3, 52),
        ("UPDATE note SET text = text || '!' WHERE id >= 50", 3, nil),
        ("INSERT INTO pair VALUES (3, 3), (4, 4)", 2, nil),
        ("DELETE FROM note WHERE id = 51", 1, nil),
        ("DELETE FROM note WHERE id = -1", 0, nil),
        ("INSERT OR IGNORE INTO note VALUES (1, 'taken')", 0, nil),
        ("CREATE TABLE fresh (x)", 0, nil),
        ("INSERT INTO fresh VALUES (1); INSERT INTO note VALUES (60, 'd')", 2, 60),
        ("REPLACE INTO note VALUES (1, 'replaced')", 1, 1),
        (
          "INSERT INTO note VALUES (1, 'again') ON CONFLICT (id) DO UPDATE SET text = 'upserted'",
          1, nil
        ),
        ("DELETE FROM fresh; DROP TABLE fresh", 1, nil),
        ("SELECT 1", 0, nil),
        ("INSERT INTO note VALUES (-5, 'negative')", 1, -5),
        ("INSERT INTO note VALUES (9223372036854775807, 'last')", 1, .max),
      ]
      // With a poison in the second round, the group is carried out in savepoints.
      for isPoisoned in [false, true] {
        var sent: [Pending] = []
        try await world.whileBusy {
          for request in requests { sent.append(world.follower.submit(WriteRequest(request.sql))) }
          if isPoisoned { _ = world.observer.submit(Poison.transactions[0].request) }
        }
        for (pending, request) in zip(sent, requests) {
          let receipt = try await pending.receipt
          #expect(receipt.changes == request.changes, "\(request.sql)")
          #expect(receipt.lastInsertedRowID == request.row, "\(request.sql)")
        }
        try await world.leader.write { db in
          try db.execute(
            sql: """
              DELETE FROM note WHERE id <> 1; DELETE FROM pair WHERE a > 1;
              UPDATE note SET text = 'first'
              """)
        }
      }
    }
  }

  @Test("arguments of every type arrive as they were, in order or by name")
  func arguments() async throws {
    try await QueueWorld.tell(schema: "CREATE TABLE v (a, b, c, d, e)") { world in
      let texts = ["", "milk", "naïve 🥛", String(repeating: "ü", count: 5000)]
      let blobs = [Data(), Data([0, 255, 0]), Data(repeating: 7, count: 20_000)]
      let integers: [Int64] = [0, 1, -1, .min, .max]
      let doubles = [0.0, -0.0, 1.5, .infinity, -.infinity, .leastNonzeroMagnitude, 1e308]
      for index in 0..<7 {
        let text = texts[index % texts.count]
        let blob = blobs[index % blobs.count]
        let integer = integers[index % integers.count]
        let number = doubles[index]
        for arguments: SQLArguments in [
          [nil, integer, number, text, blob],
          ["a": nil, "b": integer, "c": number, "d": text, "e": blob],
        ] {
          let sql =
            arguments.names == nil ? "(?, ?, ?, ?, ?)" : "(:a, :b, :c, :d, :e)"
          _ = try await world.follower.queueWrite(
            WriteRequest("DELETE FROM v; INSERT INTO v VALUES \(sql)", arguments: arguments))
          let row = try await world.observer.read { db in
            Array(try #require(try Row.fetchOne(db, sql: "SELECT * FROM v")).databaseValues)
          }
          #expect(
            row == [
              .null, integer.databaseValue, number.databaseValue, text.databaseValue,
              blob.databaseValue,
            ])
        }
      }
    }
  }

  @Test("the commit in a receipt is the one that the event with its row announces")
  func events() async throws {
    try await QueueWorld.tell { world in
      let events = world.observer.events()
      var sent: [(Pending, String)] = []
      for number in 0..<60 {
        let tab = world.tabs[number % 3]
        let text = "note \(number)"
        sent.append((tab.submitNote(text), text))
        if number % 10 == 0 { _ = await tab.submit(Poison.constraints[1].request).result }
      }
      var expected: [Int64: UInt64] = [:]
      for (pending, text) in sent {
        let receipt = try await pending.receipt
        let row = try #require(receipt.lastInsertedRowID)
        #expect(try await world.notes()[row] == text)
        expected[row] = receipt.commit
      }
      let last = try #require(expected.values.max())
      var announced: [Int64: Set<UInt64>] = [:]
      var known: UInt64 = 0
      for await event in events where event.announcesData && event.tab != 0 {
        #expect(event.kind == .dataChanged && event.firstCommit == event.commit)
        #expect(event.commit > known, "commits are announced in order, each once")
        known = event.commit
        // A group of nothing but a refused request.
        if event.changes == .none { continue }
        guard case .tables(let tables) = event.changes, case .rows(let rows)? = tables["note"]
        else {
          Issue.record("an event that does not tell the rows: \(event)")
          continue
        }
        for row in rows { announced[row, default: []].insert(event.commit) }
        if event.commit >= last { break }
      }
      for (row, commit) in expected { #expect(announced[row] == [commit]) }
    }
  }

  @Test("a request of exactly the limit is carried out, and one byte more is too large")
  func size() async throws {
    try await QueueWorld.tell { world in
      func request(_ bytes: Int) -> WriteRequest {
        let empty = WriteRequest("INSERT INTO note (text) VALUES (?)", arguments: [Data()])
        let overhead = RequestBody(empty.statements, expectedChanges: nil).bytes.count
        // The length of a long blob takes two bytes more than that of an empty one.
        return WriteRequest(
          "INSERT INTO note (text) VALUES (?)",
          arguments: [Data(repeating: 65, count: bytes - overhead - 2)])
      }
      let limit = RequestQueue.sizeLimit
      #expect(limit == 32_768)
      for tab in world.tabs {
        let receipt = try await tab.ask(request(limit))
        #expect(receipt.changes == 1)
        await #expect(throws: PenholderError.requestTooLarge(bytes: limit + 1, limit: limit)) {
          try await tab.ask(request(limit + 1))
        }
      }
      #expect(try await world.notes().count == 3)
    }
  }
}
