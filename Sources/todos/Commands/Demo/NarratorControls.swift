import CommandLineKit
import Foundation
import Synchronization

/// The keys of the tour: who presses them, and what they mean for who plays it.
final class NarratorControls: Sendable {
  private struct State {
    var isPaused = false
    var isHurried = false
    var hasQuit = false
    var hasChanged = false
    var current = 0
    var shown = 0
  }

  private let state = Mutex(State())
  private let bell = DispatchSemaphore(value: 0)

  init(isPaused: Bool) {
    state.withLock { $0.isPaused = isPaused }
  }

  var isPaused: Bool { state.withLock { $0.isPaused } }
  /// Whether no time is to be spent until the next step.
  var isHurried: Bool { state.withLock { $0.isHurried } }
  var hasQuit: Bool { state.withLock { $0.hasQuit } }
  /// The step that is explained at the moment: the current one or one before.
  var shownStep: Int { state.withLock { $0.shown } }

  /// Whether something has changed since it was asked the last time.
  func takeChanges() -> Bool {
    state.withLock { state in
      defer { state.hasChanged = false }
      return state.hasChanged
    }
  }

  func beginStep(_ number: Int) {
    state.withLock { state in
      (state.current, state.shown, state.isHurried) = (number, number, false)
    }
  }

  /// Waits for a key, at most so long.
  func wait(seconds: Double) { _ = bell.wait(timeout: .now() + max(0, seconds)) }

  /// A key was pressed.
  func press(_ key: NarratorKey) {
    state.withLock { state in
      state.hasChanged = true
      switch key {
      case .pause:
        state.isPaused.toggle()
        if !state.isPaused { state.shown = state.current }
      case .next:
        if state.shown < state.current {
          state.shown += 1
        } else {
          // Who has paused steps: at the next one it is paused again.
          state.isHurried = true
        }
      case .back:
        state.shown = max(0, state.shown - 1)
        state.isPaused = true
      case .quit: state.hasQuit = true
      case .redraw: break
      }
    }
    bell.signal()
  }

  /// Takes keys from standard input, on a thread of its own.
  func listen() {
    Thread.detachNewThread { [self] in
      var buffer = [UInt8](repeating: 0, count: 64)
      while let bytes = Descriptors.read(0, into: &buffer) {
        for key in NarratorKey.keys(bytes) { press(key) }
      }
      press(.quit)
    }
  }
}

/// A key of the tour.
enum NarratorKey: Hashable {
  case pause, next, back, quit, redraw

  /// What a terminal sends; what means nothing is left out.
  static func keys(_ bytes: ArraySlice<UInt8>) -> [NarratorKey] {
    var keys: [NarratorKey] = []
    var rest = bytes
    while let byte = rest.popFirst() {
      switch byte {
      case UInt8(ascii: " "): keys.append(.pause)
      case UInt8(ascii: "n"), 0x0D: keys.append(.next)
      case UInt8(ascii: "b"): keys.append(.back)
      case UInt8(ascii: "q"), 3: keys.append(.quit)
      case 0x1B:
        // An arrow: ESC [ C, or ESC O C.
        guard rest.first == UInt8(ascii: "[") || rest.first == UInt8(ascii: "O") else { continue }
        rest = rest.dropFirst()
        switch rest.popFirst() {
        case UInt8(ascii: "C"): keys.append(.next)
        case UInt8(ascii: "D"): keys.append(.back)
        default: break
        }
      default: break
      }
    }
    return keys
  }
}
