/// How often values of each size were recorded.
///
/// Built from words that anybody may have scribbled on: sums stop at the highest number instead of
/// wrapping, so that a total is never less than a part of it.
package struct Histogram: Hashable, Sendable {
  package let scale: HistogramScale
  /// One for each bucket of the scale.
  package private(set) var counts: [UInt64]
  /// All values together.
  package private(set) var sum: UInt64

  /// - Parameter counts: one for each bucket of the scale.
  package init(scale: HistogramScale, counts: [UInt64], sum: UInt64) {
    precondition(counts.count == scale.buckets, "a count for each bucket")
    self.scale = scale
    self.counts = counts
    self.sum = sum
  }

  /// How many values were recorded. O(buckets).
  package var count: UInt64 { counts.reduce(0) { $0.addingSaturated($1) } }

  /// How many of them were below `1 << exponent`, where a bucket ends on every scale (for an exponent
  /// from `unit` to `top`). O(buckets).
  package func count(below exponent: Int) -> UInt64 {
    precondition((scale.unit...scale.top).contains(exponent), "a bucket ends there")
    return counts[..<scale.bucket(1 << UInt64(exponent))].reduce(0) { $0.addingSaturated($1) }
  }

  /// The value that a share `quantile` (0…1) of those recorded did not exceed, at most an eighth too
  /// high; nil without any. O(buckets).
  package func quantile(_ quantile: Double) -> UInt64? {
    let total = count
    guard total > 0 else { return nil }
    let share = UInt64(min((Double(total) * quantile).rounded(.up), 0x1p63))
    // A high total is rounded up on its way through Double.
    let rank = min(max(share, 1), total)
    var seen: UInt64 = 0
    for (bucket, count) in counts.enumerated() {
      seen = seen.addingSaturated(count)
      if seen >= rank { return scale.upperBound(bucket) }
    }
    preconditionFailure("a rank is not higher than the total")
  }

  /// Adds what another histogram of the same scale counted.
  package mutating func merge(_ other: Histogram) {
    precondition(scale == other.scale, "histograms of one scale")
    for bucket in counts.indices {
      counts[bucket] = counts[bucket].addingSaturated(other.counts[bucket])
    }
    sum = sum.addingSaturated(other.sum)
  }
}

extension UInt64 {
  /// The sum, or the highest number where it would be higher.
  package func addingSaturated(_ other: UInt64) -> UInt64 {
    let (sum, isTooHigh) = addingReportingOverflow(other)
    return isTooHigh ? .max : sum
  }
}
