import Foundation
import GRDB
import Synchronization
import Testing

@testable import Penholder

/// A leader, a follower and an observer on one database with the table `note (id, text)`.
struct QueueWorld {
  let folder: TestFolder
  let leader: MultiTabDatabase
  let follower: MultiTabDatabase
  let observer: MultiTabDatabase

  /// Opens them and runs `story`; they are closed however it ends.
  static func tell(
    schema: String = "", _ configuration: MultiTabDatabase.Configuration = .init(),
    _ story: (QueueWorld) async throws -> Void
  ) async throws {
    let folder = TestFolder()
    let leader = try await MultiTabDatabase.test(folder) { $0 = configuration.patient }
    try await leader.waitForLeadership()
    try await leader.makeTable()
    if !schema.isEmpty { try await leader.write { try $0.execute(sql: schema) } }
    // A new leader begins with small groups: not what is looked at here.
    for _ in 0..<6 { _ = try await leader.writeReturningCommit { _ in } }
    let follower = try await MultiTabDatabase.test(folder) { $0 = configuration.patient }
    let observer = try await MultiTabDatabase.test(folder) {
      $0 = configuration.patient
      $0.isObserver = true
    }
    let world = QueueWorld(
      folder: folder, leader: leader, follower: follower, observer: observer)
    do { try await story(world) } catch {
      await world.close()
      throw error
    }
    await world.close()
  }

  private func close() async {
    await observer.close()
    await follower.close()
    await leader.close()
  }

  var tabs: [MultiTabDatabase] { [leader, follower, observer] }

  /// The notes by their ids.
  func notes() async throws -> [Int64: String] {
    try await leader.read { db in
      let rows = try Row.fetchAll(db, sql: "SELECT id, text FROM note")
      return Dictionary(uniqueKeysWithValues: rows.map { ($0[0] as Int64, $0[1] as String) })
    }
  }

  /// Runs `body` while the leader is inside a write of its own: what `body` submits waits, and is then
  /// one group.
  func whileBusy<T>(_ body: () async throws -> T) async throws -> T {
    let (begun, signal) = AsyncStream.makeStream(of: Void.self)
    let end = DispatchSemaphore(value: 0)
    let busy = Task { [leader] in
      try await leader.write { _ in
        signal.finish()
        end.wait()
      }
    }
    for await _ in begun {}
    let result: T
    do { result = try await body() } catch {
      end.signal()
      throw error
    }
    end.signal()
    try await busy.value
    return result
  }

  /// Returns when the leader has answered whatever waits in the lanes now.
  func settle() async throws { _ = try await leader.writeReturningCommit { _ in } }

  /// Runs `body` while a foreign connection holds SQLite's write lock.
  func whileLocked<T>(_ body: () async throws -> T) async throws -> T {
    var configuration = GRDB.Configuration()
    configuration.allowsUnsafeTransactions = true
    let foreign = try DatabaseQueue(path: folder.database, configuration: configuration)
    try await foreign.writeWithoutTransaction { try $0.execute(sql: "BEGIN IMMEDIATE") }
    let result: T
    do { result = try await body() } catch {
      try await foreign.writeWithoutTransaction { try $0.execute(sql: "ROLLBACK") }
      throw error
    }
    try await foreign.writeWithoutTransaction { try $0.execute(sql: "ROLLBACK") }
    return result
  }
}

/// A request on its way.
final class Pending: Sendable {
  private let answers: AsyncStream<Result<WriteReceipt, any Error>>
  fileprivate let answer: AsyncStream<Result<WriteReceipt, any Error>>.Continuation
  private let calls = Atomic<Int>(0)

  init() {
    (answers, answer) = AsyncStream.makeStream()
  }

  func take(_ result: Result<WriteReceipt, any Error>) {
    #expect(calls.add(1, ordering: .relaxed).newValue == 1, "a request was answered twice")
    answer.yield(result)
    answer.finish()
  }

  /// What became of it; to be asked for once.
  var result: Result<WriteReceipt, any Error> {
    get async {
      for await result in answers { return result }
      return .failure(CancellationError())
    }
  }

  /// The same for one that must have been carried out.
  var receipt: WriteReceipt { get async throws { try await result.get() } }
  /// The word for its error, or `OK`.
  var code: String { get async { await result.code } }
}

extension Result<WriteReceipt, any Error> {
  var code: String {
    switch self {
    case .success: "OK"
    case .failure(let error as PenholderError): error.code
    case .failure(let error): "\(error)"
    }
  }

  /// By which an unknown outcome is asked for.
  var unknownKey: String? {
    if case .failure(PenholderError.outcomeUnknown(let key)) = self { return key }
    return nil
  }
}

extension MultiTabDatabase {
  /// Sends a request; when this returns it has its place among this tab's others.
  func submit(_ request: WriteRequest, timeout: Duration = .seconds(60)) -> Pending {
    let pending = Pending()
    queueWrite(request, timeout: timeout) { pending.take($0) }
    return pending
  }

  /// Sends a request and waits for its answer, for as long as a busy machine may take.
  func ask(_ request: WriteRequest) async throws -> WriteReceipt {
    try await queueWrite(request, timeout: .seconds(60))
  }

  /// Sends a request that adds a note.
  func submitNote(_ text: String, key: String? = nil, timeout: Duration = .seconds(60)) -> Pending {
    submit(.note(text, key: key), timeout: timeout)
  }
}

extension MultiTabDatabase.Configuration {
  /// With one other value.
  static func with<Value>(
    _ path: WritableKeyPath<Self, Value>, _ value: Value
  ) -> MultiTabDatabase.Configuration {
    var configuration = Self()
    configuration[keyPath: path] = value
    return configuration
  }

  /// With a lease that is long enough for a busy machine, and groups that need not hurry unless the
  /// test says so.
  fileprivate var patient: MultiTabDatabase.Configuration {
    var configuration = self
    if groupTimeLimit == Self().groupTimeLimit { configuration.groupTimeLimit = .seconds(60) }
    configuration.lease = .seconds(5)
    return configuration
  }
}

extension WriteRequest {
  static func note(_ text: String, key: String? = nil) -> WriteRequest {
    WriteRequest("INSERT INTO note (text) VALUES (?)", arguments: [text], key: key)
  }
}
