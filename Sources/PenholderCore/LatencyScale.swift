/// The scale of the latency histograms in the coordination file: eight buckets to each doubling, so
/// that a value read back is at most an eighth too high; from 256 ns to 17 s, more in the last one.
package enum LatencyScale {
  static let lowestExponent = 8
  static let highestExponent = 34
  static let perDoubling = 8
  /// How many buckets there are.
  package static let buckets = (highestExponent - lowestExponent) * perDoubling + 1

  /// The bucket of a duration in nanoseconds. O(1).
  package static func bucket(_ nanoseconds: UInt64) -> Int {
    let value = max(nanoseconds, 1 << UInt64(lowestExponent))
    let exponent = 63 - value.leadingZeroBitCount
    guard exponent < highestExponent else { return buckets - 1 }
    let step = Int(value >> UInt64(exponent - 3) & 7)
    return (exponent - lowestExponent) * perDoubling + step
  }

  /// The highest duration, in nanoseconds, that falls into a bucket.
  package static func upperBound(_ bucket: Int) -> UInt64 {
    let exponent = bucket / perDoubling + lowestExponent
    let step = UInt64(bucket % perDoubling)
    return (8 + step + 1) << UInt64(exponent - 3) - 1
  }

  /// The duration, in nanoseconds, that a share `quantile` (0…1) of the samples does not exceed; nil
  /// without samples. O(buckets).
  package static func quantile(_ quantile: Double, of counts: [UInt64]) -> UInt64? {
    // The counts come from a file that anybody may have scribbled on.
    let total = counts.reduce(0, &+)
    guard total > 0 else { return nil }
    let rank = max(1, UInt64(min((Double(total) * quantile).rounded(.up), 0x1p63)))
    var seen: UInt64 = 0
    for (bucket, count) in counts.enumerated() {
      seen &+= count
      if seen >= rank { return upperBound(bucket) }
    }
    return upperBound(counts.count - 1)
  }
}
