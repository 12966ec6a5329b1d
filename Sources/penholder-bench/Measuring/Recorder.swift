import Histogram

/// Takes the samples of one round. Three figures of each are kept, in bounded memory.
struct Recorder {
  private var histogram = Histogram<UInt64>(numberOfSignificantValueDigits: .three)

  mutating func record(_ value: UInt64) { histogram.record(value) }

  /// What the round came to, nil without a sample.
  func round() -> Round? {
    guard histogram.totalCount > 0 else { return nil }
    func percentile(_ percent: Double) -> Double { Double(histogram.valueAtPercentile(percent)) }
    return Round(
      count: Int(histogram.totalCount), median: percentile(50), p90: percentile(90),
      p99: percentile(99), p999: percentile(99.9), maximum: Double(histogram.max))
  }
}
