import Histogram

/// Takes the samples of one round. Three figures of each are kept, in bounded memory.
struct Recorder {
  private var histogram = Histogram<UInt64>(numberOfSignificantValueDigits: .three)

  mutating func record(_ value: UInt64) { histogram.record(value) }

  /// What the round came to, nil without a sample.
  func round() -> Round? {
    guard histogram.totalCount > 0 else { return nil }
    return Round(
      count: Int(histogram.totalCount), median: Double(histogram.valueAtPercentile(50)),
      p99: Double(histogram.valueAtPercentile(99)), maximum: Double(histogram.max))
  }
}
