/// When the next frame may be painted: at once after a pause, at most 30 a second in a storm.
///
/// A few frames are saved up, so that somebody's typing is never behind by a frame.
struct FrameBudget {
  /// 30 a second.
  static let interval: UInt64 = 33_333_333
  /// As many frames may follow each other at once.
  private static let saved: UInt64 = 4

  /// Counts on by one interval with each frame: what lies before `now` is saved up.
  private var next: UInt64 = 0

  /// How long to wait until a frame may be painted, in nanoseconds.
  func wait(now: UInt64) -> UInt64 { next > now ? next - now : 0 }

  /// A frame is painted.
  mutating func spend(now: UInt64) {
    let oldest = now &- min(now, (Self.saved - 1) * Self.interval)
    next = max(next, oldest) + Self.interval
  }
}
