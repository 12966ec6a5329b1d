import PenholderCore
import TestSupport
import Testing

/// Stories of the election; what chance brings is played by SimulatorTests.
@Suite("Election", .ownThread)
struct ElectionTests {
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
      #expect(world.storedLeader == world.tabs[leader == 0 ? 1 : 0].number)
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

  // MARK: One machine alone

  private static let lease: UInt64 = 300_000_000

  private func sighting(
    _ term: UInt64, _ leader: Int?, held: Bool = false, heartbeat: UInt64 = 1
  ) -> Election.Sighting {
    Election.Sighting(
      reign: Reign(term: term, leader: leader), heartbeat: heartbeat, reignByteHeld: held, ahead: 0,
      successor: nil)
  }

  private func election(me: Int) -> Election {
    Election(me: me, observes: false, timing: Election.Timing(lease: Self.lease), now: 0)
  }

  @Test("a leader that cannot read the database goes on leading, and reads again")
  func readFailure() {
    var election = election(me: 1)
    _ = election.step(.sighted(sighting(0, nil)), now: 1)
    _ = election.step(.termRead(stored: 0, unused: 1, byteHeld: false), now: 2)
    #expect(election.step(.termLocked(1, true), now: 3) == [.claim(1, over: 0)])
    _ = election.step(.claimed(1), now: 4)
    // Long asleep.
    let slept = election.step(.sighted(sighting(1, 1, heartbeat: 2)), now: 4 * Self.lease)
    #expect(slept == [.beat, .readTerm])
    #expect(election.step(.termReadFailed, now: 4 * Self.lease) == [])
    #expect(election.leadingTerm == 1)
  }

  @Test("silence is not held against a leader that has just taken over")
  func staleSilence() {
    var election = election(me: 2)
    var now: UInt64 = 1
    while election.step(.sighted(sighting(5, 1, held: true)), now: now) != [.readTerm] {
      now += Self.lease / 5
    }
    #expect(election.step(.termRead(stored: 6, unused: 7, byteHeld: true), now: now) == [])
  }

  @Test("a candidate that is kept waiting withdraws when somebody leads after all")
  func withdraws() {
    var election = election(me: 2)
    _ = election.step(.sighted(sighting(0, nil)), now: 1)
    _ = election.step(.termRead(stored: 0, unused: 1, byteHeld: false), now: 2)
    _ = election.step(.termLocked(1, true), now: 3)
    #expect(election.step(.claimBlocked, now: 4) == [])
    let seen = election.step(.sighted(sighting(0, nil, heartbeat: 2)), now: 5)
    #expect(seen == [.unlockTerm(1)])
  }

  @Test("a leader with a longer lease is believed for longer")
  func longerLease() {
    var election = election(me: 2)
    var slow = sighting(5, 1, held: true)
    slow.beat = 2 * Self.lease
    for now in stride(from: UInt64(1), to: 5 * Self.lease, by: Int(Self.lease / 3)) {
      #expect(election.step(.sighted(slow), now: now) == [])
    }
  }
}
