import Glibc
import Synchronization
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
      instant, secondsFromUTC: secondsFromUTC(instant.milliseconds / 1_000), wall: wall)
  }

  private static func secondsFromUTC(_ seconds: Int64) -> Int {
    var seconds = time_t(seconds)
    // SAFETY: a structure of integers and a pointer that nobody reads.
    var local = unsafe tm()
    // SAFETY: both outlive the call.
    let known = unsafe localtime_r(&seconds, &local) != nil
    return known ? Int(unsafe local.tm_gmtoff) : 0
  }

  /// As clocks are set here.
  private static let wall = WallClock { instant in
    let seconds = instant.milliseconds / 1_000
    let day = Int64(Moment(instant, secondsFromUTC: 0).day.number)
    let before = atStart(of: day)
    // They are changed once a day at most.
    return before == atStart(of: day + 1) ? before : secondsFromUTC(seconds)
  }

  /// What it was at the start of days, in UTC: the system takes ten microseconds to tell, and an
  /// import asks for each line. At most as many days as there is room for; then it begins anew.
  private static let known = Mutex<[Int64: Int]>([:])
  private static let limit = 4_096

  private static func atStart(of day: Int64) -> Int {
    if let seconds = known.withLock({ $0[day] }) { return seconds }
    let seconds = secondsFromUTC(day * 86_400)
    known.withLock {
      if $0.count >= limit { $0 = [:] }
      $0[day] = seconds
    }
    return seconds
  }

  /// Nanoseconds that only grow.
  static func monotonic() -> UInt64 {
    var time = timespec()
    // SAFETY: the structure outlives the call; this clock exists everywhere.
    unsafe clock_gettime(CLOCK_MONOTONIC, &time)
    return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
  }
}
