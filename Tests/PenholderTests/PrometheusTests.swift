import Foundation
import PenholderCore
import TestSupport
import Testing

@testable import Penholder

@Suite("Prometheus text")
struct PrometheusTests {
  let folder = TestFolder()

  private func page(_ path: String) throws -> PrometheusPage {
    try PrometheusPage(parsing: PrometheusText.page(of: try MultiTabDatabase.status(at: path)))
  }

  @Test("a database of any name with two tabs makes a page that a strict reader accepts")
  func strict() async throws {
    let path = folder.path + "/a \"quoted\\ \n{name},=1.sqlite"
    var configuration = MultiTabDatabase.Configuration()
    configuration.lease = .seconds(5)
    let tabs = [
      try await MultiTabDatabase.open(at: path, configuration: configuration),
      try await MultiTabDatabase.open(at: path, configuration: configuration),
    ]
    try await tabs[0].waitForLeadership()
    try await tabs[0].makeTable()
    tabs[1].tab.metrics.count(.timeouts, by: 4)
    let page = try await whileQueueing(in: tabs[1], behind: tabs[0]) { try self.page(path) }
    let counters = Layout.Metrics.Counter.allCases.count
    let histograms = Layout.Metrics.Histogram.allCases.count
    #expect(page.families.count == 6 + counters + 2 + histograms)
    for sample in page.families.values.flatMap(\.samples) {
      #expect(sample.labels["database"] == tabs[0].path)
    }
    #expect(page.families["penholder_tabs"]?.samples.map(\.value) == [2])
    #expect(page.families["penholder_leader_present"]?.samples.map(\.value) == [1])
    #expect(page.families["penholder_takeover_blocked"]?.samples.map(\.value) == [0])
    #expect(page.samples("penholder_commits_total", tab: 1).map(\.value) == [1])
    #expect(page.samples("penholder_commits_total", tab: 1)[0].labels["role"] == "leader")
    #expect(page.samples("penholder_timeouts_total", tab: 2).map(\.value) == [4])
    #expect(page.samples("penholder_queue_depth", tab: 2).map(\.value) == [2])
    #expect(page.samples("penholder_queue_depth", tab: 2)[0].labels["role"] == "follower")
    for tab in tabs { await tab.close() }
    let nobody = try self.page(path)
    #expect(nobody.families["penholder_tabs"]?.samples.map(\.value) == [0])
    #expect(nobody.families["penholder_leader_present"]?.samples.map(\.value) == [0])
    #expect(nobody.families.count == 6)
  }

  /// Runs `body` while two requests wait for a leader that is inside a write.
  private func whileQueueing<T>(
    in follower: MultiTabDatabase, behind leader: MultiTabDatabase, _ body: () throws -> T
  ) async throws -> T {
    let (begun, signal) = AsyncStream.makeStream(of: Void.self)
    let end = DispatchSemaphore(value: 0)
    let busy = Task {
      try await leader.write { _ in
        signal.finish()
        end.wait()
      }
    }
    for await _ in begun {}
    let waiting = (0..<2).map { follower.submitNote("\($0)") }
    let result = Result { try body() }
    end.signal()
    try await busy.value
    for pending in waiting { _ = try await pending.receipt }
    return try result.get()
  }

  @Test("buckets grow up to the count, end where they say, and what lies beyond is in the last")
  func buckets() async throws {
    let db = try await MultiTabDatabase.test(folder)
    try await db.waitForLeadership()
    db.resetMetrics()
    var random = SystemRandomNumberGenerator()
    let seed = random.next()
    var seeded = Seeded(seed: seed)
    let values = (0..<2_000).map { _ in
      UInt64.random(in: 0..<(1 << UInt64.random(in: 1..<40, using: &seeded)), using: &seeded)
    }
    for value in values {
      db.tab.metrics.record(value, in: .queueWait)
      db.tab.metrics.record(value >> 20, in: .batchSize)
    }
    let page = try page(folder.database)
    try check(
      page, "penholder_queue_wait_seconds", tab: db.number, values.map { Double($0) / 1e9 }, seed)
    try check(page, "penholder_batch_size", tab: db.number, values.map { Double($0 >> 20) }, seed)
    let none = page.samples("penholder_commit_latency_seconds", "_count", tab: db.number)
    #expect(none.map(\.value) == [0])
    await db.close()
  }

  private func check(
    _ page: PrometheusPage, _ family: String, tab: Int, _ values: [Double], _ seed: UInt64
  ) throws {
    let buckets = page.samples(family, "_bucket", tab: tab)
    #expect((12...22).contains(buckets.count))
    let bounds = try buckets.map {
      let bound = try #require($0.labels["le"])
      return bound == "+Inf" ? .infinity : try #require(Double(bound))
    }
    #expect(bounds.last == .infinity)
    #expect(zip(bounds, bounds.dropFirst()).allSatisfy { $0 < $1 })
    for (bound, sample) in zip(bounds, buckets) {
      let expected = values.count { $0 <= bound }
      #expect(sample.value == Double(expected), "seed \(seed), \(family) up to \(bound)")
    }
    #expect(page.samples(family, "_count", tab: tab).map(\.value) == [Double(values.count)])
    let sum = try #require(page.samples(family, "_sum", tab: tab).first).value
    #expect(abs(sum / values.reduce(0, +) - 1) < 1e-9, "seed \(seed)")
  }

  @Test("noise in a tab's metrics makes a page that a strict reader still accepts")
  func noise() async throws {
    let db = try await MultiTabDatabase.test(folder)
    let words = db.tab.membership.file.metrics(db.number)
    for word in 0..<words.count { words.store(.max - UInt64(word), at: word) }
    let page = try page(folder.database)
    let buckets = page.samples("penholder_commit_latency_seconds", "_bucket", tab: db.number)
    #expect(zip(buckets, buckets.dropFirst()).allSatisfy { $0.value <= $1.value })
    #expect(page.samples("penholder_counting_seconds", tab: db.number).map(\.value) == [0])
    await db.close()
  }
}
