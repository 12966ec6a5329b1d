import Synchronization

/// Counts the changes whose outcome is not known yet. Any thread.
final class Flight: Sendable {
  private struct State {
    var count = 0
    var waiting: CheckedContinuation<Void, Never>?
  }
  private let state = Mutex(State())

  func begin() { state.withLock { $0.count += 1 } }

  func end() {
    state.withLock { state in
      state.count -= 1
      return state.count == 0 ? state.waiting.take() : nil
    }?.resume()
  }

  /// Returns when none is under way, or when the time is out. One caller at a time.
  func landed(within limit: Duration) async {
    let timer = Task { [self] in
      // Not cancelled before all have landed.
      try? await Task.sleep(for: limit)
      state.withLock { $0.waiting.take() }?.resume()
    }
    await withCheckedContinuation { continuation in
      let isOver = state.withLock { state in
        if state.count > 0 { state.waiting = continuation }
        return state.count == 0
      }
      if isOver { continuation.resume() }
    }
    timer.cancel()
  }
}
