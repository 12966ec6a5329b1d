/// When a todo is due: on a day, or at a time of that day.
public struct Due: Hashable, Sendable, Comparable {
  /// The day.
  public var day: Day
  /// Minutes since midnight, less than 1,440; nil for any time of the day.
  public var minute: Int?

  /// On this day, at this minute if one is given.
  public init(_ day: Day, minute: Int? = nil) {
    precondition(minute.map { (0..<1_440).contains($0) } ?? true, "a minute outside of the day")
    self.day = day
    self.minute = minute
  }

  /// What `2026-12-01` or `2026-12-01T09:00` says, or nil if that is none.
  public init?(iso text: some StringProtocol) {
    let parts = text.split(separator: "T", omittingEmptySubsequences: false)
    guard let first = parts.first, parts.count <= 2, let day = Day(iso: first) else { return nil }
    self.init(day)
    guard parts.count == 2 else { return }
    let clock = parts[1].split(separator: ":", omittingEmptySubsequences: false)
    guard clock.count == 2, clock.allSatisfy({ $0.count == 2 }),
      let hour = Day.digits(clock[0]), hour < 24, let minute = Day.digits(clock[1]), minute < 60
    else { return nil }
    self.minute = hour * 60 + minute
  }

  /// As ISO 8601 writes it: `2026-12-01`, or `2026-12-01T09:00`. Such texts sort as what they say.
  public var iso: String {
    time.map { "\(day.iso)T\($0)" } ?? day.iso
  }

  /// The time of the day as people write it, `09:00`, if there is one.
  public var time: String? {
    minute.map { padded($0 / 60, 2) + ":" + padded($0 % 60, 2) }
  }

  /// Earlier ones come first; on the same day those without a time.
  public static func < (left: Due, right: Due) -> Bool {
    (left.day, left.minute ?? -1) < (right.day, right.minute ?? -1)
  }
}
