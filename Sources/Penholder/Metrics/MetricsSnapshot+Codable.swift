import PenholderCore

extension MetricsSnapshot: Codable {
  private enum CodingKeys: CodingKey {
    case since, seconds, leadershipChangesPerMinute, queueDepth
    case notificationLatency, commitLatency, queueWait, batchSize
  }

  /// Reads what ``encode(to:)`` wrote.
  ///
  /// - Throws: `DecodingError` for anything else.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    since = try container.decode(UInt64.self, forKey: .since)
    seconds = try container.decode(Double.self, forKey: .seconds)
    queueDepth = try container.decode(UInt64.self, forKey: .queueDepth)
    notificationLatency = try container.decode(
      HistogramSnapshot.self, forKey: .notificationLatency)
    commitLatency = try container.decode(HistogramSnapshot.self, forKey: .commitLatency)
    queueWait = try container.decode(HistogramSnapshot.self, forKey: .queueWait)
    batchSize = try container.decode(HistogramSnapshot.self, forKey: .batchSize)
    let numbers = try decoder.container(keyedBy: Layout.Metrics.Counter.self)
    counters = try Layout.Metrics.Counter.allCases.map {
      try numbers.decode(UInt64.self, forKey: $0)
    }
  }

  /// Writes every key, nil as null; each counter under its name.
  ///
  /// - Throws: what the encoder throws.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(since, forKey: .since)
    try container.encode(seconds, forKey: .seconds)
    try container.encode(leadershipChangesPerMinute, forKey: .leadershipChangesPerMinute)
    try container.encode(queueDepth, forKey: .queueDepth)
    try container.encode(notificationLatency, forKey: .notificationLatency)
    try container.encode(commitLatency, forKey: .commitLatency)
    try container.encode(queueWait, forKey: .queueWait)
    try container.encode(batchSize, forKey: .batchSize)
    var numbers = encoder.container(keyedBy: Layout.Metrics.Counter.self)
    for counter in Layout.Metrics.Counter.allCases {
      try numbers.encode(self[counter], forKey: counter)
    }
  }
}
