/// One candidate's turn: its samples in short.
struct Round: Codable, Equatable, Sendable {
  let count: Int
  let median: Double
  let p90: Double
  let p99: Double
  let p999: Double
  let maximum: Double

  /// A turn that came to one figure, which is everything.
  static func single(_ value: Double) -> Round {
    Round(count: 1, median: value, p90: value, p99: value, p999: value, maximum: value)
  }
}

/// The middle of `values`: of an even number, the mean of the two in the middle; nil of none.
func median(of values: [Double]) -> Double? {
  guard !values.isEmpty else { return nil }
  let sorted = values.sorted()
  let middle = sorted.count / 2
  return sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
}
