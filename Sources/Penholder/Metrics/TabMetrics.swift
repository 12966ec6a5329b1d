import PenholderCore
import SharedMemory

/// Counts what a tab does, in the coordination file, where every tab can read it. Any thread.
struct TabMetrics: Sendable {
  private let words: SharedWords

  init(_ words: SharedWords) { self.words = words }

  /// One of the counters.
  enum Counter: Int, CaseIterable {
    case leadershipChanges, elections, commits, writeConflicts, fenceRejections, followerRefreshes
    case gaps, eventsMissed, eventsReceived, eventsPublished, foreignCommits, overrides
    case checkpoints, rejoins

    var word: Int {
      switch self {
      case .leadershipChanges: Layout.Metrics.leadershipChanges
      case .elections: Layout.Metrics.elections
      case .commits: Layout.Metrics.commits
      case .writeConflicts: Layout.Metrics.writeConflicts
      case .fenceRejections: Layout.Metrics.fenceRejections
      case .followerRefreshes: Layout.Metrics.followerRefreshes
      case .gaps: Layout.Metrics.gaps
      case .eventsMissed: Layout.Metrics.eventsMissed
      case .eventsReceived: Layout.Metrics.eventsReceived
      case .eventsPublished: Layout.Metrics.eventsPublished
      case .foreignCommits: Layout.Metrics.foreignCommits
      case .overrides: Layout.Metrics.overrides
      case .checkpoints: Layout.Metrics.checkpoints
      case .rejoins: Layout.Metrics.rejoins
      }
    }
  }

  /// One of the histograms, by its first word.
  enum Histogram: Int {
    /// From a commit's publication to its delivery here.
    case notification
    /// From the beginning of a write transaction to the end of its commit.
    case commit

    var word: Int {
      switch self {
      case .notification: Layout.Metrics.notificationLatency
      case .commit: Layout.Metrics.commitLatency
      }
    }
  }

  func count(_ counter: Counter, by delta: UInt64 = 1) { words.add(delta, at: counter.word) }

  func record(_ nanoseconds: UInt64, in histogram: Histogram) {
    words.add(1, at: histogram.word + LatencyScale.bucket(nanoseconds))
  }

  /// Begins counting anew.
  func reset(now: UInt64) {
    for word in 0..<words.count { words.store(0, at: word) }
    words.store(now, at: Layout.Metrics.since)
  }

  func snapshot(now: UInt64) -> MetricsSnapshot { Self.snapshot(now: now) { words.load($0) } }

  /// What the words say that `load` reads.
  static func snapshot(now: UInt64, _ load: (Int) -> UInt64) -> MetricsSnapshot {
    let since = load(Layout.Metrics.since)
    func value(_ counter: Counter) -> UInt64 { load(counter.word) }
    func latency(_ histogram: Histogram) -> LatencySnapshot {
      LatencySnapshot(
        counts: (0..<LatencyScale.buckets).map { load(histogram.word + $0) })
    }
    return MetricsSnapshot(
      seconds: since > 0 && since <= now ? Double(now - since) / 1e9 : 0,
      leadershipChanges: value(.leadershipChanges), elections: value(.elections),
      commits: value(.commits), writeConflicts: value(.writeConflicts),
      fenceRejections: value(.fenceRejections), followerRefreshes: value(.followerRefreshes),
      gaps: value(.gaps), eventsMissed: value(.eventsMissed),
      eventsReceived: value(.eventsReceived), eventsPublished: value(.eventsPublished),
      foreignCommits: value(.foreignCommits), overrides: value(.overrides),
      checkpoints: value(.checkpoints), rejoins: value(.rejoins),
      notificationLatency: latency(.notification), commitLatency: latency(.commit))
  }
}
