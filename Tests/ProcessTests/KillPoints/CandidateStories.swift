import Foundation
import SharedMemory
import Testing

@testable import penholder_tool

@Suite("Kill points of a candidate")
struct CandidateStories {
  static let points: [KillPoint] = [.termLocked, .claimed]

  @Test("while it succeeds a dead leader", arguments: points, Trap.Action.allCases)
  func succession(_ point: KillPoint, _ action: Trap.Action) async throws {
    // Ann leads and is stopped; Ben and Cem queue notes and wait for her. She is killed. Ben is next,
    // and is killed, or stopped, before he leads. Cem leads and carries out what is in all lanes.
    try await KillPointWorld.tell(point, action, victim: 1) { world in
      // Armed first: on a busy machine Ann's lease may run out before she is killed.
      try world.trap.arm()
      // From here on nothing is answered until somebody else leads.
      try await world.ann.stop()
      world.queueEverywhere("meanwhile")
      world.ann.kill()
      _ = await world.ann.child.ended()
      // On a busy machine Cem may be quicker: then Ben asks him.
      try await world.group.until("a successor") {
        world.trap.isSprung || !world.cem.terms.isEmpty
      }
      if !world.trap.isSprung {
        _ = world.ben.send("requestLeadership", ["timeout": .integer(60)])
      }
      try await world.trapped(world.ben)
      try await world.settle()
    }
  }

  @Test("while it is handed leadership", arguments: points, Trap.Action.allCases)
  func handOver(_ point: KillPoint, _ action: Trap.Action) async throws {
    // Ben asks Ann for leadership and is killed, or stopped, on the way into office. Ann or Cem leads
    // then, and nothing that was queued meanwhile is lost.
    try await KillPointWorld.tell(point, action, victim: 1) { world in
      world.queueEverywhere("before")
      try world.trap.arm()
      _ = world.ben.send("requestLeadership", ["timeout": .integer(60)])
      world.queueEverywhere("meanwhile")
      try await world.trapped(world.ben)
      try await world.settle()
    }
  }
}
