import PenholderCore

/// What one tab has counted since it joined, or since the last reset; or all tabs together.
///
/// As JSON it has a key for each number, and null where there is none. <doc:Observability> says what each
/// means, and what to do about it.
public struct MetricsSnapshot: Sendable, Hashable {
  /// Since when it counts: CLOCK_MONOTONIC nanoseconds, as events are dated. Another one after each
  /// reset, so that two snapshots belong together if it is the same. Of all tabs together the
  /// earliest; 0 when it is not known.
  public let since: UInt64
  /// How long it has counted, in seconds.
  public let seconds: Double
  let counters: [UInt64]
  /// Requests under way in this tab's lane, now.
  public let queueDepth: UInt64
  /// From a commit's announcement to its delivery in this tab, in nanoseconds.
  public let notificationLatency: HistogramSnapshot
  /// From the beginning of a write to the end of its commit, in nanoseconds.
  public let commitLatency: HistogramSnapshot
  /// From a request's submission to its answer, as this tab saw it, in nanoseconds.
  public let queueWait: HistogramSnapshot
  /// How many requests each of this tab's group commits had.
  public let batchSize: HistogramSnapshot

  /// - Parameter now: CLOCK_MONOTONIC nanoseconds.
  package init(_ reading: MetricsReading, now: UInt64) {
    func histogram(_ histogram: Layout.Metrics.Histogram) -> HistogramSnapshot {
      HistogramSnapshot(reading.histograms[histogram.rawValue])
    }
    since = reading.since
    seconds = since > 0 && since <= now ? Double(now - since) / 1e9 : 0
    counters = reading.counters
    queueDepth = reading.gauges[Layout.Metrics.Gauge.queueDepth.rawValue]
    notificationLatency = histogram(.notification)
    commitLatency = histogram(.commit)
    queueWait = histogram(.queueWait)
    batchSize = histogram(.batchSize)
  }

  package subscript(counter: Layout.Metrics.Counter) -> UInt64 { counters[counter.rawValue] }

  package subscript(histogram: Layout.Metrics.Histogram) -> HistogramSnapshot {
    switch histogram {
    case .notification: notificationLatency
    case .commit: commitLatency
    case .queueWait: queueWait
    case .batchSize: batchSize
    }
  }
}

// MARK: The counters

extension MetricsSnapshot {
  /// How often the leader changed, as this tab saw it; of all tabs together, as seen by the one that
  /// saw most.
  public var leadershipChanges: UInt64 { self[.leadershipChanges] }
  /// Leadership changes in a minute, on average since counting began; of the first minute, so far.
  /// Nil in the first ten seconds, which say nothing.
  public var leadershipChangesPerMinute: Double? {
    seconds >= 10 ? Double(leadershipChanges) * 60 / max(seconds, 60) : nil
  }
  /// How often this tab became the leader.
  public var elections: UInt64 { self[.elections] }
  /// Transactions that this tab committed.
  public var commits: UInt64 { self[.commits] }
  /// Writes that were refused, because this tab did not lead or had been deposed.
  public var writeConflicts: UInt64 { self[.writeConflicts] }
  /// Those of them that the fence in the database stopped.
  public var fenceRejections: UInt64 { self[.fenceRejections] }
  /// Commits of others that this tab was told of.
  public var followerRefreshes: UInt64 { self[.followerRefreshes] }
  /// How often events were missed…
  public var gaps: UInt64 { self[.gaps] }
  /// … and how many, at least.
  public var eventsMissed: UInt64 { self[.eventsMissed] }
  /// Events read from the ring.
  public var eventsReceived: UInt64 { self[.eventsReceived] }
  /// Events written to the ring.
  public var eventsPublished: UInt64 { self[.eventsPublished] }
  /// Commits noticed that no tab had announced.
  public var foreignCommits: UInt64 { self[.foreignCommits] }
  /// Writes past the guard.
  public var overrides: UInt64 { self[.overrides] }
  /// Checkpoints made.
  public var checkpoints: UInt64 { self[.checkpoints] }
  /// How often the coordination file was replaced under this tab.
  public var rejoins: UInt64 { self[.rejoins] }
  /// Requests that this tab submitted to the write queue.
  public var queued: UInt64 { self[.queued] }
  /// Answers that came from a stored outcome.
  public var replays: UInt64 { self[.replays] }
  /// Requests that were refused with an error.
  public var rejections: UInt64 { self[.rejections] }
  /// Requests that were not answered in time, be they withdrawn or of unknown outcome.
  public var timeouts: UInt64 { self[.timeouts] }
  /// Group commits that this tab made as the leader.
  public var batches: UInt64 { self[.batches] }
  /// Requests, of all tabs, that it committed in them.
  public var requestsCommitted: UInt64 { self[.requestsCommitted] }
}
