import PenholderCore
import SharedMemory

/// Counts what a tab does, in the coordination file, where every tab can read it.
///
/// Any thread; each member but ``reading()`` is an atomic addition or two.
struct TabMetrics: Sendable {
  typealias Counter = Layout.Metrics.Counter
  typealias Gauge = Layout.Metrics.Gauge
  typealias Histogram = Layout.Metrics.Histogram

  private let words: SharedWords

  init(_ words: SharedWords) { self.words = words }

  func count<Number: BinaryInteger>(_ counter: Counter, by delta: Number = UInt64(1)) {
    words.add(UInt64(clamping: delta), at: counter.word)
  }

  /// Durations are in nanoseconds.
  func record(_ value: some BinaryInteger, in histogram: Histogram) {
    let value = UInt64(clamping: value)
    words.add(value, at: histogram.sum)
    words.add(1, at: histogram.firstBucket + histogram.scale.bucket(value))
  }

  func set(_ value: some BinaryInteger, for gauge: Gauge) {
    words.store(UInt64(clamping: value), at: gauge.word)
  }

  /// Begins counting anew, beside whoever is counting: what is counted meanwhile belongs to the old
  /// counting or to the new one. Only by the tab whose metrics these are. O(words).
  func reset(now: UInt64) {
    words.store(0, at: Layout.Metrics.since)
    let gauges = Set(Gauge.allCases.map(\.word))
    for word in 0..<words.count where word != Layout.Metrics.since && !gauges.contains(word) {
      // M1: whoever reads this 0, or what was added to it, also reads the 0 above; pairs with the
      // loads in `read()`.
      words.storeReleasing(0, at: word)
    }
    // M1: whoever reads this reads all zeros above; pairs with the load in `reading()`.
    words.storeReleasing(now, at: Layout.Metrics.since)
  }

  /// What has been counted. O(words); does not wait: a reset that never ends (its tab was stopped or
  /// killed in it) is read as it stands, as of unknown age.
  func reading() -> MetricsReading {
    for _ in 0..<3 {
      // M1: pairs with the last store of `reset`.
      let since = words.loadAcquiring(Layout.Metrics.since)
      let reading = read(since: since)
      if since != 0 && words.load(Layout.Metrics.since) == since { return reading }
    }
    return read(since: 0)
  }

  private func read(since: UInt64) -> MetricsReading {
    // M1: acquiring, so that `since` is read after it; pairs with the zeros of `reset`.
    func value(_ word: Int) -> UInt64 { words.loadAcquiring(word) }
    return MetricsReading(
      since: since, counters: Counter.allCases.map { value($0.word) },
      gauges: Gauge.allCases.map { value($0.word) },
      histograms: Histogram.allCases.map { histogram in
        PenholderCore.Histogram(
          scale: histogram.scale, counts: (histogram.firstBucket..<histogram.end).map(value),
          sum: value(histogram.sum))
      })
  }
}
