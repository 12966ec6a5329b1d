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
  var p99: Double? { middle(\.p99) }

  /// The middle round's figure of a kind.
  func middle(_ figure: KeyPath<Round, Double>) -> Double? {
    penholder_bench.median(of: rounds.values.map { $0[keyPath: figure] })
  }

  /// The highest sample of all rounds.
  var maximum: Double? { rounds.values.map(\.maximum).max() }
  /// The lowest and the highest round's median.
  var spread: ClosedRange<Double>? {
    let medians = rounds.values.map(\.median)
    guard let low = medians.min(), let high = medians.max() else { return nil }
    return low...high
  }

  /// How many times the other one's: the middle of the ratios within rounds. Nil where no round has
  /// both, or the other is nothing.
  ///
  /// - Parameter figure: of which figure; of the median, usually.
  func ratio(to other: Measurement, of figure: KeyPath<Round, Double> = \.median) -> Double? {
    let ratios = rounds.compactMap { number, round -> Double? in
      guard let base = other.rounds[number]?[keyPath: figure], base > 0 else { return nil }
      return round[keyPath: figure] / base
    }
    return penholder_bench.median(of: ratios)
  }

  /// How much more than the other one's: the middle of the differences within rounds.
  func excess(over other: Measurement, of figure: KeyPath<Round, Double>) -> Double? {
    penholder_bench.median(
      of: rounds.compactMap { number, round -> Double? in
        other.rounds[number].map { round[keyPath: figure] - $0[keyPath: figure] }
      })
  }

  /// Whether the goal for this size is met; nil without one.
  var meetsGoal: Bool? {
    guard let goal = measure.goal(at: size), let median else { return nil }
    return median <= goal
  }
}
