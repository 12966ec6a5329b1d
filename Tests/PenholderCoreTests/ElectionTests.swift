import PenholderCore
import Testing

@Suite("Election")
struct ElectionTests {
  /// Plays one random schedule, then lets the world calm down. Returns what went wrong.
  func play(seed: UInt64, steps: Int, scribbles: Bool) -> [String] {
    var sizes = SeededGenerator(seed: ~seed)
    var world = ElectionSimulator(seed: seed, tabs: Int.random(in: 1...5, using: &sizes))
    for _ in 0..<steps { disturb(&world, scribbles: scribbles) }
    guard world.violations.isEmpty else { return world.violations }
    // Whoever was stopped goes on; a tab joins in case all are dead.
    for index in world.tabs.indices { world.tabs[index].isStopped = false }
    for index in world.tabs.indices { world.commitWrite(index) }
    world.join(9)
    world.settle(limit: 4 * ElectionSimulator.lease)
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

  @Test("no schedule of crashes, stops, delays and writes elects two leaders in one term, lets a deposed one commit, or leaves nobody")
  func randomSchedules() {
    let base = UInt64.random(in: 0...UInt64.max)
    for offset in 0..<4000 {
      let seed = base &+ UInt64(offset)
      let violations = play(seed: seed, steps: 400, scribbles: false)
      #expect(violations == [], "seed \(seed)")
      if !violations.isEmpty { return }
    }
  }

  @Test("the same with noise written over the file at any moment")
  func randomSchedulesWithNoise() {
    let base = UInt64.random(in: 0...UInt64.max)
    for offset in 0..<4000 {
      let seed = base &+ UInt64(offset)
      let violations = play(seed: seed, steps: 400, scribbles: true)
      #expect(violations == [], "seed \(seed)")
      if !violations.isEmpty { return }
    }
  }
}
