/// That a todo comes again when it is done: its successor is due a while after this one was due, or
/// after it was done.
public struct Recurrence: Hashable, Sendable {
  /// What the while is counted in.
  public enum Unit: Character, Hashable, Sendable, CaseIterable {
    case day = "d"
    case week = "w"
    case month = "m"
    case year = "y"
  }

  /// What the while is counted from.
  public enum Origin: Hashable, Sendable {
    /// The day on which it was due: rent.
    case due
    /// The day on which it was done: watering the plants.
    case completion
  }

  /// How many units, from 1 to 999.
  public let count: Int
  /// What they are.
  public let unit: Unit
  /// What they are counted from.
  public let origin: Origin

  /// Every so many units; nil for fewer than 1 or more than 999.
  public init?(every count: Int, _ unit: Unit, from origin: Origin) {
    guard (1...999).contains(count) else { return nil }
    (self.count, self.unit, self.origin) = (count, unit, origin)
  }

  /// What `1w` (from completion) or `+1w` (from the due date) says, as todo.txt's programs write it;
  /// nil if that is none.
  public init?(text: some StringProtocol) {
    let origin: Origin = text.hasPrefix("+") ? .due : .completion
    let rest = origin == .due ? text.dropFirst() : text[...]
    guard let last = rest.last, let unit = Unit(rawValue: last),
      rest.dropLast().allSatisfy({ $0.isASCII && $0.isNumber }),
      let count = Int(rest.dropLast())
    else { return nil }
    self.init(every: count, unit, from: origin)
  }

  /// As ``init(text:)`` reads it.
  public var text: String { (origin == .due ? "+" : "") + "\(count)\(unit.rawValue)" }

  /// When the successor of a todo is due that was due then and was done on this day.
  ///
  /// Counted from the due date it may lie in the past: whoever is late with the rent owes two.
  public func next(after due: Due?, doneOn day: Day) -> Due {
    let start = origin == .due ? due?.day ?? day : day
    return Due(step(from: start), minute: due?.minute)
  }

  private func step(from day: Day) -> Day {
    switch unit {
    case .day: Day(number: day.number + count)
    case .week: Day(number: day.number + 7 * count)
    case .month: day.addingMonths(count)
    case .year: day.addingMonths(12 * count)
    }
  }
}

extension Day {
  /// The same day so many months later; the last one of a month that is too short for it.
  func addingMonths(_ count: Int) -> Day {
    // Before the calendar's first year is its first month.
    let months = max(0, year * 12 + month - 1 + count)
    let (year, month) = (months / 12, months % 12 + 1)
    for candidate in [dayOfMonth, 30, 29, 28] where candidate <= dayOfMonth {
      if let day = Day(year: year, month: month, day: candidate) { return day }
    }
    // Beyond the calendar's last year.
    return Day(number: .max / 2)
  }
}
