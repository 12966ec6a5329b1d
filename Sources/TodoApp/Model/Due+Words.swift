extension Due {
  /// When people mean by `fri`, `tomorrow 9am`, `in 2w`, `next mon 14:30`, `1 dec at noon`, `in 2h`,
  /// `14:30` or `2026-12-01`, as seen from `now`; nil if that is none: see ``objection(to:)``.
  ///
  /// A time alone is today's, or tomorrow's if that is over. Days are those of
  /// ``Day/init(words:today:)``.
  public init?(words text: String, at now: Moment) {
    if let due = Due(iso: text) {
      self = due
      return
    }
    var words = text.lowercased().split { $0.isWhitespace || $0 == "," }.map(String.init)
    guard !words.isEmpty, words.count <= 7 else { return nil }
    if let due = Due.soon(words, now) {
      self = due
      return
    }
    let minute = Due.takeTime(from: &words)
    if words.isEmpty {
      guard let minute else { return nil }
      let isOver = minute * 60 <= now.time.seconds
      self.init(Day(number: now.day.number + (isOver ? 1 : 0)), minute: minute)
    } else {
      guard let day = Day(words: words.joined(separator: " "), today: now.day) else { return nil }
      self.init(day, minute: minute)
    }
  }

  /// Why `text` is no date, and what is one: a sentence.
  public static func objection(to text: String) -> String {
    let what = text.isEmpty ? "Nothing" : "“\(text.prefix(40))”"
    return "\(what) is no date. What works: fri, tomorrow 9am, in 2w, -2d, 1 dec, 2026-12-01, "
      + "14:30."
  }

  /// `in 2h`, `in 90 min`: from now, to the minute.
  private static func soon(_ words: [String], _ now: Moment) -> Due? {
    guard let (count, unit) = Day.amount(words) else { return nil }
    let minutes: Int
    switch unit {
    case "h", "hour", "hours": minutes = count * 60
    case "min", "mins", "minute", "minutes": minutes = count
    default: return nil
    }
    let later = now.on(
      Instant(milliseconds: now.instant.milliseconds + Int64(minutes) * 60_000))
    return Due(later.day, minute: later.time.seconds / 60)
  }

  /// Takes a time of day from either end of a phrase, with an `at` before it.
  private static func takeTime(from words: inout [String]) -> Int? {
    for length in [1, 2] where words.count >= length {
      if let minute = minute(words.suffix(length).joined()) {
        words.removeLast(length)
        if words.last == "at" { words.removeLast() }
        return minute
      }
      var rest = words[...]
      if rest.first == "at" { rest = rest.dropFirst() }
      if rest.count > length, let minute = minute(rest.prefix(length).joined()) {
        words = Array(rest.dropFirst(length))
        if words.first == "on" { words.removeFirst() }
        return minute
      }
    }
    return nil
  }

  /// `9am`, `9:30pm`, `14:30`, `noon`; a number alone is none.
  private static func minute(_ word: String) -> Int? {
    if word == "noon" { return 12 * 60 }
    if word == "midnight" { return 0 }
    var clock = word
    var half: Int?
    for (suffix, hours) in [("am", 0), ("pm", 12)] where word.hasSuffix(suffix) {
      half = hours
      clock = String(word.dropLast(2))
    }
    let fields = clock.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
    guard fields.count <= 2, let hour = Day.digits(fields[0]), fields[0].count <= 2 else {
      return nil
    }
    var minute = 0
    if fields.count == 2 {
      guard fields[1].count == 2, let number = Day.digits(fields[1]), number < 60 else {
        return nil
      }
      minute = number
    }
    guard let half else {
      return fields.count == 2 && hour < 24 ? hour * 60 + minute : nil
    }
    return (1...12).contains(hour) ? (hour % 12 + half) * 60 + minute : nil
  }
}
