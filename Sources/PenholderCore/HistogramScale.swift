/// The scale of a histogram in the coordination file: eight equal steps up to `8 << unit`, then eight
/// to each doubling up to `1 << top`, and one bucket for what lies beyond.
///
/// So a value read back is at most an eighth too high (or one `1 << unit`), with few words: what
/// HdrHistogram does, with three significant bits.
package struct HistogramScale: Hashable, Sendable {
  /// Values are told apart by `1 << unit` at best.
  let unit: Int
  /// From `1 << top` on they are not told apart.
  let top: Int

  /// Durations in nanoseconds, in steps of 32 ns at best, to 69 s.
  package static let latency = HistogramScale(unit: 5, top: 36)
  /// Small numbers; exact below 16, to 4096.
  package static let size = HistogramScale(unit: 0, top: 12)

  private static let steps = 8

  /// How many buckets there are.
  package var buckets: Int { (top - unit - 2) * Self.steps + 1 }

  /// The bucket of a value. O(1).
  package func bucket(_ value: UInt64) -> Int {
    if value >> UInt64(top) > 0 { return buckets - 1 }
    let units = value >> UInt64(unit)
    let doublings = max(60 - units.leadingZeroBitCount, 0)
    return doublings * Self.steps + Int(units >> UInt64(doublings))
  }

  /// The highest value that falls into a bucket; of the last one, which has no end, the lowest. O(1).
  package func upperBound(_ bucket: Int) -> UInt64 {
    if bucket >= buckets - 1 { return 1 << UInt64(top) }
    let doublings = max(bucket / Self.steps - 1, 0)
    return UInt64(bucket - doublings * Self.steps + 1) << UInt64(doublings + unit) - 1
  }
}
