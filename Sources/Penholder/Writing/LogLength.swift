import GRDB
import GRDBSQLite
import Synchronization

/// How much of the write-ahead log there is to copy back into the database, as SQLite tells after each
/// commit of a connection (`sqlite3_wal_hook`). The log's file says nothing: it is used again from its
/// beginning.
final class LogLength: Sendable {
  private let pages = Atomic<Int>(0)
  /// How long the log was when it was to be copied last: readers may have kept it from starting over.
  private let triedAt = Atomic<Int>(0)
  private let pageSize = Atomic<Int>(4_096)

  /// Sets up a connection whose commits are to be counted; `self` must live as long as it does. In the
  /// place of `PRAGMA wal_autocheckpoint`, which uses the same hook.
  func install(in db: Database) throws {
    pageSize.store(try Int.fetchOne(db, sql: "PRAGMA page_size") ?? 4_096, ordering: .relaxed)
    // SAFETY: the pointer is used while the connection lives, and so does the object it points to.
    _ = unsafe sqlite3_wal_hook(
      db.sqliteConnection,
      { context, _, _, pages in
        if let context = unsafe context {
          unsafe Unmanaged<LogLength>.fromOpaque(context).takeUnretainedValue().pages.store(
            Int(pages), ordering: .relaxed)
        }
        return SQLITE_OK
      }, Unmanaged.passUnretained(self).toOpaque())
  }

  /// Bytes to copy back, as of the last commit. Any thread.
  var bytes: Int { pages.load(ordering: .relaxed) * pageSize.load(ordering: .relaxed) }

  /// Whether the log has grown by so many bytes since it started over, or since it was to be copied
  /// last. Any thread.
  func hasGrown(by limit: Int) -> Bool {
    let pages = pages.load(ordering: .relaxed)
    let tried = triedAt.load(ordering: .relaxed)
    let new = pages < tried ? pages : pages - tried
    return new * pageSize.load(ordering: .relaxed) > limit
  }

  /// All of it has been copied; the next commit starts it over.
  func noteCopied() {
    pages.store(0, ordering: .relaxed)
    triedAt.store(0, ordering: .relaxed)
  }

  /// The log is about to be copied. Any thread.
  func noteTry() { triedAt.store(pages.load(ordering: .relaxed), ordering: .relaxed) }
}
