import GRDB
import PenholderCore
import TestSupport
import Testing

@testable import Penholder

@Suite("Group commit")
struct GroupTests {
  @Test("a poison request alone fails as it should and changes nothing")
  func alone() async throws {
    try await QueueWorld.tell(schema: Poison.schema) { world in
      let before = try world.contents()
      for poison in Poison.all {
        // Twice: the second time the statement may be compiled already.
        for tab in [world.follower, world.leader] {
          let result = await tab.submit(poison.request).result
          #expect(result.code == poison.code, "\(poison.name): \(result)")
          #expect(try world.contents() == before, "\(poison.name)")
        }
      }
      #expect(await world.follower.submitNote("after").code == "OK")
    }
  }

  @Test("each request of a group gets its own answer, and what failed has changed nothing")
  func together() async throws {
    var random = SystemRandomNumberGenerator()
    let seed = random.next()
    print("GroupTests.together: seed \(seed)")
    var seeded = Seeded(seed: seed)
    try await QueueWorld.tell(schema: Poison.schema) { world in
      let before = try world.contents()
      for round in 0..<4 {
        let poisons = Poison.all.shuffled(using: &seeded)
        var sent: [(Pending, Poison?, String)] = []
        try await world.whileBusy {
          for (index, poison) in poisons.enumerated() {
            let tab = world.tabs.randomElement(using: &seeded) ?? world.leader
            let text = "good \(round)/\(index)"
            sent.append((tab.submit(poison.request), poison, poison.name))
            sent.append((tab.submitNote(text), nil, text))
          }
        }
        let all = sent
        var commits: Set<UInt64> = []
        let notes = try await Self.receipts(of: all, &commits)
        #expect(commits.count == 1, "one group, one commit: \(commits)")
        for (id, text) in notes { #expect(try await world.notes()[id] == text) }
      }
      let texts = try await world.notes().values.filter { !$0.hasPrefix("good") }
      #expect(texts == ["first"])
      #expect(try await world.notes().count == 1 + 4 * Poison.all.count)
      try await world.leader.write { try $0.execute(sql: "DELETE FROM note WHERE id > 1") }
      #expect(try world.contents() == before)
    }
  }

  /// Checks every answer, and returns the notes that were written by their ids.
  private static func receipts(
    of sent: [(Pending, Poison?, String)], _ commits: inout Set<UInt64>
  ) async throws -> [(Int64, String)] {
    var notes: [(Int64, String)] = []
    for (pending, poison, text) in sent {
      let result = await pending.result
      #expect(result.code == poison?.code ?? "OK", "\(text): \(result)")
      guard poison == nil, case .success(let receipt) = result else { continue }
      #expect(receipt.changes == 1 && !receipt.replayed && receipt.term == 1)
      commits.insert(receipt.commit)
      notes.append((try #require(receipt.lastInsertedRowID), text))
    }
    return notes
  }

  @Test("a deferred constraint that breaks at the commit fails its own request only")
  func deferredConstraint() async throws {
    try await QueueWorld.tell(schema: Poison.schema) { world in
      var good: [Pending] = []
      var bad: [Pending] = []
      try await world.whileBusy {
        for number in 0..<10 {
          good.append(world.follower.submitNote("good \(number)"))
          if number % 3 == 0 {
            bad.append(
              world.follower.submit(
                WriteRequest([
                  SQLStatement("INSERT INTO note (text) VALUES ('bad')"),
                  SQLStatement("INSERT INTO late VALUES (77)"),
                ])))
          }
        }
        // Mends its own breach before the commit.
        good.append(
          world.observer.submit(
            WriteRequest("INSERT INTO late VALUES (5); INSERT INTO parent VALUES (5)")))
      }
      for pending in good { #expect(await pending.code == "OK") }
      for pending in bad { #expect(await pending.code == "SQL_ERROR") }
      #expect(try await world.notes().count == 11)
      #expect(try await world.notes().values.contains("bad") == false)
    }
  }

  @Test("a statement without end is ended, and nobody else's request with it")
  func endless() async throws {
    let numbers = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n)"
    try await QueueWorld.tell(.with(\.requestTimeLimit, .milliseconds(80))) { world in
      var good: [Pending] = []
      var bad: [Pending] = []
      try await world.whileBusy {
        for sql in [
          "\(numbers) INSERT INTO note (text) SELECT x FROM n", "\(numbers) SELECT sum(x) FROM n",
          "INSERT INTO note (text) VALUES ('bad'); \(numbers) SELECT sum(x) FROM n",
        ] {
          good.append(world.follower.submitNote("before"))
          bad.append(world.follower.submit(WriteRequest(sql)))
          good.append(world.observer.submitNote("after"))
        }
      }
      for pending in good { #expect(await pending.code == "OK") }
      for pending in bad { #expect(await pending.code == "SQL_ERROR") }
      #expect(
        try await world.notes().values.sorted() == ["after", "before"].flatMap { [$0, $0, $0] })
    }
  }

  @Test("this tab's own writes share the group, and fail alone, too")
  func localWrites() async throws {
    struct Oops: Error {}
    try await QueueWorld.tell(schema: Poison.schema) { world in
      let committer = try #require(world.leader.tab.committer)
      let (results, result) = AsyncStream.makeStream(of: (String, UInt64?).self)
      let add: @Sendable (String, @escaping @Sendable (Database) throws -> Void) -> Void = {
        name, body in
        let write = LocalWrite(
          submittedAt: 0,
          body: { db in
            try db.execute(sql: "INSERT INTO note (text) VALUES (?)", arguments: [name])
            try body(db)
          }
        ) { result.yield((name, try? $0.get().sequence)) }
        #expect(committer.submit(write))
      }
      var requests: [Pending] = []
      try await world.whileBusy {
        for number in 0..<5 {
          requests.append(world.follower.submitNote("request \(number)"))
          requests.append(world.leader.submit(Poison.transactions[number % 3].request))
          add("local \(number)") { _ in }
        }
        add("throws") { _ in throw Oops() }
        add("commits") { try $0.execute(sql: "COMMIT") }
        add("rolls back") { db in
          // Swallowed, and yet the transaction is gone.
          try? db.execute(sql: "INSERT OR ROLLBACK INTO note VALUES (1, 'taken')")
        }
      }
      var commits: Set<UInt64> = []
      for (index, pending) in requests.enumerated() {
        let result = await pending.result
        #expect(result.code == (index % 2 == 0 ? "OK" : "SQL_ERROR"))
        if let receipt = try? result.get() { commits.insert(receipt.commit) }
      }
      var locals: [String: UInt64?] = [:]
      for await (name, commit) in results {
        #expect(locals.updateValue(commit, forKey: name) == nil, "\(name) was told twice")
        if locals.count == 8 { break }
      }
      for number in 0..<5 { commits.insert(try #require(locals["local \(number)"] ?? nil)) }
      #expect(commits.count == 1)
      for name in ["throws", "commits", "rolls back"] { #expect(locals[name] == .some(nil)) }
      #expect(try await world.notes().count == 1 + 10)
    }
  }
}

extension QueueWorld {
  /// Everything in the database that is not the library's: the schema and every row.
  func contents() throws -> [String] {
    let queue = try DatabaseQueue(path: folder.database)
    defer { try? queue.close() }
    return try queue.read { db in
      var lines = try String.fetchAll(
        db, sql: "SELECT sql FROM sqlite_master WHERE sql NOT NULL ORDER BY name")
      for table in ["note", "parent", "child", "late", "pair", "picky"] {
        let rows = try Row.fetchAll(db, sql: "SELECT * FROM \(table)")
        lines += rows.map { "\(table): \($0)" }.sorted()
      }
      lines.append("\(try Int.fetchOne(db, sql: "PRAGMA user_version") ?? -1)")
      return lines
    }
  }
}
