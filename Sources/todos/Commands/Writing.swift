import CommandLineKit
import Foundation
import Penholder
import Synchronization
import TodoApp

/// How a command writes: as an ordinary tab that asks the leader, whichever tab that is. Only if
/// nobody leads it is elected, leads for a moment, and leaves.
enum Writing {
  /// Runs `body` with the todos of the database at `path`, which is made if there is none.
  ///
  /// - Throws: `Failure` with exit code 69 when nobody led in time, what `body` throws.
  static func with<T: Sendable>(
    _ path: String, _ body: @Sendable @escaping (TodoStore) async throws -> T
  ) throws -> T {
    try waiting {
      var configuration = MultiTabDatabase.Configuration()
      configuration.writePolicy = .queue
      let database = try await MultiTabDatabase.open(at: path, configuration: configuration)
      let outcome: Result<T, any Error>
      do {
        outcome = .success(
          try await body(TodoStore(database, owner: Owner.name, clock: { Clock.moment() })))
      } catch {
        outcome = .failure(isLeaderless(error, database) ? noLeader(database) : error)
      }
      await database.close()
      return try outcome.get()
    }
  }

  /// Whether `error` means that there was nobody to write.
  static func isLeaderless(_ error: any Error, _ database: MultiTabDatabase) -> Bool {
    guard case PenholderError.timedOut = error else { return false }
    return database.leaderInfo.leader == nil
  }

  /// What is said then.
  static func noLeader(_ database: MultiTabDatabase) -> Failure {
    let reason = database.leaderInfo.obstacle.map { ": \($0)" } ?? ""
    return Failure(
      "TIMED_OUT_NOT_APPLIED",
      "No tab leads, and none was elected in time\(reason). Nothing was written: try again.",
      exit: 69)
  }

  /// Runs `body` and waits for it: commands have nothing else to do.
  static func waiting<T: Sendable>(
    _ body: @Sendable @escaping () async throws -> T
  ) throws -> T {
    let done = DispatchSemaphore(value: 0)
    let box = Box<T>()
    Task {
      do { box.set(.success(try await body())) } catch { box.set(.failure(error)) }
      done.signal()
    }
    done.wait()
    return try box.get()
  }

  private final class Box<T: Sendable>: Sendable {
    private let result = Mutex<Result<T, any Error>?>(nil)

    func set(_ result: Result<T, any Error>) { self.result.withLock { $0 = result } }

    func get() throws -> T {
      guard let result = result.withLock({ $0 }) else {
        preconditionFailure("signalled before the result was there")
      }
      return try result.get()
    }
  }
}
