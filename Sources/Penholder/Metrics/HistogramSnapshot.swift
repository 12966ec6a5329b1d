import PenholderCore

/// A distribution of what was measured. Its values are at most an eighth too high; beyond 69 s, and
/// beyond a size of 4096, they are that.
///
/// As JSON it is short: without the buckets, which a snapshot read back does not have either.
public struct HistogramSnapshot: Sendable, Hashable {
  /// How many values were recorded.
  public let count: UInt64
  /// All of them together, exactly.
  public let sum: UInt64
  /// What half of them did not exceed; nil without any.
  public let p50: UInt64?
  /// What 90 % of them did not exceed; nil without any.
  public let p90: UInt64?
  /// What 99 % of them did not exceed; nil without any.
  public let p99: UInt64?
  /// What 99.9 % of them did not exceed; nil without any.
  public let p999: UInt64?
  /// The highest; nil without any.
  public let maximum: UInt64?
  /// Nil when it was read from JSON.
  let histogram: Histogram?

  /// The average; nil without any value.
  public var mean: Double? { count > 0 ? Double(sum) / Double(count) : nil }

  /// How many values lay between the bucket before and this one's bound.
  public struct Bucket: Sendable, Hashable {
    /// The highest value that belongs to it; nil for the one that has no end.
    public let upperBound: UInt64?
    /// How many values belong to it.
    public let count: UInt64
  }

  /// The buckets that have values, the lowest first; none after decoding. O(buckets).
  public var buckets: [Bucket] {
    guard let histogram else { return [] }
    return histogram.counts.enumerated().filter { $0.element > 0 }.map { index, count in
      let isLast = index == histogram.counts.count - 1
      return Bucket(upperBound: isLast ? nil : histogram.scale.upperBound(index), count: count)
    }
  }

  package init(_ histogram: Histogram) {
    count = histogram.count
    sum = histogram.sum
    p50 = histogram.quantile(0.5)
    p90 = histogram.quantile(0.9)
    p99 = histogram.quantile(0.99)
    p999 = histogram.quantile(0.999)
    maximum = histogram.quantile(1)
    self.histogram = histogram
  }
}

extension HistogramSnapshot: Codable {
  private enum CodingKeys: CodingKey { case count, sum, mean, p50, p90, p99, p999, maximum }

  /// Reads what ``encode(to:)`` wrote.
  ///
  /// - Throws: `DecodingError` for anything else.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    count = try container.decode(UInt64.self, forKey: .count)
    sum = try container.decode(UInt64.self, forKey: .sum)
    p50 = try container.decode(UInt64?.self, forKey: .p50)
    p90 = try container.decode(UInt64?.self, forKey: .p90)
    p99 = try container.decode(UInt64?.self, forKey: .p99)
    p999 = try container.decode(UInt64?.self, forKey: .p999)
    maximum = try container.decode(UInt64?.self, forKey: .maximum)
    histogram = nil
  }

  /// Writes every key, nil as null; the buckets stay out.
  ///
  /// - Throws: what the encoder throws.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(count, forKey: .count)
    try container.encode(sum, forKey: .sum)
    try container.encode(mean, forKey: .mean)
    try container.encode(p50, forKey: .p50)
    try container.encode(p90, forKey: .p90)
    try container.encode(p99, forKey: .p99)
    try container.encode(p999, forKey: .p999)
    try container.encode(maximum, forKey: .maximum)
  }
}
