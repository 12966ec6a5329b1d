import Foundation
import Penholder
import PenholderCore
import PenholderMetrics
import Testing

@Suite("Export to swift-metrics")
struct MetricsExporterTests {
  let register = Register()

  /// What a tab has counted that began at `since` and is asked `seconds` later.
  private func snapshot(
    since: UInt64 = 1_000, seconds: UInt64 = 1, _ counts: [Layout.Metrics.Counter: UInt64] = [:],
    depth: UInt64 = 0, commits: [UInt64] = []
  ) -> MetricsSnapshot {
    let histograms = Layout.Metrics.Histogram.allCases.map { histogram in
      var counts = [UInt64](repeating: 0, count: histogram.scale.buckets)
      let values = histogram == .commit ? commits : []
      for value in values { counts[histogram.scale.bucket(value)] += 1 }
      return Histogram(scale: histogram.scale, counts: counts, sum: values.reduce(0, +))
    }
    let reading = MetricsReading(
      since: since, counters: Layout.Metrics.Counter.allCases.map { counts[$0] ?? 0 },
      gauges: [depth], histograms: histograms)
    return MetricsSnapshot(reading, now: since + seconds * 1_000_000_000)
  }

  @Test("a counter goes up by what came since the last export")
  func deltas() {
    let exporter = MetricsExporter(factory: register)
    exporter.export(snapshot([.commits: 5]))
    exporter.export(snapshot(seconds: 2, [.commits: 5]))
    exporter.export(snapshot(seconds: 3, [.commits: 7, .gaps: 1]))
    #expect(register["penholder_commits{}"] == .init(value: 7, calls: 2))
    #expect(register["penholder_gaps{}"] == .init(value: 1, calls: 1))
    #expect(register["penholder_overrides{}"] == .init(value: 0, calls: 0))
  }

  @Test("after a reset a counter goes on upwards, even if it has overtaken itself since")
  func resets() {
    let exporter = MetricsExporter(factory: register)
    exporter.export(snapshot([.commits: 5, .gaps: 5]))
    exporter.export(snapshot(since: 2_000, [.commits: 2, .gaps: 9]))
    #expect(register["penholder_commits{}"]?.value == 7)
    #expect(register["penholder_gaps{}"]?.value == 14)
  }

  @Test("snapshots that come too late, or from within a reset, count nothing twice")
  func disorder() {
    let exporter = MetricsExporter(factory: register)
    exporter.export(snapshot(seconds: 2, [.commits: 5], depth: 1))
    exporter.export(snapshot(seconds: 1, [.commits: 4], depth: 9))
    exporter.export(snapshot(since: 0, [.commits: 3], depth: 9))
    exporter.export(snapshot(since: 500, seconds: 9, [.commits: 3], depth: 9))
    exporter.export(snapshot(seconds: 3, [.commits: 6], depth: 1))
    #expect(register["penholder_commits{}"]?.value == 6)
    #expect(register["penholder_queue_depth{}"] == .init(value: 1, calls: 2))
  }

  @Test("percentiles are gauges in seconds that exist only while something was measured")
  func gauges() throws {
    let exporter = MetricsExporter(dimensions: [("tab", "1")], factory: register)
    let median = "penholder_commit_latency_seconds{tab=1,quantile=0.5}"
    let changes = "penholder_leadership_changes_per_minute{tab=1}"
    exporter.export(snapshot())
    #expect(register[median] == nil && register[changes] == nil)
    exporter.export(
      snapshot(seconds: 60, [.leadershipChanges: 3], commits: [1_000_000, 2_000_000]))
    let value = try #require(register[median]).value
    #expect((0.001..<0.001125).contains(value))
    #expect(register[changes]?.value == 3)
    #expect(register.names.filter { $0.contains("quantile") }.count == 5)
    exporter.export(snapshot(since: 2_000))
    #expect(register[median] == nil && register[changes] == nil)
  }

  @Test("numbers beyond all sense are clamped, and the exporter takes its metrics with it")
  func bounds() {
    do {
      let exporter = MetricsExporter(factory: register)
      exporter.export(snapshot([.commits: .max]))
      #expect(register["penholder_commits{}"]?.value == Double(Int64.max))
    }
    #expect(register.names.isEmpty)
  }

  @Test("a tab's own numbers arrive")
  func live() async throws {
    let folder = FileManager.default.temporaryDirectory.path + "/pen-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    // A folder left behind in /tmp is no reason to fail.
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let db = try await MultiTabDatabase.open(at: folder + "/test.sqlite")
    try await db.waitForLeadership()
    try await db.write { try $0.execute(sql: "CREATE TABLE note (id INTEGER PRIMARY KEY)") }
    let exporter = MetricsExporter(factory: register)
    exporter.export(db.metrics)
    #expect(register["penholder_commits{}"]?.value == 1)
    #expect(register["penholder_commit_latency_seconds{quantile=1}"].map { $0.value > 0 } == true)
    await db.close()
  }
}
