/// What is measured: a name for programs, a title for people, the unit of its samples, and what we
/// want to reach.
struct Measure: Equatable, Sendable {
  /// The unit of samples, and how people read it.
  enum Unit: String, Codable, Sendable {
    case nanoseconds
    case bytes
    /// Bytes too, so many that people want them by the million.
    case memory
    /// Nanoseconds too, so few that people want them by the thousand.
    case moment
    /// How many in a second: the more the better.
    case rate
    /// One part of another.
    case share
  }

  let name: String
  let title: String
  let unit: Unit
  /// Whether the slowest of a hundred is told as well: where there are enough samples.
  var hasTail = false
  /// Whether the slowest of a thousand and the slowest of all are told too: where there are many.
  var hasLongTail = false
  /// The most that our own median may be, in the unit: at sizes of their own, or at every other one.
  var goals: [Int: Double] = [:]
  var goal: Double?

  /// The goal at a size, if there is one.
  func goal(at size: Int) -> Double? { goals[size] ?? goal }
}

extension Measure.Unit {
  /// What people read at the head of a table.
  var label: String {
    switch self {
    case .nanoseconds: "ms"
    case .bytes: "bytes"
    case .memory: "MB"
    case .moment: "µs"
    case .rate: "a second"
    case .share: "of 1"
    }
  }

  /// A value for people.
  func text(_ value: Double) -> String {
    switch self {
    case .nanoseconds, .memory: Self.decimal(value / 1_000_000)
    case .bytes: "\(Int(value.rounded()))"
    case .moment: Self.decimal(value / 1_000)
    case .rate: Self.grouped(Int(value.rounded()))
    case .share: Self.decimal(value)
    }
  }

  /// With a comma at every thousand.
  static func grouped(_ value: Int) -> String {
    guard value >= 1_000 else { return "\(value)" }
    let last = "\(value % 1_000)"
    return "\(grouped(value / 1_000)),\(String(repeating: "0", count: 3 - last.count))\(last)"
  }

  /// Three figures that mean something.
  static func decimal(_ value: Double) -> String {
    let places = value >= 99.95 ? 0 : value >= 9.995 ? 1 : 2
    let power = [1.0, 10, 100][places]
    let scaled = Int((value * power).rounded())
    guard places > 0 else { return "\(scaled)" }
    let fraction = "\(scaled % Int(power))"
    let zeros = String(repeating: "0", count: places - fraction.count)
    return "\(scaled / Int(power)).\(zeros)\(fraction)"
  }
}
