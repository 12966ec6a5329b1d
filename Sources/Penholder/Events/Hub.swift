import SharedMemory
import Synchronization

/// Fans elements out to whoever subscribed, on the thread that brings them.
final class Hub<Element: Sendable>: Sendable {
  typealias Handler = @Sendable (Element) -> Void

  private struct State {
    var handlers: [Entry] = []
    var nextID: UInt64 = 1
    var isClosed = false
  }

  private struct Entry {
    let id: UInt64
    let handler: Handler
    let end: @Sendable () -> Void
    /// What its ring numbers so or lower came before the subscription; all of another ring came after.
    let after: Place
  }

  /// Where an element stood.
  struct Place {
    /// Which ring: each numbers anew, and a subscription may be made while a tab moves to another one.
    var ring: UInt64
    var number: UInt64
  }

  private let state = Mutex(State())

  /// - Parameters:
  ///   - after: what the same ring numbers so or lower is not delivered.
  ///   - handler: called on the library's thread; must not block.
  ///   - end: called once, when nothing more will come.
  func subscribe(
    after: Place = Place(ring: 0, number: 0), _ handler: @escaping Handler,
    end: @escaping @Sendable () -> Void = {}
  ) -> Subscription {
    let id = state.withLock { state -> UInt64? in
      guard !state.isClosed else { return nil }
      defer { state.nextID += 1 }
      state.handlers.append(Entry(id: state.nextID, handler: handler, end: end, after: after))
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

  /// - Parameter place: the element's place in its ring; nil for what is not from one.
  func deliver(_ element: Element, at place: Place? = nil) {
    // Called outside the lock: a handler may subscribe or cancel.
    for entry in state.withLock({ $0.handlers }) {
      if let place, place.ring == entry.after.ring, place.number <= entry.after.number { continue }
      entry.handler(element)
    }
  }

  func close() {
    let handlers = state.withLock { state in
      state.isClosed = true
      defer { state.handlers = [] }
      return state.handlers
    }
    for entry in handlers { entry.end() }
  }
}

/// Keeps a handler subscribed until it is cancelled or let go.
public final class Subscription: Sendable {
  private let onCancel: Mutex<(@Sendable () -> Void)?>
  private let birthplace = Birthplace()

  init(_ onCancel: @escaping @Sendable () -> Void) { self.onCancel = Mutex(onCancel) }

  deinit { cancel() }

  /// Ends the subscription; the handler may still be running on the library's thread. Any thread.
  public func cancel() {
    // In a forked child nobody is subscribed, and the locks may never be free.
    guard birthplace.isHere else { return }
    let action = onCancel.withLock { action in
      defer { action = nil }
      return action
    }
    action?()
  }
}
