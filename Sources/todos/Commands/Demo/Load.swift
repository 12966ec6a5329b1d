import CommandLineKit
import Foundation
import Penholder
import Synchronization
import TodoApp

/// Writes as fast as the leader answers, and measures how long it was silent. It changes one todo, a
/// counter, so that everybody sees it; the counter tells in the end whether a write was lost.
final class Load: Sendable {
  private struct State {
    var count = 0
    var last: UInt64 = 0
    /// The longest time between two answers since the mark.
    var gap: UInt64 = 0
    var hasMark = false
    var isEnded = false
    var failure: String?
  }

  private let state = Mutex(State())
  private let database: MultiTabDatabase
  private let id: Int64
  private let done = DispatchSemaphore(value: 0)

  /// Answers so far.
  var count: Int { state.withLock { $0.count } }

  /// Begins. It observes: it never leads.
  init(_ path: String) throws {
    (database, id) = try Writing.waiting {
      var configuration = MultiTabDatabase.Configuration()
      configuration.isObserver = true
      let database = try await MultiTabDatabase.open(at: path, configuration: configuration)
      let store = TodoStore(database, clock: { Clock.moment() })
      guard let id = try await store.add([NewTodo(title: "write 0")]).first?.get() else {
        preconditionFailure("one todo has one outcome")
      }
      return (database, id)
    }
    Task { [self] in
      await run()
      done.signal()
    }
  }

  /// From now on the gap is measured.
  func mark() {
    state.withLock { state in
      (state.gap, state.hasMark) = (0, true)
    }
  }

  private func run() async {
    var number = 0
    while !state.withLock({ $0.isEnded }) {
      number += 1
      do { try await write(number) } catch {
        state.withLock { $0.failure = Failure(error).message }
        return
      }
      let now = Clock.monotonic()
      state.withLock { state in
        if state.last > 0, state.hasMark { state.gap = max(state.gap, now - state.last) }
        state.last = now
        state.count = number
      }
    }
  }

  private func write(_ number: Int) async throws {
    var request = WriteRequest(
      """
      UPDATE todo SET title = 'write ' || ?, version = version + 1, changedAt = ? WHERE id = ?
      """, arguments: [number, Clock.instant().milliseconds, id])
    while true {
      do {
        _ = try await database.queueWrite(request, timeout: .seconds(10))
        return
      } catch PenholderError.outcomeUnknown(let key) {
        // Asked again under its key it is carried out once.
        request.key = key
      }
    }
  }

  /// Ends it and says what was measured.
  @discardableResult
  func end() -> String {
    state.withLock { $0.isEnded = true }
    done.wait()
    // For who ends it twice.
    done.signal()
    let (database, id) = (database, id)
    let version = try? Writing.waiting {
      let row = try await TodoStore(database, clock: { Clock.moment() }).rows([id]).first
      await database.close()
      return row?.version
    }
    let state = state.withLock { $0 }
    if let failure = state.failure { return failure }
    let made = (version ?? nil).map { Int($0) - 1 }
    let whole =
      made == state.count
      ? "none lost and none made twice" : "but \(made.map { "\($0)" } ?? "?") were made"
    return """
      \(state.count) writes were answered, \(whole). After kill -9 the longest silence was \
      \(Self.milliseconds(state.gap)).
      """
  }

  private static func milliseconds(_ nanoseconds: UInt64) -> String {
    let tenths = nanoseconds / 100_000
    return tenths < 100 ? "\(tenths / 10).\(tenths % 10) ms" : "\(tenths / 10) ms"
  }
}
