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
  /// Beside whom; nil for a goal that is a figure.
  var other: String?
  /// Ours: as a multiple of the other's, the middle of the rounds; or in the measure's unit.
  let figure: Double
  /// The most that it was to be.
  let goal: Double
  /// A line for people.
  let text: String

  var isReached: Bool { figure <= goal }

  init(title: String, other: String, ratio: Double, goal: Double) {
    (self.title, self.other, figure, self.goal) = (title, other, ratio, goal)
    text = Self.line(
      title, ratio <= goal, "\(Self.figures(ratio)) × \(other)", Self.figures(goal))
  }

  /// Of a measure that has a goal by itself; nil for others.
  init?(_ item: Measurement) {
    guard let goal = item.measure.goal(at: item.size), let median = item.median else { return nil }
    let measure = item.measure
    (title, figure, self.goal) = ("\(measure.title), \(item.candidate)", median, goal)
    text = Self.line(
      title, median <= goal, "\(measure.text(median)) \(measure.label)", measure.text(goal))
  }

  private static func line(
    _ title: String, _ isReached: Bool, _ figure: String, _ goal: String
  ) -> String {
    "\(isReached ? "✓" : "✗") \(title): \(figure) (goal: at most \(goal))"
  }

  /// Small ratios want more figures than ``Measure/Unit/decimal(_:)`` gives them.
  private static func figures(_ value: Double) -> String {
    value < 0.1
      ? "0.\(String("\(Int((value * 10_000).rounded()) + 10_000)".dropFirst()))"
      : Measure.Unit.decimal(value)
  }
}
