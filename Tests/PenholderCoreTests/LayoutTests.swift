import PenholderCore
import Testing

@Suite("Layout")
struct LayoutTests {
  @Test("sections follow each other without gap or overlap, on cache lines")
  func sections() {
    #expect(Layout.slotsStart == Layout.headerWords)
    #expect(Layout.slot(1) == Layout.slotsStart)
    #expect(Layout.slot(Layout.maximumTabs) + Layout.slotWords == Layout.ringStart)
    #expect(Layout.ringStart + Layout.ringCapacity * Layout.ringSlotWords == Layout.metricsStart)
    #expect(
      Layout.metrics(Layout.maximumTabs) + Layout.metricsWords == Layout.lanesStart)
    #expect(Layout.lane(Layout.maximumTabs) + Layout.laneWords == Layout.fileSize / 8)
    for start in [
      Layout.slotsStart, Layout.ringStart, Layout.metricsStart, Layout.slotWords,
      Layout.lanesStart, Layout.laneWords,
    ] {
      #expect(start % 8 == 0)
    }
  }

  @Test("each histogram has room")
  func histograms() {
    let first = Layout.Metrics.notificationLatency
    let second = Layout.Metrics.commitLatency
    #expect(first > Layout.Metrics.since)
    #expect(first + LatencyScale.buckets <= second)
    #expect(second + LatencyScale.buckets <= Layout.metricsWords)
  }

  @Test("lock bytes of different things are different, and lie behind the file")
  func lockBytes() {
    let tabs = (1...Layout.maximumTabs).map(Layout.tabByte)
    let terms = [0, 1, Reign.maximumTerm, .max].map(Layout.termByte)
    #expect(Set(tabs).count == tabs.count)
    #expect(Set(tabs).isDisjoint(with: terms + [Layout.registryByte]))
    #expect((tabs + terms).allSatisfy { $0 > Layout.fileSize && $0 > 0 })
  }

  @Test("a reign is one word, and a later term is a higher one")
  func reign() {
    let reign = Reign(term: 77, leader: 128)
    #expect(Reign(word: reign.word) == reign)
    #expect(Reign(word: Reign(term: 77, leader: nil).word).leader == nil)
    #expect(Reign(term: 78, leader: nil).word > reign.word)
    #expect(Reign(word: .max).leader == nil)
    #expect(Reign(word: .max).term == Reign.maximumTerm)
  }
}

@Suite("Latency scale")
struct LatencyScaleTests {
  @Test("every duration falls into the bucket that bounds it, at most an eighth above")
  func bounds() {
    var random = SeededGenerator(seed: 3)
    for _ in 0..<10_000 {
      let value = UInt64.random(in: 256..<(1 << 34), using: &random)
      let bucket = LatencyScale.bucket(value)
      let bound = LatencyScale.upperBound(bucket)
      #expect(value <= bound && bound - value <= value / 8)
      if bucket > 0 { #expect(LatencyScale.upperBound(bucket - 1) < value) }
    }
    #expect(LatencyScale.bucket(0) == 0)
    #expect(LatencyScale.bucket(.max) == LatencyScale.buckets - 1)
  }

  @Test("quantiles of nothing are nothing; of samples, their bounds")
  func quantiles() {
    var counts = [UInt64](repeating: 0, count: LatencyScale.buckets)
    #expect(LatencyScale.quantile(0.5, of: counts) == nil)
    counts[LatencyScale.bucket(1_000)] = 99
    counts[LatencyScale.bucket(1_000_000)] = 1
    #expect(LatencyScale.quantile(0.5, of: counts).map { $0 < 1_200 } == true)
    #expect(LatencyScale.quantile(0.99, of: counts).map { $0 < 1_200 } == true)
    #expect(LatencyScale.quantile(1, of: counts).map { $0 >= 1_000_000 } == true)
  }
}
