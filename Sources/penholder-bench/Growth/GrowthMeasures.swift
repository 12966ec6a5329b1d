/// What the growth suite measures, and which curves are to be flat.
enum GrowthMeasures {
  /// In the order of the tables.
  static let byTabs: [Measure] =
    [
      NotifyMeasures.spaced, NotifyMeasures.last, NotifyMeasures.call, NotifyMeasures.unheard,
      NotifyMeasures.writeCall,
    ]
    + [WritesCase.Durability.full, .normal].flatMap {
      [WritesMeasures.throughput(writing($0)), WritesMeasures.latency(writing($0))]
    }
    + [FailoverMeasures.role(death), FailoverMeasures.commit(death)]
    + NotifyMeasures.idle + [ReadsMeasures.refreshByTabs]
  static let byRows = [ReadsMeasures.refresh, ReadsMeasures.open]
  static let all = byTabs + byRows

  private static let death = Situation.killed(loaded: false)

  /// A tab waits for each of its writes.
  static func writing(_ durability: WritesCase.Durability) -> WritesCase {
    WritesCase(tabs: 1, inFlight: 1, durability: durability, place: .disk)
  }

  /// What we want to reach: the last one of each curve beside its first one. What nobody's number should
  /// matter to is flat, within what noise does to one of two figures; what must be done for each tab grows
  /// with their number and no faster.
  static func goals(tabs: [Int], rows: [Int]) -> [Goal] {
    let (full, normal) = (writing(.full), writing(.normal))
    let tabs = Curve(tabs, of: "tabs")
    let rows = Curve(rows, of: "rows")
    return [
      tabs.flat("an idle tab's wake-ups", NotifyMeasures.wakeUps, within: 1.5),
      tabs.flat("an idle tab's processor time", NotifyMeasures.idleTime, within: 2),
      tabs.flat("a tab's memory", NotifyMeasures.memory, within: 1.2),
      tabs.flat("an announcement that nobody hears", NotifyMeasures.unheard, within: 2),
      rows.flat("a follower's refresh, one row changed", ReadsMeasures.refresh, within: 2),
      rows.flat("open to first read", ReadsMeasures.open, within: 1.5),
      tabs.linear("an announcement that wakes all", NotifyMeasures.call),
      tabs.linear("announcement → the last follower's handler", NotifyMeasures.last),
      tabs.linear("the same, p99", NotifyMeasures.last, \.p99),
      tabs.linear("write → the last follower has read it", ReadsMeasures.refreshByTabs),
      tabs.linear("a queued write, FULL", WritesMeasures.latency(full)),
      tabs.linear("a queued write, NORMAL", WritesMeasures.latency(normal)),
      tabs.linear("killed → successor's role", FailoverMeasures.role(death)),
      tabs.rising("queued rows a second, FULL", WritesMeasures.throughput(full)),
      tabs.rising("queued rows a second, NORMAL", WritesMeasures.throughput(normal)),
    ].compactMap { $0 }
  }
}

/// The sizes of a curve; with one alone nothing can be said of it.
private struct Curve {
  let first: Int
  let last: Int
  let what: String

  init(_ sizes: [Int], of what: String) {
    (first, last, self.what) = (sizes.min() ?? 0, sizes.max() ?? 0, what)
  }

  private func goal(
    _ text: String, _ measure: Measure, _ bound: Goal.Bound,
    _ figure: KeyPath<Round, Double> & Sendable = \.median
  ) -> Goal? {
    guard first < last else { return nil }
    func count(_ size: Int) -> String { Measure.Unit.grouped(size) }
    return Goal(
      text: "\(text), \(count(last)) \(what) beside \(count(first))", measure: measure, size: last,
      figure: figure, bound: bound)
  }

  func flat(_ text: String, _ measure: Measure, within factor: Double) -> Goal? {
    goal("flat: \(text)", measure, .timesOwnAtMost(factor, atSize: first))
  }

  func linear(
    _ text: String, _ measure: Measure, _ figure: KeyPath<Round, Double> & Sendable = \.median
  ) -> Goal? {
    goal(
      "no steeper than the \(what): \(text)", measure,
      .timesOwnAtMost(Double(last) / Double(first), atSize: first), figure)
  }

  func rising(_ text: String, _ measure: Measure) -> Goal? {
    goal("not falling: \(text)", measure, .timesOwnAtLeast(1, atSize: first))
  }
}
