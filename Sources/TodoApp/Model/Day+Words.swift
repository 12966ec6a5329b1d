extension Day {
  static let weekdayNames = [
    "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday",
  ]
  static let monthNames = [
    "january", "february", "march", "april", "may", "june", "july", "august", "september",
    "october", "november", "december",
  ]

  /// The day that people mean by `today`, `tomorrow`, `fri`, `next mon`, `3d`, `in 2w`, `-2d`,
  /// `2 days ago`, `1 dec`, `end of month` or `2026-12-01`, as seen from `today`; nil if that is none.
  ///
  /// A weekday is the next one, never today; `next mon` is Monday of next week, weeks beginning on
  /// Mondays; a date without a year is the next one, today included.
  public init?(words text: String, today: Day) {
    let words = text.lowercased().split { $0.isWhitespace || $0 == "," }.map(String.init)
    guard !words.isEmpty, words.count <= 4,
      let day = Day.named(words.joined(separator: " "), today) ?? Day.dated(words, today)
        ?? Day.ahead(words, today)
    else { return nil }
    self = day
  }

  /// The next day of that name, `sun` or `Sunday`, never today; nil if that is none.
  init?(weekday name: String, today: Day) {
    guard let weekday = Day.index(of: name.lowercased(), in: Day.weekdayNames) else { return nil }
    self = today.next(weekday)
  }

  private func next(_ weekday: Int) -> Day { adding((weekday - self.weekday + 6) % 7 + 1) }

  private static func named(_ phrase: String, _ today: Day) -> Day? {
    switch phrase {
    case "today", "tod": return today
    case "tomorrow", "tom", "tmr": return today.adding(1)
    case "yesterday": return today.adding(-1)
    case "day after tomorrow": return today.adding(2)
    case "next week": return today.adding(7)
    case "next month": return today.addingMonths(1)
    case "next year": return today.addingMonths(12)
    case "weekend", "this weekend": return today.adding((5 - today.weekday + 7) % 7)
    case "end of week", "eow": return today.adding(6 - today.weekday)
    case "end of month", "eom": return today.lastOfMonth
    case "end of next month":
      return Day(year: today.year, month: today.month, day: 1)?.addingMonths(1).lastOfMonth
    case "end of year", "eoy": return Day(year: today.year, month: 12, day: 31)
    default: break
    }
    var words = phrase.split(separator: " ")[...]
    let which = words.count == 2 ? words.removeFirst() : ""
    guard words.count == 1,
      let weekday = index(of: String(words[words.startIndex]), in: weekdayNames)
    else { return Day(iso: phrase) }
    switch which {
    case "": return today.next(weekday)
    case "this": return today.adding((weekday - today.weekday + 7) % 7)
    case "next": return today.adding(7 - today.weekday + weekday)
    default: return nil
    }
  }

  /// `1 dec`, `dec 1`, `1st dec 2027`.
  private static func dated(_ words: [String], _ today: Day) -> Day? {
    guard (2...3).contains(words.count) else { return nil }
    let isMonthFirst = words[0].first?.isLetter == true
    guard let month = index(of: words[isMonthFirst ? 0 : 1], in: monthNames),
      let number = ordinal(words[isMonthFirst ? 1 : 0])
    else { return nil }
    if words.count == 3 {
      guard words[2].count == 4, let year = digits(words[2]) else { return nil }
      return Day(year: year, month: month + 1, day: number)
    }
    // 29 February may be eight years away.
    for year in today.year...today.year + 8 {
      if let day = Day(year: year, month: month + 1, day: number), day >= today { return day }
    }
    return nil
  }

  /// `3d`, `in 2 weeks`, `a week ago`.
  private static func ahead(_ words: [String], _ today: Day) -> Day? {
    guard let (count, unit) = amount(words) else { return nil }
    switch unit {
    case "d", "day", "days": return today.adding(count)
    case "w", "week", "weeks": return today.adding(7 * count)
    case "m", "month", "months": return today.addingMonths(count)
    case "y", "year", "years": return today.addingMonths(12 * count)
    default: return nil
    }
  }

  /// What `2w`, `in 2w`, `2 weeks` and `in a week` have in common, and `-2w` and `2 weeks ago`, which
  /// count backwards: the list itself writes `-2d` for what is overdue.
  static func amount(_ words: [String]) -> (count: Int, unit: String)? {
    var rest = words[...]
    if rest.count > 1, rest.last == "ago" {
      return forwards(rest.dropLast()).map { (-$0.count, $0.unit) }
    }
    if let first = rest.first, first.hasPrefix("-") {
      rest = [String(first.dropFirst())] + rest.dropFirst()
      return forwards(rest).map { (-$0.count, $0.unit) }
    }
    if rest.first == "in" { rest = rest.dropFirst() }
    return forwards(rest)
  }

  private static func forwards(_ rest: ArraySlice<String>) -> (count: Int, unit: String)? {
    guard let first = rest.first else { return nil }
    let number = first.prefix { $0.isASCII && $0.isNumber }
    let isOne = first == "a" || first == "an" || first == "one"
    guard let count = isOne ? 1 : digits(String(number)), count <= 36_500 else { return nil }
    switch rest.count {
    case 1 where !isOne: return (count, String(first.dropFirst(number.count)))
    case 2 where isOne || number.count == first.count: return (count, rest[rest.startIndex + 1])
    default: return nil
    }
  }

  /// The place of a name of which `word` is the beginning, at least three letters.
  private static func index(of word: String, in names: [String]) -> Int? {
    let word = word.hasSuffix(".") ? String(word.dropLast()) : word
    guard word.count >= 3 else { return nil }
    return names.firstIndex { $0.hasPrefix(word) }
  }

  private static func ordinal(_ word: String) -> Int? {
    for suffix in ["st", "nd", "rd", "th", "."] where word.hasSuffix(suffix) {
      return digits(String(word.dropLast(suffix.count)))
    }
    return digits(word)
  }

  /// A number of one to five digits and nothing else.
  static func digits(_ text: some StringProtocol) -> Int? {
    guard (1...5).contains(text.count), text.allSatisfy({ $0.isASCII && $0.isNumber }) else {
      return nil
    }
    return Int(text)
  }

  private func adding(_ days: Int) -> Day { Day(number: number + days) }

  private var lastOfMonth: Day {
    Day(number: (Day(year: year, month: month, day: 1) ?? self).addingMonths(1).number - 1)
  }
}
