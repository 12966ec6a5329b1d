import PenholderCore
import Testing

@Suite("Election")
struct ElectionTests {
  /// Plays one random schedule, then lets the world calm down. Returns what went wrong.
  func play(seed: UInt64, steps: Int, scribbles: Bool, isFenced: Bool = true) -> [String] {
    var sizes = SeededGenerator(seed: ~seed)
    var world = ElectionSimulator(seed: seed, tabs: Int.random(in: 1...5, using: &sizes))
    world.isFenced = isFenced
    for _ in 0..<steps { disturb(&world, scribbles: scribbles) }
    guard world.violations.isEmpty else { return world.violations }
    // Whoever was stopped goes on; a tab joins in case all are dead.
    for index in world.tabs.indices { world.tabs[index].isStopped = false }
    for index in world.tabs.indices { world.commitWrite(index) }
    world.join(9)
    world.settle(for: 4 * ElectionSimulator.lease)
    // Who was deposed by a tab that died before it could say so learns it from its next write.
    world.writeEverywhere()
    world.settle(for: 4 * ElectionSimulator.lease)
    let leaders = world.tabs.filter { $0.isAlive && $0.office != nil }
    if leaders.count != 1 {
      world.violations.append("progress: \(leaders.map(\.number)) lead after the world calmed down")
    } else if world.reign != Reign(term: world.storedTerm, leader: leaders[0].number) {
      world.violations.append("the file says \(world.reign), the database \(world.storedTerm)")
    }
    return world.violations
  }

  private func disturb(_ world: inout ElectionSimulator, scribbles: Bool) {
    let index = Int.random(in: 0..<world.tabs.count, using: &world.random)
    switch Int.random(in: 0..<100, using: &world.random) {
    case 0..<70: _ = world.step(index)
    case 70..<76: world.now += UInt64.random(in: 0...3_000_000, using: &world.random)
    case 76..<79: world.now += UInt64.random(in: 0...400_000_000, using: &world.random)
    case 79..<86: world.beginWrite(index)
    case 86..<93: world.commitWrite(index)
    case 93: world.crash(index)
    case 94: world.tabs[index].isStopped = true
    case 95, 96: world.tabs[index].isStopped = false
    case 97:
      let dead = world.tabs.first { !$0.isAlive }?.number
      if let dead { world.join(dead) }
    case 98:
      if !world.tabs[index].isStopped {
        world.tabs[index].inputs.append(.resign(to: Int.random(in: 1...5, using: &world.random)))
      }
    default: if scribbles { world.scribble() }
    }
  }

  /// Plays many schedules; the seed of one that fails is in the message, to be played again.
  private func playMany(scribbles: Bool) {
    let base = UInt64.random(in: 0...UInt64.max)
    for offset in 0..<5000 {
      let seed = base &+ UInt64(offset)
      let violations = play(seed: seed, steps: 400, scribbles: scribbles)
      #expect(violations == [], "seed \(seed)")
      if !violations.isEmpty { return }
    }
  }

  @Test(
    "whatever crashes, stops and lags: one leader a term, no commit by a deposed one, one leader in the end"
  )
  func randomSchedules() { playMany(scribbles: false) }

  @Test("the same with noise written over the file at any moment")
  func randomSchedulesWithNoise() { playMany(scribbles: true) }

  @Test("without the fence the simulator finds a commit by a deposed leader")
  func withoutFence() {
    let found = (0..<5000 as Range<UInt64>).contains { seed in
      play(seed: seed, steps: 400, scribbles: false, isFenced: false).contains {
        $0.hasPrefix("P2")
      }
    }
    #expect(found)
  }

  @Test("the tab that joined first after the leader succeeds it, with everybody awake")
  func succession() throws {
    for seed in 0..<200 as Range<UInt64> {
      var world = ElectionSimulator(seed: seed, tabs: 4)
      world.settle(for: 100_000_000)
      let leader = try #require(world.tabs.firstIndex { $0.office != nil })
      let expected = world.tabs[leader == 0 ? 1 : 0].number
      world.crash(leader)
      world.settle(for: 100_000_000)
      #expect(world.tabs.first { $0.office != nil && $0.isAlive }?.number == expected)
    }
  }

  @Test("a healthy leader is never deposed, however long a follower slept")
  func sleepyFollower() throws {
    for seed in 0..<200 as Range<UInt64> {
      var world = ElectionSimulator(seed: seed, tabs: 3)
      world.settle(for: 100_000_000)
      let leader = try #require(world.tabs.firstIndex { $0.office != nil })
      let sleeper = (leader + 1) % 3
      world.tabs[sleeper].isStopped = true
      world.settle(for: 10 * ElectionSimulator.lease)
      world.tabs[sleeper].isStopped = false
      world.settle(for: 10 * ElectionSimulator.lease)
      #expect(world.storedTerm == 1)
    }
  }

  @Test("a stopped leader is replaced within two leases, and deposed when it wakes")
  func stoppedLeader() throws {
    for seed in 0..<200 as Range<UInt64> {
      var world = ElectionSimulator(seed: seed, tabs: 3)
      world.settle(for: 100_000_000)
      let leader = try #require(world.tabs.firstIndex { $0.office != nil })
      world.tabs[leader].isStopped = true
      world.settle(for: 2 * ElectionSimulator.lease)
      #expect(world.storedTerm == 2)
      world.tabs[leader].isStopped = false
      world.settle(for: ElectionSimulator.lease)
      #expect(world.tabs[leader].office == nil)
      #expect(world.storedTerm == 2)
    }
  }

  @Test(
    "a leader stopped inside a transaction blocks its successor until it goes on, and then commits first"
  )
  func stoppedInTransaction() throws {
    for seed in 0..<200 as Range<UInt64> {
      var world = ElectionSimulator(seed: seed, tabs: 3)
      world.settle(for: 100_000_000)
      let leader = try #require(world.tabs.firstIndex { $0.office != nil })
      world.beginWrite(leader)
      world.tabs[leader].isStopped = true
      world.settle(for: 5 * ElectionSimulator.lease)
      #expect(world.storedTerm == 1)
      world.tabs[leader].isStopped = false
      world.commitWrite(leader)
      #expect(world.commits == [1])
      world.settle(for: 3 * ElectionSimulator.lease)
      #expect(world.tabs.count { $0.office == world.storedTerm } == 1)
      #expect(world.violations == [])
    }
  }
}
