import Testing

@testable import penholder_bench

@Suite("Scales of a plot")
struct PlotScaleTests {
  @Test("what spans decades is in ratios, between round values")
  func logarithmic() {
    let scale = PlotScale([3, 4_000], from: 0, to: 100)
    #expect(scale.isLogarithmic)
    #expect(scale.low == 2 && scale.high == 5_000)
    #expect(scale.place(2) == 0 && scale.place(5_000) == 100)
    #expect(abs(scale.place(100) - 50) < 0.001)
    #expect(scale.ticks.map { $0.rounded() } == [3, 10, 30, 100, 300, 1_000, 3_000])
  }

  @Test("what does not begins at nothing and has about five ticks")
  func linear() {
    let scale = PlotScale([3, 4.2], from: 100, to: 0)
    #expect(!scale.isLogarithmic)
    #expect(scale.low == 0 && scale.high == 5)
    #expect(scale.place(0) == 100 && scale.place(5) == 0 && scale.place(2.5) == 50)
    #expect(scale.ticks == [0, 1, 2, 3, 4, 5])
  }

  @Test("nothing stands beyond the ends")
  func ends() {
    let scale = PlotScale([1, 1_000], from: 10, to: 20, isLogarithmic: true, isTight: true)
    #expect(scale.place(0) == 10 && scale.place(-5) == 10 && scale.place(1e9) == 20)
  }

  @Test(
    "one value, or none, has a scale to stand on",
    arguments: [[], [0], [7], [7, 7], [0, 0], [.nan, 3]] as [[Double]],
    [nil, false, true] as [Bool?])
  func few(values: [Double], isLogarithmic: Bool?) {
    let scale = PlotScale(values, from: 0, to: 100, isLogarithmic: isLogarithmic)
    for value in values where !value.isNaN {
      #expect((0...100).contains(scale.place(value)))
    }
    #expect(!scale.ticks.isEmpty)
    #expect(scale.low < scale.high)
  }

  @Test("every decade from nanoseconds to seconds has its ticks")
  func decades() {
    for exponent in 0..<9 {
      var low = 1.0
      for _ in 0..<exponent { low *= 10 }
      for factor in [30.0, 300, 3_000, 3_000_000] {
        let scale = PlotScale([low, low * factor], from: 0, to: 100)
        #expect((2...13).contains(scale.ticks.count), "\(low) × \(factor): \(scale.ticks)")
        #expect(scale.ticks == scale.ticks.sorted())
      }
    }
  }

  @Test(
    "a tick's label has the figures it needs and no more",
    arguments: [
      (0.0, "0"), (1, "1"), (20_000, "20,000"), (0.5, "0.5"), (0.025, "0.025"), (0.1 * 3, "0.3"),
      (2.5, "2.5"), (-0.5, "-0.5"), (-2, "-2"), (0.00002, "0.00002"),
    ] as [(Double, String)])
  func labels(value: Double, text: String) {
    #expect(PlotScale.label(value) == text)
  }

  @Test("names of lines that end together are moved apart, within the picture")
  func apart() {
    #expect(LinePlot.apart([10, 50], by: 15, within: 0...100) == [10, 50])
    #expect(LinePlot.apart([10, 12], by: 15, within: 0...100) == [10, 25])
    #expect(LinePlot.apart([98, 99, 100], by: 15, within: 0...100) == [70, 85, 100])
    #expect(LinePlot.apart([], by: 15, within: 0...100).isEmpty)
  }
}
