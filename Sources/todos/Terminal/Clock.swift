import Glibc
import TodoApp

/// The clocks of this machine: the only place of the app that looks at one.
enum Clock {
  /// Now.
  static func instant() -> Instant {
    var time = timespec()
    // SAFETY: the structure outlives the call; this clock exists everywhere.
    unsafe clock_gettime(CLOCK_REALTIME, &time)
    return Instant(milliseconds: Int64(time.tv_sec) * 1_000 + Int64(time.tv_nsec) / 1_000_000)
  }

  /// Now, on the user's wall.
  static func moment() -> Moment {
    let instant = instant()
    return Moment(
      instant, secondsFromUTC: secondsFromUTC(instant.milliseconds / 1_000), changes: changes)
  }

  private static func secondsFromUTC(_ seconds: Int64) -> Int {
    var seconds = time_t(seconds)
    // SAFETY: a structure of integers and a pointer that nobody reads.
    var local = unsafe tm()
    // SAFETY: both outlive the call.
    let known = unsafe localtime_r(&seconds, &local) != nil
    return known ? Int(unsafe local.tm_gmtoff) : 0
  }

  /// When the clocks here were and will be changed, from ten years ago to five ahead. Looked for once,
  /// in steps of ten days: nobody changes them twice in so few.
  private static let changes: [ClockChange] = {
    let (day, now) = (Int64(86_400), instant().milliseconds / 1_000)
    var changes: [ClockChange] = []
    for start in stride(from: now - 3_650 * day, to: now + 1_825 * day, by: 10 * Int(day)) {
      var (low, high) = (start, start + 10 * day)
      let (before, after) = (secondsFromUTC(low), secondsFromUTC(high))
      guard before != after else { continue }
      while high - low > 1 {
        let middle = (low + high) / 2
        if secondsFromUTC(middle) == before { low = middle } else { high = middle }
      }
      changes.append(
        ClockChange(at: Instant(milliseconds: high * 1_000), from: before, to: after))
    }
    return changes
  }()

  /// Nanoseconds that only grow.
  static func monotonic() -> UInt64 {
    var time = timespec()
    // SAFETY: the structure outlives the call; this clock exists everywhere.
    unsafe clock_gettime(CLOCK_MONOTONIC, &time)
    return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
  }
}
