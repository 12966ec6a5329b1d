import Penholder

extension Survey {
  /// Looks at the group that `database` is a tab of. A few system calls for each tab.
  ///
  /// - Throws: what `MultiTabDatabase.status(at:)` throws.
  init(_ database: MultiTabDatabase) throws {
    let status = try MultiTabDatabase.status(at: database.path)
    let info = database.leaderInfo
    let mine = database.metrics
    self.init(
      tabs: status.tabs.map { tab in
        Tab(
          name: TabName(tab: tab.tab, pid: tab.pid), role: tab.role.rawValue,
          mayLead: tab.role == .follower || tab.role == .leader, age: Int(tab.age),
          queue: Int(clamping: tab.metrics.queueDepth), isAsking: tab.isAsking)
      },
      leaseMilliseconds: info.leaseRemaining > 0 ? Int(info.leaseRemaining * 1_000) : nil,
      metrics: Metric.all(mine, status.total ?? mine))
  }
}

extension Metric {
  /// Everything that the library counts.
  static func all(_ mine: MetricsSnapshot, _ group: MetricsSnapshot) -> [Metric] {
    func count(
      _ name: String, _ words: String, _ value: (MetricsSnapshot) -> UInt64
    ) -> Metric {
      Metric(name, words, tab: .count(value(mine)), group: .count(value(group)))
    }
    let rate = Metric(
      "lead per minute", "changes of the leader in a minute",
      tab: .rate(mine.leadershipChangesPerMinute), group: .rate(group.leadershipChangesPerMinute))
    let counted = [
      count("lead changes", "changes of the leader", \.leadershipChanges), rate,
      count("elections", "times a tab became the leader", \.elections),
      count("commits", "transactions committed", \.commits),
      count("conflicts", "writes refused: another tab led", \.writeConflicts),
      count("fenced", "of those, stopped by the database", \.fenceRejections),
      count("refreshes", "changes of others told here", \.followerRefreshes),
      count("gaps", "times notices were missed", \.gaps),
      count("missed", "notices missed, at least", \.eventsMissed),
      count("received", "notices read", \.eventsReceived),
      count("published", "notices written", \.eventsPublished),
      count("foreign", "changes by other programs", \.foreignCommits),
      count("overrides", "writes past the guard", \.overrides),
      count("checkpoints", "copies of the log to the file", \.checkpoints),
      count("rejoins", "times the shared file was replaced", \.rejoins),
      count("queue", "requests that wait now", \.queueDepth),
      count("queued", "requests sent to a leader", \.queued),
      count("replays", "answers from a stored outcome", \.replays),
      count("rejections", "requests refused", \.rejections),
      count("time-outs", "requests not answered in time", \.timeouts),
      count("batches", "group commits made as leader", \.batches),
      count("batched", "requests committed in them", \.requestsCommitted),
    ]
    return counted
      + spans("notify", "from commit to notice", mine, group, \.notificationLatency)
      + spans("commit", "from begin to end of a write", mine, group, \.commitLatency)
      + spans("queue", "from request to answer", mine, group, \.queueWait)
      + sizes("batch", "requests in a commit", mine, group, \.batchSize)
  }

  private typealias Part = (
    name: String, words: String, value: @Sendable (HistogramSnapshot) -> UInt64?
  )

  private static let parts: [Part] = [
    ("p50", "half are at most this", { $0.p50 }), ("p90", "90 of 100 are", { $0.p90 }),
    ("p99", "99 of 100 are", { $0.p99 }), ("p99.9", "999 of 1000 are", { $0.p999 }),
    ("max", "the highest", { $0.maximum }),
  ]

  private static func spans(
    _ name: String, _ words: String, _ mine: MetricsSnapshot, _ group: MetricsSnapshot,
    _ histogram: (MetricsSnapshot) -> HistogramSnapshot
  ) -> [Metric] {
    let (mine, group) = (histogram(mine), histogram(group))
    return [
      Metric(
        "\(name) samples", "\(words): how many", tab: .count(mine.count), group: .count(group.count)
      )
    ]
      + parts.map { part in
        Metric(
          "\(name) \(part.name)", "\(words): \(part.words)", tab: .nanoseconds(part.value(mine)),
          group: .nanoseconds(part.value(group)))
      }
  }

  private static func sizes(
    _ name: String, _ words: String, _ mine: MetricsSnapshot, _ group: MetricsSnapshot,
    _ histogram: (MetricsSnapshot) -> HistogramSnapshot
  ) -> [Metric] {
    let (mine, group) = (histogram(mine), histogram(group))
    let mean = Metric(
      "\(name) mean", "\(words): on average", tab: .rate(mine.mean), group: .rate(group.mean))
    return [mean]
      + parts.map { part in
        Metric(
          "\(name) \(part.name)", "\(words): \(part.words)",
          tab: .rate(part.value(mine).map(Double.init)),
          group: .rate(part.value(group).map(Double.init)))
      }
  }
}
