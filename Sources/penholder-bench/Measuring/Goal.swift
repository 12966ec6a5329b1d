/// What we want to reach beside another candidate, or beside ourselves in another case.
struct Goal: Sendable {
  /// Beside what it is held.
  enum Bound: Sendable {
    case atMost(Double)
    case atLeast(Double)
    /// So many times another one's in the same case, at most or at least.
    case timesAtMost(Double, of: String)
    case timesAtLeast(Double, of: String)
    /// So much more than another one's in the same case, at most.
    case moreAtMost(Double, than: String)
    /// So many times our own at another size, at most or at least.
    case timesOwnAtMost(Double, atSize: Int)
    case timesOwnAtLeast(Double, atSize: Int)
  }

  /// What is wanted, for people.
  let text: String
  let measure: Measure
  let size: Int
  /// Whose; else our own.
  var candidate: String?
  /// Which figure of a round counts.
  var figure: KeyPath<Round, Double> & Sendable = \.median
  let bound: Bound

  /// What the run says of it; nil where something for that was not measured.
  func verdict(in measurements: [Measurement], on ours: String) -> Verdict? {
    let ours = candidate ?? ours
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
    case .atMost(let most): (limit, value, isTimes) = (most, own.middle(figure), false)
    case .atLeast(let least):
      (limit, value, isCeiling, isTimes) = (least, own.middle(figure), false, false)
    case .timesAtMost(let most, let other):
      (limit, value) = (most, find(other, size).flatMap { own.ratio(to: $0, of: figure) })
    case .timesAtLeast(let least, let other):
      isCeiling = false
      (limit, value) = (least, find(other, size).flatMap { own.ratio(to: $0, of: figure) })
    case .moreAtMost(let most, let other):
      isTimes = false
      (limit, value) = (most, find(other, size).flatMap { own.excess(over: $0, of: figure) })
    case .timesOwnAtMost(let most, let other):
      (limit, value) = (most, find(ours, other).flatMap { own.ratio(to: $0, of: figure) })
    case .timesOwnAtLeast(let least, let other):
      isCeiling = false
      (limit, value) = (least, find(ours, other).flatMap { own.ratio(to: $0, of: figure) })
    }
    guard let value else { return nil }
    let holds = isCeiling ? value <= limit : value >= limit
    func text(_ figure: Double) -> String {
      isTimes ? Self.times(figure) : "\(measure.signed(figure)) \(measure.label)"
    }
    return Verdict(
      goal: self.text, unit: isTimes ? nil : measure.unit, value: value, limit: limit,
      isCeiling: isCeiling, holds: holds,
      text: """
        \(holds ? "✓" : "✗") \(self.text): \(text(value)) (\(isCeiling ? "≤" : "≥") \(text(limit)))
        """)
  }

  /// Small ratios want more figures than ``Measure/Unit/decimal(_:)`` gives them.
  private static func times(_ ratio: Double) -> String {
    ratio < 0.1
      ? "0.\("\(Int((ratio * 10_000).rounded()) + 10_000)".dropFirst())×"
      : Measure.Unit.decimal(ratio) + "×"
  }
}

extension Goal {
  /// What a measure wants by itself; nil where it wants nothing.
  init?(of measure: Measure, at size: Int, candidate: String) {
    guard let goal = measure.goal(at: size) else { return nil }
    self.init(
      text: "\(measure.title), \(candidate)", measure: measure, size: size, candidate: candidate,
      bound: .atMost(goal))
  }
}

extension Measure {
  /// A difference for people.
  fileprivate func signed(_ value: Double) -> String { (value < 0 ? "-" : "") + text(abs(value)) }
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
  let text: String
}
