import Synchronization

/// Which signal, if any, interrupted a command.
package final class Interruption: Sendable {
  private let signal = Mutex<Int32?>(nil)

  package var number: Int32? { signal.withLock { $0 } }
  package init() {}

  package func by(_ number: Int32) { signal.withLock { $0 = number } }
}
