/// What we want to reach beside another candidate, or beside ourselves in another case.
struct Goal: Sendable {
  /// Which figure of a round.
  enum Figure: Sendable { case median, p99, p999, slowest }

  /// Beside what it is held.
  enum Bound: Sendable {
    case atMost(Double)
    case atLeast(Double)
    /// So many times another one's in the same case, at most or at least.
    case timesAtMost(Double, of: String)
    case timesAtLeast(Double, of: String)
    /// So much more than another one's in the same case, at most.
    case moreAtMost(Double, than: String)
    /// So many times our own at another size, at most.
    case timesOwnAtMost(Double, atSize: Int)
  }

  /// What is wanted, for people.
  let text: String
  let measure: Measure
  let size: Int
  var figure = Figure.median
  let bound: Bound

  /// What the run says of it; nil where something for that was not measured.
  func verdict(in measurements: [Measurement], on ours: String) -> Verdict? {
    func find(_ candidate: String, _ size: Int) -> Measurement? {
      measurements.first {
        $0.candidate == candidate && $0.size == size && $0.measure.name == measure.name
      }
    }
    guard let own = find(ours, size) else { return nil }
    let limit: Double
    let value: Double?
    var isCeiling = true
    var isTimes = true
    switch bound {
    case .atMost(let most): (limit, value, isTimes) = (most, own.middle(of: figure.of), false)
    case .atLeast(let least):
      (limit, value, isCeiling, isTimes) = (least, own.middle(of: figure.of), false, false)
    case .timesAtMost(let most, let other):
      (limit, value) = (most, find(other, size).flatMap { own.ratio(to: $0, of: figure.of) })
    case .timesAtLeast(let least, let other):
      isCeiling = false
      (limit, value) = (least, find(other, size).flatMap { own.ratio(to: $0, of: figure.of) })
    case .moreAtMost(let most, let other):
      isTimes = false
      (limit, value) = (most, find(other, size).flatMap { own.excess(over: $0, of: figure.of) })
    case .timesOwnAtMost(let most, let other):
      (limit, value) = (most, find(ours, other).flatMap { own.ratio(to: $0, of: figure.of) })
    }
    guard let value else { return nil }
    return Verdict(
      goal: text, unit: isTimes ? nil : measure.unit, value: value, limit: limit,
      isCeiling: isCeiling, holds: isCeiling ? value <= limit : value >= limit)
  }
}

extension Goal.Figure {
  var of: @Sendable (Round) -> Double? {
    switch self {
    case .median: { $0.median }
    case .p99: { $0.p99 }
    case .p999: { $0.p999 }
    case .slowest: { $0.maximum }
    }
  }
}

/// What became of a goal.
struct Verdict: Codable, Equatable, Sendable {
  let goal: String
  /// Nil for so many times another one's.
  let unit: Measure.Unit?
  let value: Double
  let limit: Double
  /// Whether less is better.
  let isCeiling: Bool
  let holds: Bool

  /// A line for people.
  var text: String {
    func figure(_ value: Double) -> String {
      guard let unit else { return "\(Measure.Unit.decimal(value))×" }
      let sign = value < 0 ? "-" : ""
      return "\(sign)\(unit.text(abs(value))) \(unit.label)"
    }
    return
      "\(holds ? "✓" : "✗") \(goal): \(figure(value)) (\(isCeiling ? "≤" : "≥") \(figure(limit)))"
  }
}
