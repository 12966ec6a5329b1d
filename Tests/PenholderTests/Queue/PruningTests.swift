import Foundation
import GRDB
import PenholderCore
import Testing

@testable import Penholder

@Suite("Forgetting outcomes")
struct PruningTests {
  /// Lets the database's commits be as many as they were, and so many more.
  private func pass(_ commits: UInt64, in world: QueueWorld) async throws {
    let foreign = try DatabaseQueue(path: world.folder.database)
    try await foreign.write { db in
      try db.execute(
        sql: "UPDATE \(StateRow.table) SET commitSequence = commitSequence + ?",
        arguments: [Int64(commits)])
    }
    try foreign.close()
  }

  private func count(_ table: String, in world: QueueWorld) async throws -> Int {
    try await world.leader.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM \(table)") ?? -1 }
  }

  @Test(
    "the outcomes of a tab's own requests are kept for so many commits, then honestly forgotten")
  func own() async throws {
    try await QueueWorld.tell { world in
      let old = try await world.follower.ask(.note("old"))
      let margin: UInt64 = 300
      try await pass(OutcomeTable.keptCommits - margin, in: world)
      let kept = try await world.observer.ask(.note("old", key: old.key))
      #expect(kept.replayed && kept.commit == old.commit)
      let young = try await world.follower.ask(.note("young"))
      try await pass(2 * margin, in: world)
      // The next commit prunes.
      _ = try await world.leader.ask(.note("prunes"))
      #expect(try await count(OutcomeTable.batches, in: world) == 2)
      for tab in world.tabs {
        let asked = await tab.submitNote("old", key: old.key).result
        #expect(asked.unknownKey == old.key, "\(asked)")
        #expect(try await tab.ask(.note("young", key: young.key)).replayed)
      }
      #expect(try await world.leader.notes() == ["old", "young", "prunes"])
    }
  }

  @Test("so many named outcomes are kept, the newest")
  func named() async throws {
    try await QueueWorld.tell { world in
      let first = try await world.follower.ask(.note("first", key: "first"))
      let foreign = try DatabaseQueue(path: world.folder.database)
      // As many as are kept, in the commits after it.
      try await foreign.write { db in
        try db.execute(
          sql: """
            WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < ?)
            INSERT INTO \(OutcomeTable.named) SELECT x, -x, ? + x, 1, x'00' FROM n
            """, arguments: [OutcomeTable.keptNames - 1, Int64(first.commit)])
      }
      try foreign.close()
      try await pass(UInt64(OutcomeTable.keptNames), in: world)
      #expect(try await world.observer.ask(.note("first", key: "first")).replayed)
      _ = try await world.leader.ask(.note("second", key: "second"))
      // At the next multiple of 256.
      try await pass(256, in: world)
      _ = try await world.leader.ask(.note("prunes"))
      let kept = try await count(OutcomeTable.named, in: world)
      #expect(kept == OutcomeTable.keptNames)
      #expect(try await world.follower.ask(.note("second", key: "second")).replayed)
      // The oldest has gone, as documented.
      #expect(try await world.follower.ask(.note("first", key: "first")).replayed == false)
    }
  }

  @Test("noise in the outcome tables is not believed, and stops nobody")
  func noise() async throws {
    try await QueueWorld.tell { world in
      let own = try await world.follower.ask(.note("own"))
      _ = try await world.follower.ask(.note("named", key: "named"))
      let foreign = try DatabaseQueue(path: world.folder.database)
      try await foreign.write { db in
        try db.execute(
          sql: """
            UPDATE \(OutcomeTable.batches) SET outcomes = randomblob(50), term = 'x';
            INSERT INTO \(OutcomeTable.batches) VALUES (9000000000, -1, 'text');
            UPDATE \(OutcomeTable.named) SET outcome = 3.5, term = randomblob(9)
            """)
      }
      try foreign.close()
      // What became of them cannot be known any more: it is as if they had never been.
      #expect(await world.observer.submitNote("own", key: own.key).code == "OK")
      #expect(await world.observer.submitNote("named", key: "named").code == "OK")
      #expect(await world.observer.submitNote("new").code == "OK")
    }
  }
}
