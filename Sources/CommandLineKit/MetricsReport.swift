import Penholder

/// What `metrics` prints as JSON: the group's numbers, each tab's, and those of all tabs together.
package struct MetricsReport: Encodable {
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

  /// A tab may have joined or left since `status` was looked at; this is as it was then.
  package init(_ status: GroupStatus) {
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
  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(database, forKey: .database)
    try container.encode(term, forKey: .term)
    try container.encode(commit, forKey: .commit)
    try container.encode(ringEvents, forKey: .ringEvents)
    try container.encode(tabs, forKey: .tabs)
    try container.encode(total, forKey: .total)
  }
}

/// How `metrics` prints.
package enum MetricsFormat: String, CaseIterable, Sendable {
  case json, prometheus

  /// The page, without its last line break.
  package func text(_ status: GroupStatus) throws -> String {
    switch self {
    case .json: try JSON(encoding: MetricsReport(status)).description
    case .prometheus: String(PrometheusText.page(of: status).dropLast())
    }
  }
}
