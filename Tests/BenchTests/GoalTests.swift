import Testing

@testable import penholder_bench

@Suite("Goals beside others")
struct GoalTests {
  static let ours = StatisticsTests.measurement("ours", [100, 300, 200])
  static let theirs = StatisticsTests.measurement("theirs", [400, 600, 1_000])

  static func verdict(_ bound: Goal.Bound, _ figure: KeyPath<Round, Double> & Sendable = \.median)
    -> Verdict?
  {
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
    let tail = try #require(Self.verdict(.atMost(399), \.p99))
    #expect(tail.value == 400 && !tail.holds && tail.unit == .nanoseconds)
    #expect(Self.verdict(.atLeast(200))?.holds == true)
  }

  @Test("where the other one was not measured there is no verdict")
  func missing() {
    #expect(Self.verdict(.timesAtMost(1, of: "nobody")) == nil)
    #expect(Self.verdict(.timesOwnAtMost(1, atSize: 11)) == nil)
    #expect(Self.verdict(.timesOwnAtMost(1, atSize: 10))?.value == 1)
  }

  @Test("a goal beside another candidate is judged by the ratio, within rounds, for whom it names")
  func others() throws {
    let items = [
      StatisticsTests.measurement("a", [150, 400]), StatisticsTests.measurement("b", [100, 200]),
    ]
    let goal = Goal(
      text: "a as fast as b", measure: StatisticsTests.measure, size: 10, candidate: "a",
      bound: .timesAtMost(1.8, of: "b"))
    let verdict = try #require(goal.verdict(in: items, on: "b"))
    #expect(verdict.value == 1.75 && verdict.holds)
    #expect(verdict.text == "✓ a as fast as b: 1.75× (≤ 1.80×)")
    #expect(goal.verdict(in: [items[0]], on: "b") == nil)
  }

  @Test("a measure's own goal is one of whom it is asked for")
  func ownGoal() throws {
    let measure = StatisticsTests.measure
    let goal = try #require(Goal(of: measure, at: 10, candidate: "todos"))
    let verdict = goal.verdict(
      in: [StatisticsTests.measurement("todos", [3_000_000])], on: "ours")
    #expect(verdict?.text == "✗ Move, todos: 3.00 ms (≤ 2.00 ms)")
    #expect(Goal(of: measure, at: 11, candidate: "todos") == nil)
  }

  @Test("a small ratio has more figures")
  func smallRatio() {
    #expect(Self.verdict(.timesAtMost(0.01, of: "theirs"))?.text == "✗ so: 0.25× (≤ 0.0100×)")
  }

  @Test("a rate has commas, a duration is read in its scale")
  func units() {
    let rate = Measure(name: "rate", title: "Rate", unit: .rate)
    #expect(rate.text(1_234_567.4) == "1,234,567")
    #expect(rate.text(1_002) == "1,002")
    #expect(rate.text(999) == "999")
    func duration(_ scale: Measure.Scale) -> String {
      let measure = Measure(name: "d", title: "D", unit: .nanoseconds, scale: scale)
      return "\(measure.text(12_340)) \(measure.label)"
    }
    #expect(duration(.nanoseconds) == "12340 ns")
    #expect(duration(.microseconds) == "12.3 µs")
    #expect(duration(.milliseconds) == "0.01 ms")
  }
}
