/// A day of the Gregorian calendar, without a time and without a time zone.
public struct Day: Hashable, Sendable, Comparable {
  /// Days since 1 January 1970.
  public let number: Int

  /// The day that is `number` days after 1 January 1970.
  ///
  /// Days beyond the years 0000–9999 are clamped to them: ISO 8601 has no four digits for others.
  public init(number: Int) {
    self.number = min(max(number, Day.first), Day.last)
  }

  private static let first = Day.number(year: 0, month: 1, day: 1)
  private static let last = Day.number(year: 9999, month: 12, day: 31)

  /// The day with this date, or nil if there is none (30 February).
  public init?(year: Int, month: Int, day: Int) {
    guard (0...9999).contains(year), (1...12).contains(month), (1...31).contains(day) else {
      return nil
    }
    number = Day.number(year: year, month: month, day: day)
    guard self.month == month, self.dayOfMonth == day else { return nil }
  }

  /// The day written as `2026-11-23`, or nil if that is none.
  public init?(iso text: some StringProtocol) {
    let parts = text.split(separator: "-", omittingEmptySubsequences: false)
    guard parts.count == 3, parts[0].count == 4, parts[1].count == 2, parts[2].count == 2,
      parts.allSatisfy({ $0.allSatisfy { $0.isASCII && $0.isNumber } }),
      let year = Int(parts[0]), let month = Int(parts[1]), let day = Int(parts[2])
    else { return nil }
    self.init(year: year, month: month, day: day)
  }

  /// The day as ISO 8601 writes it: `2026-11-23`.
  public var iso: String {
    let date = civil
    return padded(date.year, 4) + "-" + padded(date.month, 2) + "-" + padded(date.day, 2)
  }

  /// The year.
  public var year: Int { civil.year }
  /// The month, from 1.
  public var month: Int { civil.month }
  /// The day of the month, from 1.
  public var dayOfMonth: Int { civil.day }
  /// The day of the week: 0 is Monday, 6 Sunday.
  public var weekday: Int { ((number + 3) % 7 + 7) % 7 }

  /// Earlier days come first.
  public static func < (left: Day, right: Day) -> Bool { left.number < right.number }

  // Both directions count from 1 March of the year 0, so that the leap day ends a year; an era is
  // the 400 years after which the calendar repeats, 146,097 days.

  private static func number(year: Int, month: Int, day: Int) -> Int {
    let y = month <= 2 ? year - 1 : year
    let era = (y >= 0 ? y : y - 399) / 400
    let yearOfEra = y - era * 400
    let monthFromMarch = (month + 9) % 12
    let dayOfYear = (153 * monthFromMarch + 2) / 5 + day - 1
    return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
  }

  private var civil: (year: Int, month: Int, day: Int) {
    let shifted = number + 719_468
    let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
    let dayOfEra = shifted - era * 146_097
    let yearOfEra =
      (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let monthFromMarch = (5 * dayOfYear + 2) / 153
    let day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
    let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
    return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day)
  }
}

/// `number` with zeros before it, at least `digits` long.
func padded(_ number: Int, _ digits: Int) -> String {
  let text = String(number)
  return String(repeating: "0", count: max(0, digits - text.count)) + text
}
