import GRDB
import GRDBSQLite
import SharedMemory
import Synchronization

/// Ends the statements of a connection that run beyond a limit, or that nobody wants any more: SQLite
/// asks every so often whether to go on (`sqlite3_progress_handler`). On the connection's queue.
final class TimeLimit: Sendable {
  /// CLOCK_MONOTONIC nanoseconds; 0 for never. Atomic only because the callback cannot be told apart
  /// from another thread by the compiler.
  private let end = Atomic<UInt64>(0)
  /// The write that is running, if it is one of this tab's own.
  private let running = Mutex<LocalWrite?>(nil)

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
    if end != 0 && monotonicNow() > end { return true }
    return running.withLock { $0?.isCancelled ?? false }
  }

  /// Runs `body`, whose statements fail with SQLITE_INTERRUPT once `write` is cancelled.
  func run<T>(unless write: LocalWrite, _ body: () throws -> T) rethrows -> T {
    running.withLock { $0 = write }
    defer { running.withLock { $0 = nil } }
    return try body()
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
