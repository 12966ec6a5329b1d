/// What one candidate came to in one case, over all rounds.
///
/// Medians are of the rounds' medians: a round that something else disturbed moves them little.
struct Measurement: Sendable {
  let candidate: String
  /// The size of the case: how many todos, tabs, rows.
  let size: Int
  let measure: Measure
  /// By number; a candidate may have failed in one of them.
  private(set) var rounds: [Int: Round] = [:]

  mutating func add(_ round: Round, number: Int) { rounds[number] = round }

  /// The middle round's median.
  var median: Double? { penholder_bench.median(of: rounds.values.map(\.median)) }
  /// The middle round's 99th percentile.
  var p99: Double? { penholder_bench.median(of: rounds.values.map(\.p99)) }
  /// The lowest and the highest round's median.
  var spread: ClosedRange<Double>? {
    let medians = rounds.values.map(\.median)
    guard let low = medians.min(), let high = medians.max() else { return nil }
    return low...high
  }

  /// A figure of the middle round: the 99.9th percentile, the slowest.
  func middle(of figure: (Round) -> Double?) -> Double? {
    penholder_bench.median(of: rounds.values.compactMap(figure))
  }

  /// How many times the other one's: the middle of the ratios within rounds. Nil where no round has
  /// both, or the other is nothing.
  func ratio(
    to other: Measurement, of figure: (Round) -> Double? = { $0.median }
  ) -> Double? {
    let ratios = rounds.compactMap { number, round -> Double? in
      guard let value = figure(round), let base = other.rounds[number].flatMap(figure), base > 0
      else { return nil }
      return value / base
    }
    return penholder_bench.median(of: ratios)
  }

  /// How much more than the other one's: the middle of the differences within rounds.
  func excess(over other: Measurement, of figure: (Round) -> Double?) -> Double? {
    penholder_bench.median(
      of: rounds.compactMap { number, round -> Double? in
        guard let value = figure(round), let base = other.rounds[number].flatMap(figure) else {
          return nil
        }
        return value - base
      })
  }

  /// Whether the goal for this size is met; nil without one.
  var meetsGoal: Bool? {
    guard let goal = measure.goal(at: size), let median else { return nil }
    return median <= goal
  }
}
