import Synchronization

/// Fans elements out to whoever subscribed, on the thread that brings them.
final class Hub<Element: Sendable>: Sendable {
  typealias Handler = @Sendable (Element) -> Void

  private struct State {
    var handlers: [(id: UInt64, handler: Handler, end: @Sendable () -> Void)] = []
    var nextID: UInt64 = 1
    var isClosed = false
  }

  private let state = Mutex(State())

  /// - Parameters:
  ///   - handler: called on the library's thread; must not block.
  ///   - end: called once, when nothing more will come.
  func subscribe(
    _ handler: @escaping Handler, end: @escaping @Sendable () -> Void = {}
  ) -> Subscription {
    let id = state.withLock { state -> UInt64? in
      guard !state.isClosed else { return nil }
      defer { state.nextID += 1 }
      state.handlers.append((state.nextID, handler, end))
      return state.nextID
    }
    guard let id else {
      end()
      return Subscription {}
    }
    return Subscription { [weak self] in
      let end = self?.state.withLock { state -> (@Sendable () -> Void)? in
        guard let index = state.handlers.firstIndex(where: { $0.id == id }) else { return nil }
        return state.handlers.remove(at: index).end
      }
      end?()
    }
  }

  func deliver(_ element: Element) {
    // Called outside the lock: a handler may subscribe or cancel.
    for (_, handler, _) in state.withLock({ $0.handlers }) { handler(element) }
  }

  func close() {
    let handlers = state.withLock { state in
      state.isClosed = true
      defer { state.handlers = [] }
      return state.handlers
    }
    for (_, _, end) in handlers { end() }
  }
}

/// Keeps a handler subscribed until it is cancelled or let go.
public final class Subscription: Sendable {
  private let onCancel: Mutex<(@Sendable () -> Void)?>

  init(_ onCancel: @escaping @Sendable () -> Void) { self.onCancel = Mutex(onCancel) }

  deinit { cancel() }

  /// Ends the subscription; the handler may still be running on the library's thread. Any thread.
  public func cancel() {
    let action = onCancel.withLock { action in
      defer { action = nil }
      return action
    }
    action?()
  }
}
