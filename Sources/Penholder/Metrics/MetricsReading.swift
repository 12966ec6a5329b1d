import PenholderCore

/// The words of a tab's metrics, or of all tabs' together, as they were read.
package struct MetricsReading: Hashable, Sendable {
  /// CLOCK_MONOTONIC nanoseconds of the beginning; 0 when it is not known.
  package var since: UInt64
  /// One for each case of ``Layout/Metrics/Counter``, and so on.
  package var counters: [UInt64]
  package var gauges: [UInt64]
  package var histograms: [Histogram]

  package init(since: UInt64, counters: [UInt64], gauges: [UInt64], histograms: [Histogram]) {
    self.since = since
    self.counters = counters
    self.gauges = gauges
    self.histograms = histograms
  }

  /// Nobody has counted anything.
  static let nothing = MetricsReading(
    since: 0, counters: Layout.Metrics.Counter.allCases.map { _ in 0 },
    gauges: Layout.Metrics.Gauge.allCases.map { _ in 0 },
    histograms: Layout.Metrics.Histogram.allCases.map { histogram in
      Histogram(
        scale: histogram.scale, counts: (histogram.firstBucket..<histogram.end).map { _ in 0 },
        sum: 0)
    })

  /// All tabs together; nil for none.
  ///
  /// Sums, but for the changes of leadership: those every tab sees, so that one who has seen most of
  /// them is believed.
  package init?(total readings: [MetricsReading]) {
    guard var total = readings.first else { return nil }
    let changes = Layout.Metrics.Counter.leadershipChanges.rawValue
    for reading in readings.dropFirst() {
      let most = max(total.counters[changes], reading.counters[changes])
      total.counters = zip(total.counters, reading.counters).map { $0.addingSaturated($1) }
      total.counters[changes] = most
      total.gauges = zip(total.gauges, reading.gauges).map { $0.addingSaturated($1) }
      for index in total.histograms.indices {
        total.histograms[index].merge(reading.histograms[index])
      }
    }
    total.since = readings.map(\.since).filter { $0 > 0 }.min() ?? 0
    self = total
  }
}
