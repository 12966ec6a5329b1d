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
    var seconds = time_t(instant.milliseconds / 1_000)
    // SAFETY: a structure of integers and a pointer that nobody reads.
    var local = unsafe tm()
    // SAFETY: both outlive the call.
    let known = unsafe localtime_r(&seconds, &local) != nil
    return Moment(instant, secondsFromUTC: known ? Int(unsafe local.tm_gmtoff) : 0)
  }

  /// Nanoseconds that only grow.
  static func monotonic() -> UInt64 {
    var time = timespec()
    // SAFETY: the structure outlives the call; this clock exists everywhere.
    unsafe clock_gettime(CLOCK_MONOTONIC, &time)
    return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
  }
}
