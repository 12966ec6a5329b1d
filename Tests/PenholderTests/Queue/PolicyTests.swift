import GRDB
import Testing

@testable import Penholder

@Suite("Write policies")
struct PolicyTests {
  @Test("queue: statements go to the leader, a closure is refused, and nobody hands over")
  func queue() async throws {
    try await QueueWorld.tell(.with(\.writePolicy, .queue)) { world in
      for (index, tab) in world.tabs.enumerated() {
        let written = try await tab.write([
          SQLStatement("INSERT INTO note (text) VALUES (?)", arguments: ["a \(index)"]),
          SQLStatement("INSERT INTO note (text) VALUES ('b')"),
        ])
        #expect(written.changes == 2 && written.term == 1)
        #expect(written.lastInsertedRowID == Int64(2 * index + 2))
        let executed = try await tab.execute("UPDATE note SET text = 'c' WHERE text = 'b'")
        #expect(executed.changes == 1 && executed.commit == written.commit.map { $0 + 1 })
      }
      for tab in [world.follower, world.observer] {
        await #expect(throws: PenholderError.notLeader(leader: world.leader.leaderInfo.leader)) {
          try await tab.add("closure")
        }
      }
      try await world.leader.add("closure")
      #expect(world.leader.isLeader && world.leader.leaderInfo.term == 1)
    }
  }

  @Test("leaderOnly refuses a write and not a queued one")
  func leaderOnly() async throws {
    try await QueueWorld.tell { world in
      for tab in [world.follower, world.observer] {
        let error = await #expect(throws: PenholderError.self) {
          try await tab.write([SQLStatement("INSERT INTO note (text) VALUES ('no')")])
        }
        #expect(error?.code == "WRITE_PERMISSION_DENIED")
        #expect(await tab.submitNote("queued").code == "OK")
      }
    }
  }

  @Test("waitForLeadership waits with a write and not with a queued one")
  func waits() async throws {
    try await QueueWorld.tell(.with(\.writePolicy, .waitForLeadership)) { world in
      let write = Task {
        try await world.follower.write([SQLStatement("INSERT INTO note (text) VALUES ('mine')")])
      }
      #expect(try await world.follower.ask(.note("queued")).term == 1)
      await world.leader.close()
      #expect(try await write.value.term == 2)
      let notes = try await world.follower.notes()
      #expect(notes == ["queued", "mine"])
    }
  }

  @Test("a handle that may override the guard still queues, and its requests are answered once")
  func overriding() async throws {
    try await QueueWorld.tell { world in
      world.follower.allowNonLeaderWrites(true)
      let sent = (0..<50).map { number -> Pending in
        world.follower.submitNote("queued \(number)")
      }
      for number in 0..<10 { try await world.follower.add("override \(number)") }
      var commits: Set<UInt64> = []
      for pending in sent { commits.insert(try await pending.receipt.commit) }
      #expect(try await world.notes().count == 60)
    }
  }
}
