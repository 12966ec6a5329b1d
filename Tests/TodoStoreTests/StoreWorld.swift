import Foundation
import GRDB
import Penholder
import Testing

@testable import TodoApp

/// A folder of a test's own with a todo database, gone with it.
final class StoreWorld: Sendable {
  let folder = NSTemporaryDirectory() + "todos-store-\(UUID().uuidString)"
  /// Monday, 23 November 2026, 14:03:21.
  static let now = Moment(Instant(milliseconds: 1_795_442_601_000), secondsFromUTC: 0)
  static let morning = now.instant

  init() throws {
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
  }

  deinit {
    // What cannot be removed is the temporary folder's business.
    try? FileManager.default.removeItem(atPath: folder)
  }

  var path: String { folder + "/t.sqlite" }

  /// Opens a tab; the first one leads and has made the tables when this returns.
  func open(leading: Bool = true, owner: String? = nil) async throws -> TodoStore {
    var configuration = MultiTabDatabase.Configuration()
    configuration.lease = .seconds(5)
    // A power failure is no part of these stories.
    configuration.durability = .normal
    let database = try await MultiTabDatabase.open(at: path, configuration: configuration)
    let store = TodoStore(database, owner: owner, clock: { Self.now })
    if leading {
      try await database.waitForLeadership()
      try await store.prepare()
    }
    return store
  }
}

extension TodoStore {
  /// Adds todos called `todo 1` and so on, in one transaction, as other programs would.
  func fill(_ count: Int) async throws {
    try await database.write { db in
      try db.execute(
        sql: """
          WITH RECURSIVE number(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number WHERE n < ?)
          INSERT INTO todo (title, createdAt, changedAt, position)
          SELECT 'todo ' || n, 0, 0, n << 20 FROM number
          """, arguments: [count])
    }
  }

  func titles(around anchor: WindowRequest.Anchor = .place(0), limit: Int = 100) async throws
    -> [String]
  {
    try await load(WindowRequest(around: anchor, limit: limit)).window.todos.map(\.title)
  }

  /// Sends a change and waits for what becomes of it.
  func perform(_ change: TodoApp.Change, queueing: Bool = false) async -> WriteOutcome {
    await withCheckedContinuation { continuation in
      Task {
        await send(change, queueing: queueing) {
          if $0 != .unknown { continuation.resume(returning: $0) }
        }
      }
    }
  }

  /// Adds one and returns its id.
  func add(_ title: String, mark: Int64 = .random(in: 1 ... .max)) async throws -> Int64 {
    guard case .saved(let id, 1, _, _) = await perform(.add(title: title, mark: mark)) else {
      throw TodoStoreError.unusable("not added")
    }
    return id
  }
}

extension WriteOutcome {
  var version: Int64? { if case .saved(_, let version, _, _) = self { version } else { nil } }
  var id: Int64? { if case .saved(let id, _, _, _) = self { id } else { nil } }
  var commit: UInt64? { if case .saved(_, _, let commit, _) = self { commit } else { nil } }
}
