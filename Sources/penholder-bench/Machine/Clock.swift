import Glibc

/// The clock that every sample is taken with.
enum Clock {
  /// Nanoseconds that only grow, the same in every process of this machine.
  static func now() -> UInt64 {
    var time = timespec()
    // SAFETY: the structure outlives the call; this clock exists everywhere.
    unsafe clock_gettime(CLOCK_MONOTONIC, &time)
    return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
  }
}

extension UInt64 {
  /// In nanoseconds.
  static func milliseconds(_ count: UInt64) -> UInt64 { count * 1_000_000 }
}
