import GRDBSQLite

/// SQLite as it is, for those who are measured without anything around it. One thread.
@safe
final class RawDatabase {
  // SAFETY: opened in the initialiser, closed in the deinitialiser, never handed out.
  private let handle: OpaquePointer

  /// Opens or creates it, in write-ahead mode, waiting up to half a minute for others.
  init(_ path: String, durability: WritesCase.Durability) throws {
    var opened: OpaquePointer?
    let flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX
    let code = unsafe sqlite3_open_v2(path, &opened, flags, nil)
    guard let handle = unsafe opened else { throw BenchError("SQLite has no memory.") }
    unsafe self.handle = handle
    guard code == SQLITE_OK else { throw complaint }
    unsafe sqlite3_busy_timeout(handle, 30_000)
    try execute("PRAGMA journal_mode = WAL")
    try execute("PRAGMA synchronous = \(durability.label)")
  }

  deinit { unsafe sqlite3_close_v2(handle) }

  func execute(_ sql: String) throws {
    guard unsafe sqlite3_exec(handle, sql, nil, nil, nil) == SQLITE_OK else { throw complaint }
  }

  func prepare(_ sql: String) throws -> RawStatement {
    var prepared: OpaquePointer?
    guard unsafe sqlite3_prepare_v2(handle, sql, -1, &prepared, nil) == SQLITE_OK,
      let statement = unsafe prepared
    else { throw complaint }
    return unsafe RawStatement(statement, of: self)
  }

  fileprivate var complaint: BenchError {
    // SAFETY: SQLite's own text, copied at once.
    BenchError("SQLite: \(unsafe String(cString: sqlite3_errmsg(handle)))")
  }
}

/// A compiled statement. One thread.
@safe
final class RawStatement {
  // SAFETY: finalised in the deinitialiser; the database lives as long.
  private let handle: OpaquePointer
  private let database: RawDatabase

  fileprivate init(_ handle: OpaquePointer, of database: RawDatabase) {
    unsafe self.handle = handle
    self.database = database
  }

  deinit { unsafe sqlite3_finalize(handle) }

  /// Runs it to its end; returns the first column of its last row.
  @discardableResult
  func run() throws -> Int64? {
    defer { unsafe sqlite3_reset(handle) }
    var value: Int64?
    while true {
      switch unsafe sqlite3_step(handle) {
      case SQLITE_ROW: value = unsafe sqlite3_column_int64(handle, 0)
      case SQLITE_DONE: return value
      default: throw database.complaint
      }
    }
  }

  func run(_ one: Int64, _ two: Int64, _ text: String) throws {
    unsafe sqlite3_bind_int64(handle, 1, one)
    unsafe sqlite3_bind_int64(handle, 2, two)
    // SQLITE_TRANSIENT: SQLite makes a copy.
    let copied = unsafe unsafeBitCast(-1, to: sqlite3_destructor_type.self)
    unsafe sqlite3_bind_text(handle, 3, text, -1, copied)
    try run()
  }

  /// With one argument.
  func run(_ one: Int64) throws -> Int64? {
    unsafe sqlite3_bind_int64(handle, 1, one)
    return try run()
  }
}
