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

  @Test("each of a tab's metrics has words of its own, and few are left over")
  func metrics() {
    var words = Layout.Metrics.Counter.allCases.map(\.word)
    words += Layout.Metrics.Gauge.allCases.map(\.word)
    words.append(Layout.Metrics.since)
    for histogram in Layout.Metrics.Histogram.allCases {
      words += [histogram.sum] + (histogram.firstBucket..<histogram.end)
    }
    #expect(Set(words).count == words.count)
    #expect(words.allSatisfy { (0..<Layout.metricsWords).contains($0) })
    #expect(Layout.metricsWords % 8 == 0 && Layout.metricsWords - words.count < 8)
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
