/// A point in time, in whole milliseconds since 1970 (UTC).
public struct Instant: Hashable, Sendable, Comparable {
  /// Milliseconds since 1 January 1970, 00:00 UTC.
  public let milliseconds: Int64

  /// The point in time this many milliseconds after the start of 1970.
  public init(milliseconds: Int64) { self.milliseconds = milliseconds }

  /// Earlier ones come first.
  public static func < (left: Instant, right: Instant) -> Bool {
    left.milliseconds < right.milliseconds
  }

  /// As ISO 8601 writes it, in UTC: `2026-11-23T14:03:19.250Z`.
  public var iso: String {
    let local = Moment(self, secondsFromUTC: 0)
    let thousandths = Int((milliseconds % 1_000 + 1_000) % 1_000)
    return "\(local.day.iso)T\(local.time).\(padded(thousandths, 3))Z"
  }

  /// The point in time written as `2026-11-23T14:03:19Z`, with or without a fraction, or nil.
  ///
  /// Only UTC is read: it is what `iso` writes.
  public init?(iso text: some StringProtocol) {
    let parts = text.split(separator: "T", omittingEmptySubsequences: false)
    guard parts.count == 2, parts[1].last == "Z", let day = Day(iso: parts[0]) else { return nil }
    let clock = parts[1].dropLast().split(separator: ".", omittingEmptySubsequences: false)
    let fields = clock[0].split(separator: ":", omittingEmptySubsequences: false)
    guard clock.count <= 2, fields.count == 3, fields.allSatisfy({ $0.count == 2 }),
      let hour = Day.digits(fields[0]), hour < 24, let minute = Day.digits(fields[1]), minute < 60,
      let second = Day.digits(fields[2]), second <= 60
    else { return nil }
    var thousandths = 0
    if clock.count == 2 {
      guard !clock[1].isEmpty, clock[1].allSatisfy({ $0.isASCII && $0.isNumber }) else {
        return nil
      }
      thousandths = Int((clock[1] + "00").prefix(3)) ?? 0
    }
    let seconds = ((day.number * 24 + hour) * 60 + minute) * 60 + second
    milliseconds = Int64(seconds * 1_000 + thousandths)
  }
}

/// A time of day on a clock on the wall.
public struct TimeOfDay: Hashable, Sendable, CustomStringConvertible {
  /// Whole seconds since midnight.
  public let seconds: Int

  /// The time this many seconds after midnight, which must be less than a day.
  public init(seconds: Int) {
    precondition((0..<86_400).contains(seconds), "a time of day outside of the day")
    self.seconds = seconds
  }

  /// As people write it: `14:03:19`.
  public var description: String {
    padded(seconds / 3_600, 2) + ":" + padded(seconds / 60 % 60, 2) + ":" + padded(seconds % 60, 2)
  }
}

/// A point in time as the clock on the user's wall shows it.
///
/// Passed in with every action: nothing in this module reads a clock or knows a time zone.
public struct Moment: Hashable, Sendable {
  /// The point in time.
  public let instant: Instant
  /// How far the user's clock is ahead of UTC, in seconds.
  public let secondsFromUTC: Int
  /// The user's date.
  public let day: Day
  /// The user's time of day.
  public let time: TimeOfDay
  /// How that clock is set at other times; nil if it is always as far ahead.
  public let wall: WallClock?

  /// `instant` on a clock this far ahead of UTC.
  public init(_ instant: Instant, secondsFromUTC: Int, wall: WallClock? = nil) {
    self.instant = instant
    self.secondsFromUTC = secondsFromUTC
    self.wall = wall
    let seconds = Int(floorDivide(instant.milliseconds, 1_000)) + secondsFromUTC
    let number = Int(floorDivide(Int64(seconds), 86_400))
    day = Day(number: number)
    time = TimeOfDay(seconds: seconds - number * 86_400)
  }

  /// Another point in time on the same clock, as it is set then: "in 2h" is two hours later in the
  /// night, too, in which three follows one.
  public func on(_ instant: Instant) -> Moment {
    Moment(
      instant, secondsFromUTC: wall?.secondsFromUTC(at: instant) ?? secondsFromUTC, wall: wall)
  }

  /// When the clock on this wall shows this day and time; without a time, the start of the day. Of a
  /// time that it shows twice the first one; one that it skips is as if it did not.
  func instant(of due: Due) -> Instant {
    let seconds = due.day.number * 86_400 + (due.minute ?? 0) * 60
    func shown(_ offset: Int) -> Instant {
      Instant(milliseconds: Int64(seconds - offset) * 1_000)
    }
    guard let wall else { return shown(secondsFromUTC) }
    let before = wall.secondsFromUTC(at: shown(86_400))
    let after = wall.secondsFromUTC(at: shown(-86_400))
    let offsets = [max(before, after), min(before, after)]
    return shown(offsets.first { wall.secondsFromUTC(at: shown($0)) == $0 } ?? before)
  }
}

func floorDivide(_ dividend: Int64, _ divisor: Int64) -> Int64 {
  let quotient = dividend / divisor
  return dividend % divisor < 0 ? quotient - 1 : quotient
}
