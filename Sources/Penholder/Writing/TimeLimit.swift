import GRDB
import GRDBSQLite
import SharedMemory
import Synchronization

/// Ends the statements of a connection that run beyond a limit: SQLite asks every so often whether to
/// go on (`sqlite3_progress_handler`). On the connection's queue.
final class TimeLimit: Sendable {
  /// CLOCK_MONOTONIC nanoseconds; 0 for never. Atomic only because the callback cannot be told apart
  /// from another thread by the compiler.
  private let end = Atomic<UInt64>(0)

  /// How many steps of SQLite's virtual machine lie between two looks at the clock: some 0.2 ms.
  private static let steps: Int32 = 10_000

  /// Sets up a connection; `self` must live as long as it does.
  func install(in db: Database) {
    // SAFETY: the pointer is used while the connection lives, and so does the object it points to.
    unsafe sqlite3_progress_handler(
      db.sqliteConnection, Self.steps,
      { context in
        guard let context = unsafe context else { return 0 }
        return unsafe Unmanaged<TimeLimit>.fromOpaque(context).takeUnretainedValue().hasPassed
          ? 1 : 0
      }, Unmanaged.passUnretained(self).toOpaque())
  }

  private var hasPassed: Bool {
    let end = end.load(ordering: .relaxed)
    return end != 0 && monotonicNow() > end
  }

  /// Runs `body`, whose statements fail with SQLITE_INTERRUPT when it takes longer than `nanoseconds`.
  func limit<T>(to nanoseconds: UInt64, _ body: () throws -> T) rethrows -> T {
    end.store(monotonicNow() &+ nanoseconds, ordering: .relaxed)
    defer { end.store(0, ordering: .relaxed) }
    return try body()
  }
}

extension Database {
  /// So that a request that inserts nothing does not report an earlier one's row.
  func forgetLastInsertedRowID() {
    // SAFETY: the connection lives while its queue runs this.
    unsafe sqlite3_set_last_insert_rowid(sqliteConnection, 0)
  }
}
