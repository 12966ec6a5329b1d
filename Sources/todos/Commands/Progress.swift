import CommandLineKit
import Glibc
import Synchronization

/// How far something long has come, on standard error if that is a terminal, at most ten times a
/// second. Any thread.
final class Progress: Sendable {
  private let total: Int
  private let isShown = Descriptors.isTerminal(STDERR_FILENO)
  /// When it may be shown again; 0 before it was shown at all. Nothing that is done at once is shown.
  private let next: Mutex<(time: UInt64, hasLine: Bool)>

  private static let interval: UInt64 = 100_000_000

  init(total: Int) {
    self.total = total
    next = Mutex((Clock.monotonic() + 2 * Self.interval, false))
  }

  /// So many are done.
  func show(_ count: Int) {
    guard isShown else { return }
    let now = Clock.monotonic()
    let isDue = next.withLock { next in
      guard now >= next.time else { return false }
      next = (now + Self.interval, true)
      return true
    }
    // Where that fails there is nobody to tell.
    if isDue { try? Descriptors.write("\r\(count) of \(total)\u{1B}[K", to: STDERR_FILENO) }
  }

  /// Takes the line away.
  func clear() {
    let hasLine = next.withLock { next in
      defer { next.hasLine = false }
      return next.hasLine
    }
    if hasLine { try? Descriptors.write("\r\u{1B}[K", to: STDERR_FILENO) }
  }
}
