import GRDB
import PenholderCore

extension GroupCommit {
  /// Whether a statement that failed may have left something behind that SQLite has not counted.
  ///
  /// `ON CONFLICT FAIL` keeps what was done before the conflict, and of a trigger's step that ends so,
  /// SQLite forgets the count (its virtual machine puts the outer program's counter back, see
  /// `sqlite3VdbeFrameRestore`). Asked only after a failure; O(schema).
  static func mayLeaveRest(_ body: RequestBody, in db: Database) throws -> Bool {
    if body.statements.contains(where: { $0.sql.lowercased().contains("fail") }) { return true }
    return try Bool.fetchOne(
      db.cachedStatement(
        sql: """
          SELECT EXISTS (
            SELECT 1 FROM sqlite_master WHERE type = 'trigger' AND sql LIKE '%fail%'
            UNION ALL SELECT 1 FROM sqlite_temp_master WHERE type = 'trigger' AND sql LIKE '%fail%')
          """)) ?? true
  }
}
