import SharedMemory
import Synchronization

/// Hands elements from the library's threads to one consuming task, joining what arrives while the
/// consumer is busy, so that it is bounded by how things join and never by how slow the consumer is.
final class Inbox<Element: Sendable>: Sendable {
  private struct State {
    var waiting: [Element] = []
    var consumer: CheckedContinuation<[Element], Never>?
    var isFinished = false
  }

  private let state = Mutex(State())
  private let birthplace = Birthplace()
  private let join: @Sendable (inout [Element], Element) -> Void

  /// - Parameter join: adds an element to those that wait; may merge or drop.
  init(join: @escaping @Sendable (inout [Element], Element) -> Void) { self.join = join }

  /// Any thread; never blocks.
  func send(_ element: Element) {
    let consumer = state.withLock { state -> (CheckedContinuation<[Element], Never>, [Element])? in
      guard !state.isFinished else { return nil }
      join(&state.waiting, element)
      guard let consumer = state.consumer, !state.waiting.isEmpty else { return nil }
      state.consumer = nil
      defer { state.waiting = [] }
      return (consumer, state.waiting)
    }
    if let (consumer, elements) = consumer { consumer.resume(returning: elements) }
  }

  /// No more elements; the consumer gets those that wait, then none.
  func finish() {
    let consumer = state.withLock { state in
      state.isFinished = true
      defer { state.consumer = nil }
      return state.consumer
    }
    consumer?.resume(returning: [])
  }

  /// Everything that waits now, perhaps nothing.
  func takeNow() -> [Element] {
    guard birthplace.isHere else { return [] }
    return state.withLock { state in
      defer { state.waiting = [] }
      return state.waiting
    }
  }

  /// Everything that waits, at least one; empty when finished, when the task is cancelled, and in a
  /// forked child.
  func take() async -> [Element] {
    guard birthplace.isHere else { return [] }
    return await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        let elements = state.withLock { state -> [Element]? in
          if !state.waiting.isEmpty || state.isFinished || Task.isCancelled {
            defer { state.waiting = [] }
            return state.waiting
          }
          precondition(state.consumer == nil, "one task consumes a sequence")
          state.consumer = continuation
          return nil
        }
        if let elements { continuation.resume(returning: elements) }
      }
    } onCancel: {
      let consumer = state.withLock { state in
        defer { state.consumer = nil }
        return state.consumer
      }
      consumer?.resume(returning: [])
    }
  }
}
