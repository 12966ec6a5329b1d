import Testing

@testable import penholder_bench

@Suite("Goals beside others")
struct GoalTests {
  static let ours = StatisticsTests.measurement("ours", [100, 300, 200])
  static let theirs = StatisticsTests.measurement("theirs", [400, 600, 1_000])

  static func verdict(_ bound: Goal.Bound, _ figure: Goal.Figure = .median) -> Verdict? {
    Goal(
      text: "so", measure: StatisticsTests.measure, size: 10, figure: figure, bound: bound
    ).verdict(in: [ours, theirs], on: "ours")
  }

  @Test("a ratio is held to its bound, round by round")
  func ratios() throws {
    // 1/4, 1/2, 1/5
    let below = try #require(Self.verdict(.timesAtMost(0.25, of: "theirs")))
    #expect(below.value == 0.25 && below.holds && below.unit == nil)
    let above = try #require(Self.verdict(.timesAtLeast(0.3, of: "theirs")))
    #expect(!above.holds)
    #expect(above.text == "✗ so: 0.25× (≥ 0.30×)")
  }

  @Test("a difference and a figure by itself are held to their bounds, in their unit")
  func figures() throws {
    let more = try #require(Self.verdict(.moreAtMost(-300, than: "theirs")))
    #expect(more.value == -300 && more.holds)
    // StatisticsTests' rounds have twice the median at the 99th percentile.
    let tail = try #require(Self.verdict(.atMost(399), .p99))
    #expect(tail.value == 400 && !tail.holds && tail.unit == .nanoseconds)
    #expect(Self.verdict(.atLeast(200))?.holds == true)
  }

  @Test("where the other one was not measured there is no verdict")
  func missing() {
    #expect(Self.verdict(.timesAtMost(1, of: "nobody")) == nil)
    #expect(Self.verdict(.timesOwnAtMost(1, atSize: 11)) == nil)
    #expect(Self.verdict(.timesOwnAtMost(1, atSize: 10))?.value == 1)
  }

  @Test("a rate has commas, a moment microseconds")
  func units() {
    #expect(Measure.Unit.rate.text(1_234_567.4) == "1,234,567")
    #expect(Measure.Unit.rate.text(1_002) == "1,002")
    #expect(Measure.Unit.rate.text(999) == "999")
    #expect(Measure.Unit.moment.text(12_340) == "12.3")
  }
}
