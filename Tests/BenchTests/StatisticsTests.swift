import Testing

@testable import penholder_bench

@Suite("Statistics of a run")
struct StatisticsTests {
  static let measure = Measure(
    name: "move", title: "Move", unit: .nanoseconds, goals: [10: 2_000_000])

  static func round(_ median: Double) -> Round {
    Round(
      count: 3, median: median, p90: median * 1.5, p99: median * 2, p999: median * 3,
      maximum: median * 3)
  }

  static func measurement(_ candidate: String, _ medians: [Double?]) -> Measurement {
    var measurement = Measurement(candidate: candidate, size: 10, measure: measure)
    for (number, median) in medians.enumerated() {
      if let median { measurement.add(round(median), number: number) }
    }
    return measurement
  }

  @Test("the median is the middle, the mean of the two middle ones, or nothing")
  func medians() {
    #expect(median(of: [3, 1, 2]) == 2)
    #expect(median(of: [4, 1, 3, 2]) == 2.5)
    #expect(median(of: []) == nil)
  }

  @Test("a round knows its percentiles to three figures")
  func percentiles() throws {
    var recorder = Recorder()
    #expect(recorder.round() == nil)
    for value in 1...1_000 { recorder.record(UInt64(value) * 1_000) }
    let round = try #require(recorder.round())
    #expect(round.count == 1_000)
    #expect(abs(round.median / 500_000 - 1) < 0.002)
    #expect(abs(round.p90 / 900_000 - 1) < 0.002)
    #expect(abs(round.p99 / 990_000 - 1) < 0.002)
    #expect(abs(round.p999 / 999_000 - 1) < 0.002)
    #expect(abs(round.maximum / 1_000_000 - 1) < 0.002)
  }

  @Test("one disturbed round moves the median little and shows in the spread")
  func disturbed() {
    let measurement = Self.measurement("todos", [1_000_000, 9_000_000, 1_100_000])
    #expect(measurement.median == 1_100_000)
    #expect(measurement.spread == 1_000_000...9_000_000)
    #expect(measurement.p99 == 2_200_000)
    #expect(measurement.meetsGoal == true)
  }

  @Test("a ratio is taken within rounds, of those that both have")
  func ratios() {
    let ours = Self.measurement("todos", [100, 200, 400, 0])
    let theirs = Self.measurement("tudu", [200, 200, nil, 500])
    #expect(theirs.ratio(to: ours) == 1.5)
    #expect(theirs.ratio(to: Self.measurement("todos", [])) == nil)
  }

  @Test("without a goal for a size there is nothing to meet")
  func noGoal() {
    #expect(Measurement(candidate: "a", size: 11, measure: Self.measure).meetsGoal == nil)
  }

  @Test(
    "people get three figures",
    arguments: [
      (0.0, "0.00"), (0.794, "0.79"), (9.99, "9.99"), (9.999, "10.0"), (12.34, "12.3"),
      (99.96, "100"), (453.4, "453"), (1.05, "1.05"),
    ])
  func figures(value: Double, text: String) {
    #expect(Measure.Unit.decimal(value) == text)
  }
}
