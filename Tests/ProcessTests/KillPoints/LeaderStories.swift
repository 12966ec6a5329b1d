import Foundation
import SharedMemory
import Testing

@testable import penholder_tool

@Suite("Kill points of a leader")
struct LeaderStories {
  static let committing: [KillPoint] = [
    .requestsTaken, .executing, .beforeCommit, .afterCommit, .announced, .halfAnswered, .halfAnswer,
    .ringNumberClaimed, .halfRingSlot,
  ]
  static let inside: Set<KillPoint> = [
    .requestsTaken, .executing, .beforeCommit, .checkpointBegun, .checkpointDone,
  ]

  @Test("in a group commit", arguments: committing, Trap.Action.allCases)
  func groupCommit(_ point: KillPoint, _ action: Trap.Action) async throws {
    // Ann leads. All three queue notes, and she is killed, or stopped, in the middle of her commit.
    // The others are answered, by a successor or by her when she goes on; each note is there once.
    try await KillPointWorld.tell(point, action, victim: 0) { world in
      try world.trap.arm()
      // Committed, not answered, and its leader dead: only the stored outcome can tell the others.
      let isForStore = action == .kill && [.afterCommit, .announced].contains(point)
      world.queueEverywhere("meanwhile", besides: isForStore ? world.ann : nil)
      try await world.trapped(world.ann, insideTransaction: Self.inside.contains(point))
      let answers = try await world.settle()
      if isForStore { #expect(answers.contains { $0["replayed"] == .bool(true) }) }
    }
  }

  @Test("a command that cannot know what became of its write says so, and asks again by the key")
  func unknown() async throws {
    // Ann is stopped while she carries out what a command has asked for. The command's time is over.
    // Asked again by the key that it named, Ann tells what she has done since; it is there once.
    try await KillPointWorld.tell(.executing, .stop, victim: 0, lease: 60) { world in
      try world.trap.arm()
      let sql = "INSERT INTO note (text) VALUES ('trapped')"
      let database = world.group.database
      let asked = try await world.group.run("exec", database, sql, "--timeout", "0.5")
      #expect(asked.exit == EX_PROTOCOL, "\(asked)")
      let key = try #require(asked.errors.firstMatch(of: /with the key ([^;]+);/)?.1)
      try await world.trap.springs(on: world.ann, in: world.group)
      world.ann.resume()
      for _ in 1...2 {
        let again = try await world.group.run(
          "exec", database, sql, "--key", String(key), "--timeout", "60")
        #expect(again.exit == 0, "\(again)")
      }
      let count = try await world.ann.column("SELECT count(*) FROM note WHERE text = 'trapped'")
      #expect(count == [.integer(1)])
      try await world.ann.write("DELETE FROM note WHERE text = 'trapped'")
      try await world.settle()
    }
  }

  @Test(
    "in a checkpoint", arguments: [KillPoint.checkpointBegun, .checkpointDone], Trap.Action.allCases
  )
  func checkpoint(_ point: KillPoint, _ action: Trap.Action) async throws {
    // Ann leads and copies the log back. She is killed, or stopped, while she holds the write lock for
    // it, and everybody queues notes.
    try await KillPointWorld.tell(point, action, victim: 0) { world in
      world.queueEverywhere("before")
      for entry in world.ledger.entries { _ = try await entry.tab.answer(to: entry.id) }
      try world.trap.arm()
      _ = world.ann.send("checkpoint")
      try await world.trap.springs(on: world.ann, in: world.group)
      world.queueEverywhere("meanwhile")
      try await world.trapped(world.ann, insideTransaction: true)
      try await world.settle()
    }
  }

  @Test(
    "in a hand-over that it was asked for",
    arguments: [KillPoint.draining, .leaving, .termUnlocked],
    Trap.Action.allCases)
  func handOver(_ point: KillPoint, _ action: Trap.Action) async throws {
    // Ben asks Ann for leadership under load; she is killed, or stopped, while she hands over. Ben
    // leads, and nothing is lost.
    try await KillPointWorld.tell(point, action, victim: 0) { world in
      try world.trap.arm()
      world.queueEverywhere("meanwhile")
      let asked = world.ben.send("requestLeadership", ["timeout": .integer(60)])
      world.queueEverywhere("asked")
      try await world.trapped(world.ann)
      #expect(try await world.ben.answer(to: asked)["ok"] == .bool(true))
      try await world.settle()
    }
  }
}
