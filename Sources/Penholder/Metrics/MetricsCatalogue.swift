import PenholderCore

// How the metrics are called and explained wherever they are exported to.

extension Layout.Metrics.Counter {
  /// Its name in exports, without a unit: `penholder_write_conflicts`.
  package var exportName: String { Layout.Metrics.exportName(stringValue) }

  /// What it counts, in one sentence.
  package var help: String {
    switch self {
    case .leadershipChanges: "How often the leader changed, as this tab saw it."
    case .elections: "How often this tab became the leader."
    case .commits: "Transactions that this tab committed."
    case .writeConflicts: "Writes refused, as this tab did not lead or had been deposed."
    case .fenceRejections: "Writes stopped by the fence in the database."
    case .followerRefreshes: "Commits of others that this tab was told of."
    case .gaps: "How often this tab missed events."
    case .eventsMissed: "Events that this tab missed, at least."
    case .eventsReceived: "Events that this tab read from the ring."
    case .eventsPublished: "Events that this tab wrote to the ring."
    case .foreignCommits: "Commits noticed that no tab had announced."
    case .overrides: "Writes past the guard."
    case .checkpoints: "Checkpoints made."
    case .rejoins: "How often the coordination file was replaced under this tab."
    case .queued: "Requests that this tab submitted to the write queue."
    case .replays: "Answers that came from a stored outcome."
    case .rejections: "Requests refused with an error."
    case .timeouts: "Requests not answered in time."
    case .batches: "Group commits that this tab made as the leader."
    case .requestsCommitted: "Requests of all tabs that this tab committed as the leader."
    }
  }
}

extension Layout.Metrics.Histogram {
  /// Its name in exports, with its unit: `penholder_commit_latency_seconds`.
  package var exportName: String {
    switch self {
    case .notification: Layout.Metrics.exportName("notificationLatencySeconds")
    case .commit: Layout.Metrics.exportName("commitLatencySeconds")
    case .queueWait: Layout.Metrics.exportName("queueWaitSeconds")
    case .batchSize: Layout.Metrics.exportName("batchSize")
    }
  }

  /// What it measures, in one sentence.
  package var help: String {
    switch self {
    case .notification: "From a commit's announcement to its delivery in this tab."
    case .commit: "From the beginning of a write to the end of its commit."
    case .queueWait: "From a request's submission to its answer, as this tab saw it."
    case .batchSize: "Requests in each group commit of this tab."
    }
  }

  /// How many of what is recorded make one of what is exported: nanoseconds become seconds.
  package var perUnit: Double {
    switch self {
    case .notification, .commit, .queueWait: 1e9
    case .batchSize: 1
    }
  }

  /// The powers of two at which the exported, coarser buckets end: for durations each one from 2 µs
  /// to 67 ms, then every other one to 69 s; for sizes each one to 4096.
  var exportedExponents: [Int] {
    switch self {
    case .notification, .commit, .queueWait: Array(11...26) + [28, 30, 32, 34, 36]
    case .batchSize: Array(1...12)
    }
  }
}

extension Layout.Metrics {
  /// `writeConflicts` as others write it: `penholder_write_conflicts`.
  fileprivate static func exportName(_ name: String) -> String {
    "penholder_" + name.map { $0.isUppercase ? "_\($0.lowercased())" : "\($0)" }.joined()
  }
}
