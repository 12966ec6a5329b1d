import ArgumentParser
import Penholder

/// `penholder metrics`: what every living tab has counted. Takes part in nothing.
struct Metrics: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Prints what every tab of a database has counted.",
    discussion: """
      Looks only, as status does. In JSON durations are in nanoseconds, and what nobody has measured \
      yet is null; for Prometheus (text format 0.0.4) they are in seconds.

      Example:
        penholder metrics notes.sqlite --format prometheus
      """)

  /// What it is printed as.
  enum Format: String, ExpressibleByArgument, CaseIterable { case json, prometheus }

  @OptionGroup var target: DatabaseArgument
  @Option(help: "How to print it.") var format = Format.json

  func run() async throws {
    try await Tool.run {
      try Tool.requireDatabase(target.database)
      let status = try MultiTabDatabase.status(at: target.database)
      switch format {
      case .json: try Tool.say(JSON(encoding: Report(status)))
      case .prometheus: try Tool.say(PrometheusText.page(of: status).dropLast())
      }
    }
  }

  /// One object: the group's numbers, each tab's, and those of all tabs together.
  struct Report: Encodable {
    var database: String
    var term: UInt64
    var commit: UInt64
    var ringEvents: UInt64
    var tabs: [Tab]
    var total: MetricsSnapshot?

    struct Tab: Encodable {
      var tab: Int
      var pid: Int32
      var role: TabInfo.Role
      var metrics: MetricsSnapshot
    }

    init(_ status: GroupStatus) {
      database = status.database
      term = status.term
      commit = status.commit
      ringEvents = status.ringEvents
      tabs = status.tabs.map {
        Tab(tab: $0.tab, pid: $0.pid, role: $0.role, metrics: $0.metrics)
      }
      total = status.total
    }

    enum CodingKeys: CodingKey { case database, term, commit, ringEvents, tabs, total }

    /// Writes every key, nil as null.
    func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encode(database, forKey: .database)
      try container.encode(term, forKey: .term)
      try container.encode(commit, forKey: .commit)
      try container.encode(ringEvents, forKey: .ringEvents)
      try container.encode(tabs, forKey: .tabs)
      try container.encode(total, forKey: .total)
    }
  }
}
