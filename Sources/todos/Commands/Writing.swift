import CommandLineKit
import Foundation
import Penholder
import Synchronization
import TodoApp

/// How a command writes: it asks the leader politely, leads for one transaction, and hands straight
/// back to whom it had it from.
enum Writing {
  /// How long the leader may take to hand over.
  private static let patience = Duration.seconds(30)

  /// Runs `body` as one transaction in the database at `path`, which is made if there is none.
  ///
  /// - Throws: `Failure` when nobody hands over, what `body` throws; nothing is written then.
  static func edit<T: Sendable>(
    at path: String, _ body: @Sendable @escaping (TodoEdit) throws -> T
  ) throws -> T {
    try waiting {
      var configuration = MultiTabDatabase.Configuration()
      // It hands over by itself, after its one transaction.
      configuration.handOverPolicy = .never
      let database = try await MultiTabDatabase.open(at: path, configuration: configuration)
      let before = database.leaderInfo.leader
      let outcome: Result<T, any Error>
      do {
        try await lead(database)
        let store = TodoStore(database, clock: { Clock.instant() })
        outcome = .success(try await store.edit(body))
      } catch {
        outcome = .failure(error)
      }
      // Not to another command, which has ended meanwhile: whoever is next in line may lead then.
      if let before,
        database.tabs.contains(where: { $0.number == before.tab && $0.pid == before.pid })
      {
        await database.resign(to: before.tab)
      }
      await database.close()
      return try outcome.get()
    }
  }

  private static func lead(_ database: MultiTabDatabase) async throws {
    guard
      case .notGranted(let leader) = try await database.requestLeadership(timeout: patience)
    else { return }
    throw Failure(
      leader.map { "\($0) leads and does not hand over. Try again, or end that program." }
        ?? "No tab leads and this one was not elected in time. Try again.",
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
