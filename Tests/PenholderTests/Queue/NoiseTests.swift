import PenholderCore
import TestSupport
import Testing

@testable import Penholder
@testable import SharedMemory

/// What somebody scribbled on the requests' lanes: always the same for the same seed.
struct Noise: Sendable, CustomTestStringConvertible {
  let seed: UInt64
  /// Whether the entries' marks have numbers that belong there, as if tabs had been at work.
  let isPlausible: Bool

  var testDescription: String { "\(isPlausible ? "plausible" : "wild") noise \(seed)" }

  static let all = (1...4).flatMap { seed in
    [false, true].map { Noise(seed: seed, isPlausible: $0) }
  }

  func scribble(on lane: RequestLane) {
    var random = Seeded(seed: seed)
    for word in 0..<lane.words.count { lane.words.store(random.next(), at: word) }
    guard isPlausible else { return }
    for index in 0..<lane.entries {
      let number = UInt64(index + lane.entries * Int.random(in: 0...1, using: &random))
      let stamp = UInt64.random(in: 0...2, using: &random)
      let phase = UInt64.random(in: 0...7, using: &random)
      let mark = number << 27 | stamp << 3 | phase
      lane.words.store(mark, at: lane.entry(UInt64(index)))
    }
  }
}

@Suite("Noise in the lanes")
struct NoiseTests {
  @Test(
    "a living tab's lane heals, and its requests are answered, those of then and later",
    arguments: Noise.all)
  func heals(_ noise: Noise) async throws {
    try await QueueWorld.tell { world in
      let lane = world.follower.tab.membership.file.lane(world.follower.number)
      var sent: [Pending] = [world.follower.submitNote("before")]
      try await world.settle()
      try await world.whileBusy {
        for number in 0..<5 { sent.append(world.follower.submitNote("under \(number)")) }
        noise.scribble(on: lane)
      }
      // More than the lane has entries: none is lost for good.
      for number in 0..<100 { sent.append(world.follower.submitNote("after \(number)")) }
      var rows: Set<Int64?> = []
      for pending in sent { rows.insert(try await pending.receipt.lastInsertedRowID) }
      #expect(rows.count == 106)
      #expect(try await world.notes().count == 106)
    }
  }

  @Test("in every lane, it keeps nobody from joining, leading and writing", arguments: Noise.all)
  func everyLane(_ noise: Noise) async throws {
    let folder = TestFolder()
    let first = try await MultiTabDatabase.test(folder)
    try await first.waitForLeadership()
    try await first.makeTable()
    let file = first.tab.membership.file
    func scribble() {
      for tab in 1...Layout.maximumTabs where tab != first.number || first.tab.isClosed {
        noise.scribble(on: file.lane(tab))
        file.useLane(of: tab)
      }
    }
    scribble()
    let second = try await MultiTabDatabase.test(folder)
    #expect(await second.submitNote("joined").code == "OK")
    #expect(await first.submitNote("led").code == "OK")
    await second.close()
    await first.close()
    // Nobody is left who could tidy up.
    scribble()
    let third = try await MultiTabDatabase.test(folder)
    #expect(try await third.waitForLeadership() > 1)
    let fourth = try await MultiTabDatabase.test(folder)
    for tab in [third, fourth] {
      for _ in 0..<70 { #expect(await tab.submitNote("again").code == "OK") }
    }
    #expect(try await third.notes().count == 142)
    await fourth.close()
    await third.close()
  }
}
