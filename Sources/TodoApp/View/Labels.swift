/// Days, times and measurements as the screen words them: short and without a locale.
enum Labels {
  private static let weekdays = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
  private static let months = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
  ]

  /// When something is due, in at most 6 columns: `-2d`, `today`, `14:30`, `fri`, `21 Nov`, `2027`.
  static func due(_ due: Due, today: Day) -> String {
    if due.day == today, let time = due.time { return time }
    return Labels.due(due.day, today: today)
  }

  private static func due(_ due: Day, today: Day) -> String {
    let days = due.number - today.number
    switch days {
    case ..<(-999): return "-\(-days / 365)y"
    case ..<0: return "\(days)d"
    case 0: return "today"
    case 1...6: return weekdays[due.weekday]
    default: return due.year == today.year ? date(due) : String(due.year)
    }
  }

  /// When something is due, in full: `fri 27 Nov 2026 at 09:00`.
  static func day(_ due: Due) -> String {
    let day = due.day
    let text = "\(weekdays[day.weekday]) \(date(day)) \(day.year)"
    return due.time.map { "\(text) at \($0)" } ?? text
  }

  /// How often something comes again: `every week`, `every 2 days from the due date`.
  static func recurrence(_ recurrence: Recurrence) -> String {
    let unit =
      switch recurrence.unit {
      case .day: "day"
      case .week: "week"
      case .month: "month"
      case .year: "year"
      }
    let count = recurrence.count
    let often = count == 1 ? "every \(unit)" : "every \(count) \(unit)s"
    return often + (recurrence.origin == .due ? " from the due date" : " after it is done")
  }

  /// What a view is called.
  static func view(_ view: TodoView) -> String {
    switch view {
    case .all: "All"
    case .today: "Today"
    case .overdue: "Overdue"
    case .done: "Done"
    case .tag(let name): "#" + name
    case .project(let name): "+" + name
    }
  }

  /// A date of this year: `21 Nov`.
  static func date(_ day: Day) -> String { "\(day.dayOfMonth) \(months[day.month - 1])" }

  /// When something happened: the time today, the date this year, else the ISO date.
  static func when(_ instant: Instant, now: Moment) -> String {
    let then = now.on(instant)
    if then.day == now.day { return then.time.description }
    return then.day.year == now.day.year ? date(then.day) : then.day.iso
  }

  /// A time span of so many nanoseconds, with two or three digits: `840 ns`, `9.8 µs`, `1.2 s`.
  static func span(_ nanoseconds: Int64?, _ symbols: Symbols, gap: String = " ") -> String {
    guard let nanoseconds, nanoseconds >= 0 else { return symbols.nothing }
    let units: [(Int64, String)] = [
      (1_000_000_000, "s"), (1_000_000, "ms"), (1_000, symbols.micro),
    ]
    for (unit, name) in units where nanoseconds >= unit {
      let tenths = nanoseconds / (unit / 10)
      let number = tenths < 100 ? "\(tenths / 10).\(tenths % 10)" : "\(nanoseconds / unit)"
      return number + gap + name
    }
    return "\(nanoseconds)\(gap)ns"
  }

  /// How long something has been there, from so many seconds on, in one unit: `40 s`, `3 min`, `2 d`.
  static func age(_ seconds: Int, gap: String = " ") -> String {
    switch seconds {
    case ..<60: "\(max(0, seconds))\(gap)s"
    case ..<3_600: "\(seconds / 60)\(gap)m\(gap.isEmpty ? "" : "in")"
    case ..<86_400: "\(seconds / 3_600)\(gap)h"
    default: "\(seconds / 86_400)\(gap)d"
    }
  }

  /// A rate with one digit after the point: `0.4`.
  static func rate(_ rate: Double?, _ symbols: Symbols) -> String {
    guard let rate, rate.isFinite, rate >= 0 else { return symbols.nothing }
    let tenths = Int((min(rate, 99_999) * 10).rounded())
    return "\(tenths / 10).\(tenths % 10)"
  }
}
