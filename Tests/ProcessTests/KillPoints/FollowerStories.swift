import Foundation
import SharedMemory
import Testing

@testable import penholder_tool

@Suite("Kill points of a follower")
struct FollowerStories {
  @Test(
    "while it puts a request into its lane",
    arguments: [KillPoint.halfLaneRecord, .laneRecordUnannounced],
    Trap.Action.allCases)
  func publishing(_ point: KillPoint, _ action: Trap.Action) async throws {
    // Ben is killed, or stopped, half-way through a request. Half a one is nothing; a whole one of
    // which nobody was told is found. Ann and Cem go on; Ben's is answered when he does.
    try await KillPointWorld.tell(point, action, victim: 1) { world in
      try world.trap.arm()
      let id = world.ben.queue("trapped")
      try await world.trap.springs(on: world.ben, in: world.group)
      world.ledger.queue(world.ann, (1...8).map { "by Ann \($0)" })
      world.ledger.queue(world.cem, (1...8).map { "by Cem \($0)" })
      for entry in world.ledger.entries where entry.tab !== world.ben {
        _ = try await entry.tab.answer(to: entry.id)
      }
      if action == .stop {
        world.ben.resume()
        #expect(try await world.ben.answer(to: id)["ok"] == .bool(true))
      }
      let isWhole = action == .stop || point == .laneRecordUnannounced
      if isWhole {
        try await world.group.until("Ben's note") { try world.group.notes().contains("trapped") }
        // Taken away again, so that what is there is what the others queued.
        try await world.ann.write("DELETE FROM note WHERE text = 'trapped'")
      }
      try await world.settle()
    }
  }

  @Test(
    "while it withdraws a request", arguments: [KillPoint.withdrawing, .withdrawn],
    Trap.Action.allCases)
  func withdrawing(_ point: KillPoint, _ action: Trap.Action) async throws {
    // Ann is stopped, so that Ben's request is not taken; its time is over, and he is killed, or
    // stopped, before or after he has withdrawn it. Ann goes on and carries it out if and only if he
    // has not; and what he is told when he goes on is true.
    try await KillPointWorld.tell(point, action, victim: 1, lease: 60) { world in
      try await world.ann.stop()
      try world.trap.arm()
      let id = world.ben.queue("trapped", timeout: 0.2)
      try await world.trap.springs(on: world.ben, in: world.group)
      world.ann.resume()
      world.ledger.queue(world.cem, (1...8).map { "by Cem \($0)" })
      for entry in world.ledger.entries where entry.tab === world.cem {
        _ = try await entry.tab.answer(to: entry.id)
      }
      if point == .withdrawing {
        try await world.group.until("Ben's note") { try world.group.notes().contains("trapped") }
        try await world.ann.write("DELETE FROM note WHERE text = 'trapped'")
      }
      if action == .stop {
        world.ben.resume()
        let answer = try await world.ben.answer(to: id)
        let code = point == .withdrawn ? "TIMED_OUT_NOT_APPLIED" : "TIMED_OUT_UNKNOWN"
        #expect(answer.errorCode == code, "\(answer)")
      }
      try await world.settle()
    }
  }
}
