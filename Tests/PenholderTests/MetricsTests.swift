import Foundation
import PenholderCore
import SharedMemory
import Synchronization
import Testing

@testable import Penholder

@Suite("Metrics")
struct MetricsTests {
  let folder = TestFolder()

  private func words() throws -> SharedWords {
    let model = try #require(try MappedFile.attributes(of: folder.path))
    let size = Layout.metricsWords * 8
    let file = try MappedFile.unnamed(in: folder.path, size: size, like: model)
    return SharedWords(in: file, at: 0, count: Layout.metricsWords)
  }

  @Test("what is counted, set and recorded is read back")
  func readBack() throws {
    let metrics = TabMetrics(try words())
    metrics.reset(now: 1_000_000_000)
    for (index, counter) in TabMetrics.Counter.allCases.enumerated() {
      metrics.count(counter, by: index + 1)
    }
    metrics.count(.rejoins)
    metrics.set(7, for: .queueDepth)
    metrics.record(3, in: .batchSize)
    metrics.record(5, in: .batchSize)
    metrics.record(UInt64(2_000_000), in: .queueWait)
    let snapshot = MetricsSnapshot(metrics.reading(), now: 31_000_000_000)
    #expect(snapshot.since == 1_000_000_000 && snapshot.seconds == 30)
    #expect(snapshot.leadershipChanges == 1 && snapshot.leadershipChangesPerMinute == 1)
    #expect(snapshot.rejoins == 15 && snapshot.queued == 15 && snapshot.requestsCommitted == 20)
    #expect(snapshot.queueDepth == 7)
    #expect(snapshot.batchSize.sum == 8 && snapshot.batchSize.mean == 4)
    #expect(snapshot.batchSize.p50 == 3 && snapshot.batchSize.maximum == 5)
    #expect(
      snapshot.batchSize.buckets == [
        .init(upperBound: 3, count: 1), .init(upperBound: 5, count: 1),
      ])
    #expect(snapshot.queueWait.p90.map { (2_000_000...2_250_000).contains($0) } == true)
    #expect(snapshot.commitLatency.count == 0 && snapshot.commitLatency.p50 == nil)
  }

  @Test("a reset beside counting and reading never mixes two countings, and keeps the gauge")
  func resetBesideCounting() throws {
    let metrics = TabMetrics(try words())
    metrics.set(3, for: .queueDepth)
    metrics.reset(now: 1)
    let shared = Shared()
    let ended = DispatchSemaphore(value: 0)
    Thread.detachNewThread {
      while !shared.isOver.load(ordering: .relaxed) {
        shared.check(metrics.reading())
        metrics.count(.queued)
      }
      ended.signal()
    }
    for now in UInt64(2)...300 {
      metrics.reset(now: now)
      // What is counted says of which counting it is.
      for counter in TabMetrics.Counter.allCases where counter != .queued {
        metrics.count(counter, by: now)
      }
      shared.readings.wait()
    }
    shared.isOver.store(true, ordering: .relaxed)
    ended.wait()
    #expect(shared.mixed.load(ordering: .relaxed) == 0)
    metrics.reset(now: 77)
    let reading = metrics.reading()
    #expect(reading.since == 77 && reading.counters.allSatisfy { $0 == 0 })
    #expect(reading.gauges == [3])
  }

  private final class Shared: Sendable {
    let isOver = Atomic(false)
    let readings = DispatchSemaphore(value: 0)
    let mixed = Atomic(0)

    func check(_ reading: MetricsReading) {
      // In the middle of a reset, three times over.
      if reading.since == 0 { return }
      readings.signal()
      var counters = reading.counters
      counters.remove(at: TabMetrics.Counter.queued.rawValue)
      let isWhole = counters.allSatisfy { $0 == 0 || $0 == reading.since }
      if !isWhole { mixed.add(1, ordering: .relaxed) }
    }
  }

  @Test("a tab resets its own metrics and nobody else's, and tells since when it counts")
  func reset() async throws {
    let first = try await MultiTabDatabase.test(folder)
    try await first.waitForLeadership()
    try await first.makeTable()
    let second = try await MultiTabDatabase.test(folder)
    let before = (first.metrics, second.metrics)
    #expect(before.0.commits == 1 && before.0.commitLatency.count == 1)
    first.resetMetrics()
    #expect(first.metrics.commits == 0 && first.metrics.commitLatency.p50 == nil)
    #expect(first.metrics.since > before.0.since)
    #expect(second.metrics.since == before.1.since)
    await second.close()
    await first.close()
  }

  @Test("the group's total adds up its tabs, but not what all of them saw")
  func total() async throws {
    let tabs = [try await MultiTabDatabase.test(folder), try await MultiTabDatabase.test(folder)]
    let events = tabs.map { $0.events() }
    try await tabs[0].waitForLeadership()
    // Who has been told of this has counted every change of leader before.
    try await tabs[0].makeTable()
    for sequence in events {
      for await event in sequence where event.kind == .schemaChanged && event.tab != 0 { break }
    }
    for (tab, amount) in zip(tabs, [2, 3]) {
      tab.resetMetrics()
      tab.tab.metrics.count(.queued, by: amount)
      tab.tab.metrics.count(.leadershipChanges, by: amount)
      for _ in 0..<amount { tab.tab.metrics.record(amount, in: .batchSize) }
    }
    // The tabs know better, and say so when they next look at their queues.
    var read: MetricsSnapshot?
    for _ in 0..<1_000 where read?.queueDepth != 5 {
      for (tab, amount) in zip(tabs, [2, 3]) { tab.tab.metrics.set(amount, for: .queueDepth) }
      read = try MultiTabDatabase.status(at: folder.database).total
    }
    let total = try #require(read)
    #expect(total.queued == 5 && total.queueDepth == 5)
    #expect(total.leadershipChanges == 3)
    #expect(total.batchSize.count == 5 && total.batchSize.sum == 13)
    #expect(total.batchSize.p50 == 3 && total.batchSize.maximum == 3)
    #expect(total.since == tabs[0].metrics.since)
    for tab in tabs { await tab.close() }
    #expect(try MultiTabDatabase.status(at: folder.database).total == nil)
  }

  @Test("JSON has every key, null for what was not measured, percentiles and no buckets")
  func json() throws {
    let metrics = TabMetrics(try words())
    metrics.reset(now: 1)
    metrics.record(9, in: .batchSize)
    let snapshot = MetricsSnapshot(metrics.reading(), now: 2)
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    let json = try encoder.encode(snapshot)
    let read = try JSONDecoder().decode(MetricsSnapshot.self, from: json)
    #expect(try encoder.encode(read) == json)
    #expect(json.count < 2_000)
    let object = try #require(try JSONSerialization.jsonObject(with: json) as? [String: Any])
    #expect(object.count == 28)
    for counter in TabMetrics.Counter.allCases { #expect(object[counter.stringValue] is Int) }
    #expect(object["leadershipChangesPerMinute"] is NSNull)
    let commit = try #require(object["commitLatency"] as? [String: Any])
    #expect(commit["count"] as? Int == 0)
    for key in ["mean", "p50", "p90", "p99", "p999", "maximum"] { #expect(commit[key] is NSNull) }
    let batch = try #require(object["batchSize"] as? [String: Any])
    #expect(batch["p99"] as? Int == 9 && batch["sum"] as? Int == 9 && batch.count == 8)
  }
}
