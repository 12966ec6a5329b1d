import Synchronization

/// Which signal, if any, interrupted a command.
final class Interruption: Sendable {
  private let signal = Mutex<Int32?>(nil)

  var number: Int32? { signal.withLock { $0 } }
  func by(_ number: Int32) { signal.withLock { $0 = number } }
}
