import GRDB
import GRDBSQLite
import PenholderCore

// What a write leaves behind on its connection, for better or worse. On the writer's queue.

extension Store {
  /// Forgets what was compiled for another schema than the one at hand: SQLite would compile it anew by
  /// itself, but GRDB would go by the tables and triggers that it once saw.
  func noteSchema(_ db: Database) throws {
    let version = try Self.schemaVersion(db)
    guard version != writing.cachedSchemaVersion else { return }
    writing.cachedSchemaVersion = version
    writing.statements.forget()
    db.clearSchemaCache()
  }

  /// Refuses what would hurt others: a write must stand alone, though it shares its transaction, and
  /// it must lie in the database.
  ///
  /// - Parameter besidesTemporary: whether it cannot have made a temporary object.
  /// - Throws: SQLite's error for a deferred foreign key that nothing has satisfied, which would make
  ///   the whole group's commit fail (or be satisfied by a stranger's request); `badRequest` for a
  ///   temporary table, view or trigger that is still there: it would stand before the database's own
  ///   of the same name, for every later request of any tab.
  func checkRests(_ db: Database, besidesTemporary: Bool = false) throws {
    if db.hasDeferredViolation {
      throw DatabaseError(
        resultCode: .SQLITE_CONSTRAINT_FOREIGNKEY, message: "FOREIGN KEY constraint failed")
    }
    if besidesTemporary { return }
    guard try Self.temporaryObjects(db) == writing.temporaryObjects else {
      throw PenholderError.badRequest(
        """
        A write must not leave a temporary table, view or trigger behind: it would hide the \
        database's own from every tab's requests. Drop it in the same write. Nothing was written.
        """)
    }
  }

  static func temporaryObjects(_ db: Database) throws -> Int {
    try Int.fetchOne(db.cachedStatement(sql: "SELECT count(*) FROM sqlite_temp_master")) ?? 0
  }
}

extension Database {
  /// Whether a foreign key's check that was put off to the commit would fail now.
  fileprivate var hasDeferredViolation: Bool {
    var (count, highest): (Int32, Int32) = (0, 0)
    // SAFETY: the connection lives while its queue runs this; both variables outlive the call.
    let code = unsafe sqlite3_db_status(
      sqliteConnection, SQLITE_DBSTATUS_DEFERRED_FKS, &count, &highest, 0)
    return code == SQLITE_OK && count > 0
  }
}
