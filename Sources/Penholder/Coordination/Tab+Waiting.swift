import PenholderCore

// Waiting to lead.

extension Tab {
  /// Somebody who waits to lead.
  struct Waiter {
    let continuation: CheckedContinuation<UInt64, any Error>
    /// Whether the leader is to be asked to hand over.
    let isAsking: Bool
  }

  /// Returns the term once this tab leads.
  func waitToLead(asking: Bool) async throws -> UInt64 {
    if isClosing { throw PenholderError.closed }
    try checkPlace()
    let id = state.withLock { state in
      defer { state.nextWaiter += 1 }
      return state.nextWaiter
    }
    return try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { continuation in
        let outcome = state.withLock { state -> Result<UInt64, any Error>? in
          if let term = writableTerm { return .success(term) }
          if state.isClosed { return .failure(PenholderError.closed) }
          if Task.isCancelled { return .failure(PenholderError.cancelled) }
          state.waiters[id] = Waiter(continuation: continuation, isAsking: asking)
          return nil
        }
        if let outcome { continuation.resume(with: outcome) } else { send(.wishesChanged) }
      }
    } onCancel: {
      let waiter = state.withLock { $0.waiters.removeValue(forKey: id) }
      waiter?.continuation.resume(throwing: PenholderError.cancelled)
      send(.wishesChanged)
    }
  }

  /// Whether somebody waits who wants the leader to be asked.
  var isWantedToAsk: Bool { state.withLock { $0.waiters.values.contains { $0.isAsking } } }

  /// By the coordinator's thread, after `lead(_:)`.
  func resumeWaiters(term: UInt64) {
    for waiter in takeWaiters() { waiter.continuation.resume(returning: term) }
  }

  /// By the coordinator's thread: this tab will not lead.
  func failWaiters(_ error: PenholderError) {
    for waiter in takeWaiters() { waiter.continuation.resume(throwing: error) }
  }

  private func takeWaiters() -> some Sequence<Waiter> {
    state.withLock { state in
      defer { state.waiters = [:] }
      return state.waiters.values
    }
  }
}
