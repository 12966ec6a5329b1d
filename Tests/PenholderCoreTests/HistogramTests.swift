import PenholderCore
import TestSupport
import Testing

@Suite("Histograms", .ownThread)
struct HistogramTests {
  static func counting(_ values: [UInt64], scale: HistogramScale) -> Histogram {
    var counts = [UInt64](repeating: 0, count: scale.buckets)
    for value in values { counts[scale.bucket(value)] += 1 }
    return Histogram(scale: scale, counts: counts, sum: values.reduce(0, &+))
  }

  @Test("every duration falls into the bucket that bounds it, at most an eighth above")
  func durations() {
    let scale = HistogramScale.latency
    var random = Seeded(seed: 3)
    for _ in 0..<10_000 {
      let value = UInt64.random(
        in: 0..<(1 << UInt64.random(in: 1...36, using: &random)), using: &random)
      let bucket = scale.bucket(value)
      let bound = scale.upperBound(bucket)
      #expect(value <= bound && bound - value <= max(value / 8, 31))
      if bucket > 0 { #expect(scale.upperBound(bucket - 1) < value) }
    }
  }

  @Test(
    "the buckets of a scale are as many as it says, one above the other",
    arguments: [
      HistogramScale.latency, .size,
    ])
  func buckets(scale: HistogramScale) {
    #expect(scale.bucket(0) == 0)
    #expect(scale.bucket(.max) == scale.buckets - 1)
    for bucket in 0..<scale.buckets {
      #expect(scale.bucket(scale.upperBound(bucket)) == bucket)
      if bucket < scale.buckets - 1 {
        #expect(scale.bucket(scale.upperBound(bucket) + 1) == bucket + 1)
      }
    }
  }

  @Test("sizes below 16 are exact")
  func sizes() {
    for size in 0..<UInt64(16) {
      #expect(HistogramScale.size.upperBound(HistogramScale.size.bucket(size)) == size)
    }
    #expect(HistogramScale.size.upperBound(HistogramScale.size.bucket(100_000)) == 4096)
  }

  @Test("quantiles of nothing are nothing; of samples, their bounds")
  func quantiles() {
    #expect(Self.counting([], scale: .latency).quantile(0.5) == nil)
    let values = [UInt64](repeating: 1_000, count: 99) + [1_000_000]
    let histogram = Self.counting(values, scale: .latency)
    #expect(histogram.quantile(0.5).map { (1_000..<1_125).contains($0) } == true)
    #expect(histogram.quantile(0.99).map { (1_000..<1_125).contains($0) } == true)
    #expect(histogram.quantile(1).map { (1_000_000..<1_125_000).contains($0) } == true)
  }

  @Test("what lies below a power of two is counted exactly")
  func below() {
    let histogram = Self.counting([0, 1, 31, 32, 1_023, 1_024, 1 << 36, .max], scale: .latency)
    #expect(histogram.count(below: 5) == 3)
    #expect(histogram.count(below: 10) == 5)
    #expect(histogram.count(below: 11) == 6)
    #expect(histogram.count(below: 36) == 6)
    #expect(histogram.count == 8)
    #expect(Self.counting([1, 2, 3, 4], scale: .size).count(below: 2) == 3)
  }

  @Test("merged, two histograms are as one that counted both, in any order")
  func merging() {
    var random = Seeded(seed: 11)
    let values = (0..<2).map { _ in
      (0..<500).map { _ in UInt64.random(in: 0..<(1 << 30), using: &random) }
    }
    let parts = values.map { Self.counting($0, scale: .latency) }
    let whole = Self.counting(values[0] + values[1], scale: .latency)
    for order in [[0, 1], [1, 0]] {
      var merged = parts[order[0]]
      merged.merge(parts[order[1]])
      #expect(merged == whole)
    }
  }

  @Test("noise in the words makes high numbers, not wrong ones")
  func noise() {
    let counts = [UInt64](repeating: .max, count: HistogramScale.size.buckets)
    var histogram = Histogram(scale: .size, counts: counts, sum: .max)
    histogram.merge(histogram)
    #expect(histogram.count == .max && histogram.sum == .max)
    #expect(histogram.count(below: 1) == .max)
    #expect(histogram.quantile(0) != nil && histogram.quantile(1) != nil)
  }
}
