import Foundation
import GRDB
import Penholder

/// A folder of a test's own, gone with it.
final class TestFolder: Sendable {
  let path: String

  init() {
    path = NSTemporaryDirectory() + "penholder-test-\(UUID().uuidString)"
    do {
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    } catch { fatalError("no temporary folder: \(error)") }
  }

  deinit {
    // What cannot be removed is the temporary folder's business.
    try? FileManager.default.removeItem(atPath: path)
  }

  var database: String { path + "/test.sqlite" }
}

extension MultiTabDatabase {
  /// Opens a tab whose lease is long enough for a busy machine.
  static func test(
    _ folder: TestFolder, _ change: (inout Configuration) -> Void = { _ in }
  ) async throws -> MultiTabDatabase {
    var configuration = Configuration()
    configuration.lease = .seconds(5)
    change(&configuration)
    return try await open(at: folder.database, configuration: configuration)
  }

  func makeTable() async throws {
    try await write { db in
      try db.execute(sql: "CREATE TABLE note (id INTEGER PRIMARY KEY, text TEXT NOT NULL)")
    }
  }

  @discardableResult
  func add(_ text: String) async throws -> Int64 {
    try await write { db in
      try db.execute(sql: "INSERT INTO note (text) VALUES (?)", arguments: [text])
      return db.lastInsertedRowID
    }
  }

  func notes() async throws -> [String] {
    try await read { try String.fetchAll($0, sql: "SELECT text FROM note ORDER BY id") }
  }
}
