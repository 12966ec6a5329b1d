extension Day {
  private static let weekdays = [
    "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday",
  ]

  /// The day that people mean by `today`, `tomorrow`, `fri`, `3d`, `2w` or `2026-12-01`, as seen
  /// from `today`; nil if that is none. A weekday is the next one, never today.
  public init?(words text: String, today: Day) {
    let word = text.lowercased()
    switch word {
    case "today": self = today
    case "tomorrow": self = Day(number: today.number + 1)
    case "yesterday": self = Day(number: today.number - 1)
    default:
      if let day = Day(iso: word) {
        self = day
      } else if let ahead = Day.daysAhead(word, today: today) {
        self = Day(number: today.number + ahead)
      } else {
        return nil
      }
    }
  }

  private static func daysAhead(_ word: String, today: Day) -> Int? {
    if word.count >= 3, let weekday = weekdays.firstIndex(where: { $0.hasPrefix(word) }) {
      return (weekday - today.weekday + 6) % 7 + 1
    }
    guard let unit = word.last, let count = Int(word.dropLast()), (0...36_500).contains(count)
    else { return nil }
    switch unit {
    case "d": return count
    case "w": return count * 7
    default: return nil
    }
  }
}
