import Histogram

/// Takes samples. Three figures of each are kept, in bounded memory; it can go from one process to
/// another.
struct Recorder: Codable, Sendable {
  private var histogram = Histogram<UInt64>(numberOfSignificantValueDigits: .three)

  init() {}

  init(from decoder: any Decoder) throws {
    var values = try decoder.unkeyedContainer()
    while !values.isAtEnd {
      histogram.record(try values.decode(UInt64.self), count: try values.decode(UInt64.self))
    }
  }

  /// Values, and how often each came.
  func encode(to encoder: any Encoder) throws {
    var values = encoder.unkeyedContainer()
    for step in histogram.recordedValues() {
      try values.encode(step.value)
      try values.encode(step.count)
    }
  }

  mutating func record(_ value: UInt64) { histogram.record(value) }

  /// As new, but with the room that it has taken.
  mutating func forget() { histogram.reset() }

  mutating func add(_ other: Recorder) {
    for step in other.histogram.recordedValues() { histogram.record(step.value, count: step.count) }
  }

  /// What the round came to, nil without a sample.
  func round() -> Round? {
    guard histogram.totalCount > 0 else { return nil }
    func percentile(_ percent: Double) -> Double { Double(histogram.valueAtPercentile(percent)) }
    return Round(
      count: Int(histogram.totalCount), median: percentile(50), p90: percentile(90),
      p99: percentile(99), p999: percentile(99.9), maximum: Double(histogram.max))
  }
}
