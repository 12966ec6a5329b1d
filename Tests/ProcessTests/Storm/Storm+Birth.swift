import SharedMemory

@testable import penholder_tool

extension Storm {
  /// What the next tab is to be: the seed decides.
  func birth(_ state: inout State) -> StormTab.Nature {
    var nature = StormTab.Nature(longestRest: weather.longestRest)
    nature.policy = StormTab.Policy.allCases.randomElement(using: &state.random) ?? .queue
    // Somebody has to be left to lead. One that never does cannot wait until it may.
    let observers = state.tabs.count { $0.nature.isObserver }
    if observers < 2, nature.policy != .wait, Int.random(in: 0..<6, using: &state.random) == 0 {
      nature.isObserver = true
    }
    nature.isRelease = Int.random(in: 0..<100, using: &state.random) < weather.releases
    if !nature.isRelease { nature.trap = trap(for: nature, &state) }
    return nature
  }

  private func trap(for nature: StormTab.Nature, _ state: inout State) -> Trap? {
    state.traps += 1
    let name = "trap \(state.traps)"
    if weather.isGuided, Int.random(in: 0..<4, using: &state.random) > 0 {
      return StormCoverage.shared.mostWanted(among: weather.points).map {
        Trap($0.0, $0.1, in: group, named: name)
      }
    }
    let point = weather.points.randomElement(using: &state.random) ?? .afterCommit
    let action = Trap.Action.allCases.randomElement(using: &state.random) ?? .kill
    return Trap(point, action, in: group, named: name)
  }
}
