import CommandLineKit
import Foundation
import Synchronization

@testable import penholder_tool

/// The lines of a child, and who waits for one.
final class Log: Sendable {
  private struct State {
    var lines: [JSON] = []
    var partial: [UInt8] = []
    var errors = ""
    var isOver = false
    var waiters: [Int: Waiter] = [:]
    var nextWaiter = 0
    var nextID: Int64 = 1
  }

  private struct Waiter {
    var fits: @Sendable (JSON) -> Bool
    var continuation: CheckedContinuation<JSON, any Error>
  }

  private enum Never: Error {
    case timedOut
    case ended(String)
    case notJSON(String)
  }

  private let state = Mutex(State())
  private let hear: @Sendable (JSON) -> Void

  /// - Parameter hear: called for every line, on the child's own thread, after it was noted.
  init(hearing hear: @escaping @Sendable (JSON) -> Void = { _ in }) { self.hear = hear }

  var lines: [JSON] { state.withLock { $0.lines } }

  /// What it wrote to standard error so far.
  var errors: String { state.withLock { $0.errors } }

  func nextID() -> Int64 {
    state.withLock { state in
      defer { state.nextID += 1 }
      return state.nextID
    }
  }

  func take(_ descriptor: Int32, _ bytes: ArraySlice<UInt8>?) {
    let fresh = state.withLock { state -> [JSON] in
      var fresh: [JSON] = []
      guard let bytes else {
        state.isOver = true
        let errors = state.errors
        for (_, waiter) in state.waiters {
          waiter.continuation.resume(throwing: Never.ended(errors))
        }
        state.waiters = [:]
        return fresh
      }
      if descriptor == 2 {
        state.errors += String(decoding: bytes, as: UTF8.self)
        return fresh
      }
      for byte in bytes {
        if byte != UInt8(ascii: "\n") {
          state.partial.append(byte)
          continue
        }
        let text = String(decoding: state.partial, as: UTF8.self)
        state.partial = []
        // Whatever it says has to be JSON, for any reader.
        let line = (try? JSON(parsing: text)) ?? ["notJSON": .string(text)]
        state.lines.append(line)
        fresh.append(line)
        for (id, waiter) in state.waiters where waiter.fits(line) {
          waiter.continuation.resume(returning: line)
          state.waiters[id] = nil
        }
      }
      return fresh
    }
    for line in fresh { hear(line) }
  }

  func first(since mark: Int, _ fits: @escaping @Sendable (JSON) -> Bool) async throws -> JSON {
    try await withCheckedThrowingContinuation { continuation in
      let id = state.withLock { state -> Int? in
        if let line = state.lines.dropFirst(mark).first(where: fits) {
          continuation.resume(returning: line)
          return nil
        }
        if state.isOver {
          continuation.resume(throwing: Never.ended(state.errors))
          return nil
        }
        defer { state.nextWaiter += 1 }
        state.waiters[state.nextWaiter] = Waiter(fits: fits, continuation: continuation)
        return state.nextWaiter
      }
      guard let id else { return }
      DispatchQueue.global().asyncAfter(deadline: .now() + TabProcess.limit) { [self] in
        let waiter = state.withLock { $0.waiters.removeValue(forKey: id) }
        waiter?.continuation.resume(throwing: Never.timedOut)
      }
    }
  }
}
