import CoreMetrics
import Penholder
import PenholderCore
import Synchronization

/// Brings one tab's numbers into the process's metrics system (swift-metrics).
///
/// The library counts in the coordination file, whether anybody exports or not. Somebody, a timer say,
/// calls `exporter.export(database.metrics)` now and then: counters go up by what came since the last
/// time, the rest are gauges. Percentiles are gauges too, with a dimension `quantile` ("1" is the
/// maximum), since swift-metrics takes samples and not distributions; whoever wants the buckets takes
/// ``Penholder/PrometheusText``.
///
/// One exporter for each tab, told apart by their dimensions. Any thread; exports go one after
/// another, and the factory's handlers must not export in turn.
public final class MetricsExporter: Sendable {
  private let dimensions: [(String, String)]
  private let factory: any MetricsFactory
  private let counters: [(key: Layout.Metrics.Counter, counter: Counter)]
  private let state = Mutex(State())

  private struct State {
    var last: MetricsSnapshot?
    /// Made with their first value and destroyed when they have none, so that nobody reads a 0 that
    /// was not measured.
    var gauges: [GaugeName: Gauge] = [:]
  }

  private struct GaugeName: Hashable {
    var label: String
    var quantile: String?
  }

  /// Makes the counters.
  ///
  /// - Parameter dimensions: go with every metric; for a process with several tabs at least what
  ///   tells them apart.
  public init(
    dimensions: [(String, String)] = [], factory: any MetricsFactory = MetricsSystem.factory
  ) {
    self.dimensions = dimensions
    self.factory = factory
    counters = Layout.Metrics.Counter.allCases.map { key in
      (key, Counter(label: key.exportName, dimensions: dimensions, factory: factory))
    }
  }

  deinit {
    for (_, counter) in counters { counter.destroy() }
    state.withLock { state in
      for gauge in state.gauges.values { gauge.destroy() }
    }
  }

  /// Exports what came since the last snapshot, which was of the same tab. An older one than that is
  /// left alone, and so is one of unknown age (from within a reset). O(metrics).
  public func export(_ snapshot: MetricsSnapshot) {
    if snapshot.since == 0 { return }
    state.withLock { state in
      if let last = state.last, Self.isOlder(snapshot, than: last) { return }
      let last = state.last?.since == snapshot.since ? state.last : nil
      for (key, counter) in counters {
        // After a reset everything is new. Nothing is believed to go down, whatever the file says.
        let before = last?[key] ?? 0
        let delta = snapshot[key] > before ? snapshot[key] - before : 0
        if delta > 0 { counter.increment(by: Int64(clamping: delta)) }
      }
      for (name, value) in Self.gauges(of: snapshot) { record(value, as: name, in: &state.gauges) }
      state.last = snapshot
    }
  }

  private static func isOlder(_ snapshot: MetricsSnapshot, than last: MetricsSnapshot) -> Bool {
    (snapshot.since, snapshot.seconds) < (last.since, last.seconds)
  }

  private static func gauges(of snapshot: MetricsSnapshot) -> [(GaugeName, Double?)] {
    var gauges: [(GaugeName, Double?)] = [
      (GaugeName(label: "penholder_queue_depth"), Double(snapshot.queueDepth)),
      (
        GaugeName(label: "penholder_leadership_changes_per_minute"),
        snapshot.leadershipChangesPerMinute
      ),
    ]
    for key in Layout.Metrics.Histogram.allCases {
      let histogram = snapshot[key]
      let quantiles = [
        ("0.5", histogram.p50), ("0.9", histogram.p90), ("0.99", histogram.p99),
        ("0.999", histogram.p999), ("1", histogram.maximum),
      ]
      for (quantile, value) in quantiles {
        let name = GaugeName(label: key.exportName, quantile: quantile)
        gauges.append((name, value.map { Double($0) / key.perUnit }))
      }
    }
    return gauges
  }

  private func record(
    _ value: Double?, as name: GaugeName, in gauges: inout [GaugeName: Gauge]
  ) {
    guard let value else {
      gauges.removeValue(forKey: name)?.destroy()
      return
    }
    let gauge =
      gauges[name]
      ?? Gauge(
        label: name.label,
        dimensions: dimensions + (name.quantile.map { [("quantile", $0)] } ?? []),
        factory: factory)
    gauges[name] = gauge
    gauge.record(value)
  }
}
