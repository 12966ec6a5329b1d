extension Layout {
  /// The words of a tab's metrics: counters, gauges, since when they count, histograms.
  ///
  /// They are written by the tab that holds the slot's byte (L3), by any of its threads, each word for
  /// itself, and read by everybody.
  ///
  /// | rule | |
  /// |---|---|
  /// | M1 | ``since`` is 0 while a reset is under way; what was read is of one counting if `since` was the same, and not 0, before and after |
  ///
  /// Between the words of one counting nothing is promised: a sum may be a sample ahead of its buckets.
  package enum Metrics {
    /// What is counted; each has the word of its raw value. The order is the file's.
    package enum Counter: Int, CaseIterable, CodingKey, Sendable {
      case leadershipChanges, elections, commits, writeConflicts, fenceRejections
      case followerRefreshes, gaps, eventsMissed, eventsReceived, eventsPublished
      case foreignCommits, overrides, checkpoints, rejoins
      case queued, replays, rejections, timeouts, batches, requestsCommitted

      package var word: Int { rawValue }
    }

    /// What is set, and outlives a reset.
    package enum Gauge: Int, CaseIterable, Sendable {
      /// Requests under way in the tab's lane.
      case queueDepth

      package var word: Int { Counter.allCases.count + rawValue }
    }

    /// CLOCK_MONOTONIC nanoseconds since which these count; see M1.
    package static let since = Counter.allCases.count + Gauge.allCases.count

    /// What is measured: each has a word for the sum, then one for each bucket of its scale.
    package enum Histogram: Int, CaseIterable, Sendable {
      /// From a commit's publication to its delivery here, in nanoseconds.
      case notification
      /// From the beginning of a write transaction to the end of its commit, in nanoseconds.
      case commit
      /// From a request's submission to its answer, as its tab saw it, in nanoseconds.
      case queueWait
      /// How many requests one group commit had.
      case batchSize

      package var scale: HistogramScale {
        switch self {
        case .notification, .commit, .queueWait: .latency
        case .batchSize: .size
        }
      }

      /// The only histogram of another size is the last one.
      package var sum: Int { since + 1 + rawValue * (1 + HistogramScale.latency.buckets) }
      package var firstBucket: Int { sum + 1 }
      package var end: Int { firstBucket + scale.buckets }
    }
  }
}
