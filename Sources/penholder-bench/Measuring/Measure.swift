/// What is measured: a name for programs, a title for people, the unit of its samples, and what we
/// want to reach.
struct Measure: Equatable, Sendable {
  /// The unit of samples, and how people read it.
  enum Unit: String, Codable, Sendable {
    case nanoseconds
    case bytes
    /// Bytes too, so many that people want them by the million.
    case memory
    /// How many of something, whole or not.
    case number
    /// How many in a second: the more the better.
    case rate
    /// One part of another.
    case share
  }

  /// In what people read a duration.
  enum Scale: Sendable {
    case nanoseconds
    case microseconds
    case milliseconds
  }

  let name: String
  let title: String
  let unit: Unit
  /// For durations only.
  var scale = Scale.milliseconds
  /// Whether the slowest of a hundred is told as well: where there are enough samples.
  var hasTail = false
  /// Whether the slowest of a thousand and the slowest of all are told too: where there are many.
  var hasLongTail = false
  /// What its cases' sizes count, if that is not the report's (``Report/sizes``).
  var sizes: String?
  /// The most that our own median may be, in the unit: at sizes of their own, or at every other one.
  var goals: [Int: Double] = [:]
  var goal: Double?

  /// The goal at a size, if there is one.
  func goal(at size: Int) -> Double? { goals[size] ?? goal }

  /// What people read at the head of a table.
  var label: String {
    switch unit {
    case .nanoseconds: scale.label
    case .bytes: "bytes"
    case .memory: "MB"
    case .number: "count"
    case .rate: "a second"
    case .share: "of 1"
    }
  }

  /// How much of the unit is one of what people read.
  var divisor: Double {
    switch unit {
    case .nanoseconds: scale.divisor
    case .memory: 1_000_000
    case .bytes, .number, .rate, .share: 1
    }
  }

  /// A value for people.
  func text(_ value: Double) -> String {
    switch unit {
    case .nanoseconds, .memory: Unit.decimal(value / divisor)
    case .number, .share: Unit.decimal(value)
    case .rate: Unit.grouped(Int(value.rounded()))
    case .bytes: "\(Int(value.rounded()))"
    }
  }
}

extension Measure.Scale {
  fileprivate var label: String {
    switch self {
    case .nanoseconds: "ns"
    case .microseconds: "µs"
    case .milliseconds: "ms"
    }
  }

  /// How many nanoseconds are one.
  fileprivate var divisor: Double {
    switch self {
    case .nanoseconds: 1
    case .microseconds: 1_000
    case .milliseconds: 1_000_000
    }
  }
}

extension Measure.Unit {
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
