/// Makes a failing schedule shorter while it still fails, until no single step can be left out.
///
/// Zeller and Hildebrandt, "Simplifying and Isolating Failure-Inducing Input", TSE 2002: larger parts are
/// left out first. Steps are also replaced by ones that do more at a time, so that more of the others can
/// be left out.
struct Shrinking {
  /// Whether a schedule fails as the first one did.
  let fails: (Schedule) -> Bool
  /// How many schedules were tried.
  private(set) var tries = 0

  init(_ fails: @escaping (Schedule) -> Bool) { self.fails = fails }

  mutating func shrink(_ schedule: Schedule) -> Schedule {
    var current = schedule
    while true {
      let before = current
      leaveOut(&current)
      simplify(&current)
      if current == before { return current }
    }
  }

  private mutating func isWorth(_ candidate: Schedule) -> Bool {
    tries += 1
    return fails(candidate)
  }

  private mutating func leaveOut(_ current: inout Schedule) {
    var size = max(1, current.steps.count / 2)
    while true {
      var start = 0
      while start < current.steps.count {
        var candidate = current
        candidate.steps.removeSubrange(start..<min(start + size, current.steps.count))
        if isWorth(candidate) { current = candidate } else { start += size }
      }
      if size == 1 { return }
      size /= 2
    }
  }

  /// One step for another of its kind that says more with less.
  private mutating func simplify(_ current: inout Schedule) {
    for index in current.steps.indices {
      var candidate = current
      switch current.steps[index] {
      case .run(let tab): candidate.steps[index] = .rest(tab)
      case .pass(let time) where time != 400_000: candidate.steps[index] = .pass(400_000)
      default: continue
      }
      if isWorth(candidate) { current = candidate }
    }
  }
}
