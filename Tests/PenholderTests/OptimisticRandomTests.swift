import Penholder
import TestSupport
import Testing

@Suite("Optimistic edits, in any order", .ownThread)
struct OptimisticRandomTests {
  /// Plays one schedule. Returns the first thing that was wrong, with what had happened until then.
  func play<Model: OverlayModel>(_ model: Model.Type, seed: UInt64, tells: Bool) -> String? {
    var world = OptimisticWorld<Model>(seed: seed, tells: tells)
    var story: [String] = []
    var failure: String?
    func check(_ world: OptimisticWorld<Model>, _ done: String) {
      story.append(done)
      guard failure == nil, let complaint = world.complaint else { return }
      failure = "\(Model.self), seed \(seed): \(complaint); " + story.joined(separator: "; ")
    }
    for _ in 0..<Int.random(in: 5...90, using: &world.dice) where failure == nil {
      let done = world.step()
      check(world, done)
    }
    if failure == nil { world.settle(check) }
    guard failure == nil else { return failure }
    if world.overlay.pendingCount > 0 { return "seed \(seed): pending for ever" }
    return world.overlay.view.contents == world.history.last?.contents
      ? nil : "seed \(seed): the view is not the database in the end"
  }

  /// Plays many schedules; the seed of one that fails is in the message, to be played again.
  func playMany<Model: OverlayModel>(_ model: Model.Type, tells: Bool) {
    let base = UInt64.random(in: 0...UInt64.max)
    print("optimistic schedules of \(model), from seed \(base)")
    for offset in 0..<1_200 as Range<UInt64> {
      let failure = play(model, seed: base &+ offset, tells: tells)
      guard failure == nil else {
        Issue.record("\(failure ?? "")")
        return
      }
    }
  }

  @Test(
    "appended lines: nothing acknowledged is missing, nothing rejected remains, nothing is twice",
    arguments: [true, false])
  func list(tells: Bool) {
    playMany(ListModel.self, tells: tells)
  }

  @Test(
    "set registers and added-to counters: the same, and the database's order decides",
    arguments: [true, false])
  func registers(tells: Bool) {
    playMany(RegisterModel.self, tells: tells)
  }
}
