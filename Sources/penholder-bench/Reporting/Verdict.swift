/// What is to be reached beside another candidate in the same run: absolute times say little.
struct RelativeGoal: Sendable {
  let title: String
  let measure: Measure
  let size: Int
  let candidate: String
  let other: String
  /// Which figure of a round counts.
  var figure: KeyPath<Round, Double> & Sendable = \.median
  /// The most that it may be, as a multiple of the other's.
  let factor: Double

  /// Nil where one of the two was not measured.
  func judge(_ measurements: [Measurement]) -> Verdict? {
    func find(_ name: String) -> Measurement? {
      measurements.first {
        $0.candidate == name && $0.size == size && $0.measure.name == measure.name
      }
    }
    guard let ours = find(candidate), let theirs = find(other),
      let ratio = ours.ratio(to: theirs, of: figure)
    else { return nil }
    return Verdict(title: title, other: other, ratio: ratio, goal: factor)
  }
}

/// Whether a goal was reached.
struct Verdict: Codable, Equatable, Sendable {
  let title: String
  let other: String
  /// Ours, as a multiple of the other's: the middle of the rounds.
  let ratio: Double
  /// The most that it was to be.
  let goal: Double

  var isReached: Bool { ratio <= goal }

  /// A line for people. Small ratios want more figures than ``Measure/Unit/decimal(_:)`` gives them.
  var text: String {
    "\(isReached ? "✓" : "✗") \(title): \(Self.figures(ratio)) × \(other) "
      + "(goal: at most \(Self.figures(goal)))"
  }

  private static func figures(_ value: Double) -> String {
    value < 0.1
      ? "0.\(String("\(Int((value * 10_000).rounded()) + 10_000)".dropFirst()))"
      : Measure.Unit.decimal(value)
  }
}
