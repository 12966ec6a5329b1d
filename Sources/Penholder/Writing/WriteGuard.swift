import GRDB
import PenholderCore

/// Decides which way a string of SQL goes. SQLite's own compiler says whether a statement writes
/// (`sqlite3_stmt_readonly`); this adds what the compiler misjudges.
///
/// By SQLite's documentation that function calls read-only what "directly" changes no database
/// content: transaction control, `ATTACH`, and pragmas that change how a connection works. Let
/// through, those would end the fenced transaction, or leave a reader in a state that the next one
/// does not expect.
enum WriteGuard {
  /// Which way a request goes.
  enum Route: Equatable {
    case read
    case write
  }

  /// Compiles the statements on a reader.
  ///
  /// - Throws: `badRequest` for a statement that has no place here, SQLite's error for one that
  ///   cannot be compiled.
  static func route(_ sql: String, in db: Database) throws -> Route {
    // Before anything is compiled: many pragmas are run by the compiler.
    for pragma in StatementHead.pragmas(in: sql) { try check(pragma) }
    // Compiled one after another; the first that writes decides, since those after it may need what
    // it creates.
    var found = false
    let statements = try db.allStatements(sql: sql)
    while let statement = try statements.next() {
      found = true
      let head = StatementHead(statement.sql)
      try check(head)
      if !statement.isReadonly && !head.isExplained { return .write }
    }
    guard found else {
      throw PenholderError.badRequest("There is no SQL statement in the request.")
    }
    return .read
  }

  /// Refuses a statement that has no place in ``MultiTabDatabase/execute(_:arguments:)``.
  static func check(_ sql: String) throws(PenholderError) { try check(StatementHead(sql)) }

  static func check(_ head: StatementHead) throws(PenholderError) {
    if let objection = head.objection { throw .badRequest(objection) }
  }
}
