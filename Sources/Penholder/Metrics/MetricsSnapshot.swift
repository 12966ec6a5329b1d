import PenholderCore

/// What one tab has counted since it joined, or since the last reset.
public struct MetricsSnapshot: Sendable, Hashable, Codable {
  /// How long it has counted, in seconds.
  public let seconds: Double
  /// How often the leader changed, as this tab saw it.
  public let leadershipChanges: UInt64
  /// How often this tab became the leader.
  public let elections: UInt64
  /// Transactions that this tab committed.
  public let commits: UInt64
  /// Writes that were refused, because this tab did not lead or had been deposed.
  public let writeConflicts: UInt64
  /// Those of them that the fence in the database stopped.
  public let fenceRejections: UInt64
  /// Commits of others that this tab was told of.
  public let followerRefreshes: UInt64
  /// How often events were missed…
  public let gaps: UInt64
  /// … and how many, at least.
  public let eventsMissed: UInt64
  /// Events read from the ring.
  public let eventsReceived: UInt64
  /// Events written to the ring.
  public let eventsPublished: UInt64
  /// Commits noticed that no tab had announced.
  public let foreignCommits: UInt64
  /// Writes past the guard.
  public let overrides: UInt64
  /// Checkpoints made.
  public let checkpoints: UInt64
  /// How often the coordination file was replaced under this tab.
  public let rejoins: UInt64
  /// From a commit's announcement to its delivery in this tab.
  public let notificationLatency: LatencySnapshot
  /// From the beginning of a write to the end of its commit.
  public let commitLatency: LatencySnapshot

  /// Leadership changes in a minute, on average since counting began; of the first minute, so far.
  /// Nil in the first ten seconds, which say nothing.
  public var leadershipChangesPerMinute: Double? {
    seconds >= 10 ? Double(leadershipChanges) * 60 / max(seconds, 60) : nil
  }
}

/// A distribution of durations. Values are at most an eighth too high.
public struct LatencySnapshot: Sendable, Hashable, Codable {
  /// How many durations were recorded.
  public let count: UInt64
  /// Nanoseconds that half of them did not exceed; nil without samples.
  public let p50: UInt64?
  /// Nanoseconds that 99 % of them did not exceed; nil without samples.
  public let p99: UInt64?
  /// Nanoseconds that 99.9 % of them did not exceed; nil without samples.
  public let p999: UInt64?
  /// The highest, in nanoseconds; nil without samples.
  public let maximum: UInt64?

  init(counts: [UInt64]) {
    count = counts.reduce(0, &+)
    p50 = LatencyScale.quantile(0.5, of: counts)
    p99 = LatencyScale.quantile(0.99, of: counts)
    p999 = LatencyScale.quantile(0.999, of: counts)
    maximum = LatencyScale.quantile(1, of: counts)
  }
}
