import PenholderCore

/// A group's metrics in the text that Prometheus scrapes (exposition format 0.0.4).
///
/// An app that serves HTTP answers `/metrics` with
/// `PrometheusText.page(of: try MultiTabDatabase.status(at: path))` and ``contentType``; one tab's
/// answer tells of all tabs.
///
/// Counters begin at 0 with each tab and each reset, which Prometheus expects. The sum over tabs is
/// the query's business: `sum by (database) (rate(penholder_commits_total[5m]))`.
public enum PrometheusText {
  /// What an HTTP answer says of the page.
  public static let contentType = "text/plain; version=0.0.4; charset=utf-8"

  /// The page; it ends with a line feed.
  public static func page(of status: GroupStatus) -> String {
    var page = Page(status)
    page.writeGroup()
    if status.tabs.isEmpty { return page.text }
    for counter in Layout.Metrics.Counter.allCases { page.write(counter) }
    page.write(
      "penholder_queue_depth", "gauge", "Requests under way in this tab's lane.", of: \.queueDepth)
    page.write(
      "penholder_counting_seconds", "gauge", "How long this tab has counted since it was reset.",
      of: \.seconds)
    for histogram in Layout.Metrics.Histogram.allCases { page.write(histogram) }
    return page.text
  }

  /// The page as far as it is written.
  private struct Page {
    let status: GroupStatus
    let group: String
    /// Each tab's labels, and what it counted.
    let tabs: [(labels: String, metrics: MetricsSnapshot)]
    var text = ""

    init(_ status: GroupStatus) {
      let group = #"database="\#(PrometheusText.escaped(status.database))""#
      self.status = status
      self.group = group
      tabs = status.tabs.map { tab in
        (#"\#(group),tab="\#(tab.tab)",role="\#(tab.role.rawValue)""#, tab.metrics)
      }
    }

    mutating func writeGroup() {
      let numbers: [(name: String, type: String, help: String, value: UInt64)] = [
        ("penholder_tabs", "gauge", "Tabs that live.", UInt64(status.tabs.count)),
        (
          "penholder_leader_present", "gauge", "1 while a tab leads, else 0.",
          status.leader == nil ? 0 : 1
        ),
        (
          "penholder_takeover_blocked", "gauge",
          "1 while somebody stopped inside a transaction keeps everybody from writing, else 0.",
          status.takeoverBlocked == nil ? 0 : 1
        ),
        ("penholder_term", "gauge", "The current term, or the last one.", status.term),
        ("penholder_commit", "gauge", "The newest announced commit.", status.commit),
        ("penholder_ring_events_total", "counter", "Events put into the ring.", status.ringEvents),
      ]
      for (name, type, help, value) in numbers {
        begin(name, type, help)
        sample(name, group, value)
      }
    }

    mutating func write(_ counter: Layout.Metrics.Counter) {
      write(counter.exportName + "_total", "counter", counter.help) { $0[counter] }
    }

    /// A family with one sample for each tab.
    mutating func write(
      _ name: String, _ type: String, _ help: String,
      of value: (MetricsSnapshot) -> some CustomStringConvertible
    ) {
      begin(name, type, help)
      for (labels, metrics) in tabs { sample(name, labels, value(metrics)) }
    }

    mutating func write(_ histogram: Layout.Metrics.Histogram) {
      let name = histogram.exportName
      begin(name, "histogram", histogram.help)
      for (labels, metrics) in tabs {
        let snapshot = metrics[histogram]
        if let samples = snapshot.histogram {
          for exponent in histogram.exportedExponents {
            // Everything below a power of two is, in whole numbers, everything up to one less.
            let bound = inUnits((1 << UInt64(exponent)) - 1, of: histogram)
            sample(
              name + "_bucket", #"\#(labels),le="\#(bound)""#, samples.count(below: exponent))
          }
        }
        sample(name + "_bucket", #"\#(labels),le="+Inf""#, snapshot.count)
        sample(name + "_sum", labels, inUnits(snapshot.sum, of: histogram))
        sample(name + "_count", labels, snapshot.count)
      }
    }

    private func inUnits(_ value: UInt64, of histogram: Layout.Metrics.Histogram) -> String {
      histogram.perUnit == 1 ? "\(value)" : "\(Double(value) / histogram.perUnit)"
    }

    private mutating func begin(_ name: String, _ type: String, _ help: String) {
      text += "# HELP \(name) \(help)\n# TYPE \(name) \(type)\n"
    }

    private mutating func sample(
      _ name: String, _ labels: String, _ value: some CustomStringConvertible
    ) {
      text += "\(name){\(labels)} \(value)\n"
    }
  }

  /// A label's value between its quotes: backslash, quote and line feed are escaped, nothing else is.
  private static func escaped(_ value: String) -> String {
    var escaped = ""
    for scalar in value.unicodeScalars {
      switch scalar {
      case "\\": escaped += "\\\\"
      case "\"": escaped += "\\\""
      case "\n": escaped += "\\n"
      default: escaped.unicodeScalars.append(scalar)
      }
    }
    return escaped
  }
}
