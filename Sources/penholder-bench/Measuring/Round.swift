/// One candidate's turn: its samples in short.
struct Round: Codable, Equatable, Sendable {
  let count: Int
  let median: Double
  let p90: Double
  let p99: Double
  let p999: Double
  let maximum: Double
}

extension Round {
  /// Of one sample, which is everything.
  init(single: Double) {
    self.init(count: 1, median: single, p90: single, p99: single, p999: single, maximum: single)
  }
}

/// The middle of `values`: of an even number, the mean of the two in the middle; nil of none.
func median(of values: [Double]) -> Double? {
  guard !values.isEmpty else { return nil }
  let sorted = values.sorted()
  let middle = sorted.count / 2
  return sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
}
