import CTerminal
import Glibc
import TodoApp

/// Wakes the screen at a point in time on the user's wall, and when somebody sets the clock.
///
/// One thread. Sleeps as long as the machine does.
final class Alarm {
  /// Readable when it is time; -1, and never, if the process has no descriptors left.
  let descriptor: Int32
  private var time: Instant?

  init() { descriptor = max(-1, terminal_alarm_open()) }

  deinit { if descriptor >= 0 { close(descriptor) } }

  /// The next time; nothing happens if that is so already.
  func set(to time: Instant) {
    guard time != self.time else { return }
    self.time = time
    terminal_alarm_set(descriptor, time.milliseconds)
  }

  /// It has rung; it is set anew.
  func clear() {
    time = nil
    terminal_alarm_clear(descriptor)
  }
}
