import Foundation
import GRDB
import Synchronization

@testable import penholder_tool

/// A foreign program that writes directly to the database of a storm, and knows nothing of Penholder.
final class StormStranger: Sendable {
  private let database: DatabaseQueue
  private let count = Mutex(0)

  /// How many rows it has committed.
  var committed: Int { count.withLock { $0 } }

  init(in group: TabGroup) throws {
    var configuration = Configuration()
    configuration.busyMode = .immediateError
    configuration.prepareDatabase { db in
      // Before 3.51.3 a checkpoint of somebody else's can damage the database; see the documentation.
      try db.execute(sql: "PRAGMA wal_autocheckpoint = 0")
    }
    database = try DatabaseQueue(path: group.database, configuration: configuration)
  }

  /// Commits a row; false when somebody else is writing.
  func write() throws -> Bool {
    do {
      try database.writeWithoutTransaction { db in
        try db.execute(sql: "INSERT INTO stranger DEFAULT VALUES")
      }
    } catch let error as DatabaseError where error.resultCode == .SQLITE_BUSY {
      return false
    }
    count.withLock { $0 += 1 }
    return true
  }

  func close() throws { try database.close() }
}
