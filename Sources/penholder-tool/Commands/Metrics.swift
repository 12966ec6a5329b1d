import ArgumentParser
import Penholder

/// `penholder metrics`: what every living tab has counted. Takes part in nothing.
struct Metrics: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Prints what every tab of a database has counted.",
    discussion: """
      Looks only, as status does. Durations are in nanoseconds.

      Example:
        penholder metrics notes.sqlite --format json
      """)

  /// What it is printed as.
  enum Format: String, ExpressibleByArgument, CaseIterable { case json }

  @OptionGroup var target: DatabaseArgument
  @Option(help: "How to print it.") var format = Format.json

  func run() async throws {
    try await Tool.run {
      try Tool.requireDatabase(target.database)
      let status = try MultiTabDatabase.status(at: target.database)
      try Tool.say(JSON(encoding: Report(status)))
    }
  }

  /// One object: the group's numbers, then each tab's.
  struct Report: Encodable {
    var database: String
    var term: UInt64
    var commit: UInt64
    var ringEvents: UInt64
    var tabs: [Tab]

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
    }
  }
}
