import Foundation
import GRDB
import PenholderCore
import Testing

@testable import Penholder

@Suite("Many requests at once")
struct PressureTests {
  /// Waits for all, and checks that they were carried out once each, in the order of their submission.
  private func check(_ sent: [Pending], in world: QueueWorld, first: Int64 = 1) async throws {
    var last: (row: Int64, commit: UInt64) = (first - 1, 0)
    for pending in sent {
      let receipt = try await pending.receipt
      let row = try #require(receipt.lastInsertedRowID)
      #expect(row > last.row && receipt.commit >= last.commit, "out of order")
      last = (row, receipt.commit)
    }
  }

  @Test("five thousand from one tab are carried out in their order")
  func thousands() async throws {
    try await QueueWorld.tell(.with(\.durability, .normal)) { world in
      let sent = (0..<5000).map { world.follower.submitNote("\($0)") }
      #expect(world.follower.metrics.queueDepth > 0)
      try await check(sent, in: world)
      let notes = try await world.leader.notes()
      #expect(notes == (0..<5000).map(String.init))
      #expect(world.follower.metrics.queueDepth == 0)
    }
  }

  @Test("big ones and small ones keep their order, too")
  func big() async throws {
    try await QueueWorld.tell(.with(\.durability, .normal)) { world in
      var sizes: [Int] = []
      for _ in 0..<300 {
        sizes.append(Bool.random() ? .random(in: 0...40) : .random(in: 1000...32_000))
      }
      let sent = sizes.map { world.observer.submitNote(String(repeating: "x", count: $0)) }
      try await check(sent, in: world)
      #expect(try await world.leader.notes().map(\.utf8.count) == sizes)
    }
  }

  @Test("several tabs at once: each keeps its own order, and nobody's is lost")
  func severalTabs() async throws {
    try await QueueWorld.tell(.with(\.durability, .normal)) { world in
      try await withThrowingTaskGroup(of: Void.self) { group in
        for tab in world.tabs {
          group.addTask {
            try await check((0..<600).map { tab.submitNote("\($0)") }, in: world)
          }
        }
        try await group.waitForAll()
      }
      let count = Dictionary(grouping: try await world.leader.notes(), by: { $0 })
      #expect(count.count == 600 && count.values.allSatisfy { $0.count == 3 })
    }
  }

  @Test("a request that finds the lane full is withdrawn in time, and the next ones go on")
  func timeOutsBehind() async throws {
    try await QueueWorld.tellBraked { world, brake in
      let slow = world.follower.submit(Brake.note("slow"))
      for await _ in brake.called {}
      let short = (0..<200).map { number in
        world.follower.submitNote("short \(number)", timeout: .milliseconds(50))
      }
      for pending in short { #expect(await pending.code == "TIMED_OUT_NOT_APPLIED") }
      let later = (0..<200).map { world.follower.submitNote("later \($0)") }
      brake.release()
      #expect(await slow.code == "OK")
      try await check(later, in: world, first: 2)
      #expect(try await world.notes().count == 201)
    }
  }
}
