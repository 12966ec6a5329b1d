import GRDB
import PenholderCore

/// The compiled statements of requests, which are mostly the same few. On the writer's queue.
final class StatementCache {
  private var known: [String: Statement] = [:]
  /// At the bound all are forgotten: an app that writes values into its SQL gains nothing here.
  private static let limit = 256

  /// How far a request has come.
  struct Progress {
    /// Statements that have ended without an error.
    var completed = 0
    /// Whether each of them is one whose changes SQLite counts.
    var isCounted = true
    /// How many rows they have changed themselves; those of their triggers and of foreign keys' actions
    /// do not count, as SQLite's `changes()` has it.
    var changes = 0
  }

  /// Runs a request's statements.
  ///
  /// - Throws: `badRequest` for a statement that has no place here, GRDB's `DatabaseError`.
  func run(_ body: RequestBody, in db: Database, _ progress: inout Progress) throws {
    if body.statements.isEmpty {
      throw PenholderError.badRequest("The request has no statement.")
    }
    for statement in body.statements {
      if let compiled = known[statement.sql] {
        try run(compiled, statement.arguments, in: db, &progress)
      } else {
        try compile(statement, in: db, &progress)
      }
    }
  }

  func forget() { known.removeAll() }

  private func run(
    _ compiled: Statement, _ arguments: StatementArguments, in db: Database,
    _ progress: inout Progress
  ) throws {
    try compiled.execute(arguments: arguments)
    progress.completed += 1
    progress.changes += db.changesCount
  }

  private func compile(
    _ statement: RequestBody.Statement, in db: Database, _ progress: inout Progress
  ) throws {
    // Before anything is compiled: many pragmas are run by the compiler.
    for pragma in StatementHead.pragmas(in: statement.sql) { try WriteGuard.check(pragma) }
    var count = 0
    var only: Statement?
    // Compiled one after another: a later one may need what an earlier one creates.
    let compiled = try db.allStatements(sql: statement.sql, arguments: statement.arguments)
    while let next = try compiled.next() {
      let head = StatementHead(next.sql)
      try WriteGuard.check(head)
      if next.columnCount > 0 && !next.isReadonly {
        throw PenholderError.badRequest(
          """
          A queued write returns no rows: leave out RETURNING, or write as the leader \
          (waitForLeadership).
          """)
      }
      if !head.changesRows { progress.isCounted = false }
      try next.execute()
      progress.completed += 1
      // For one that changes nothing, SQLite says what the one before it changed.
      if head.changesRows && !next.isReadonly { progress.changes += db.changesCount }
      count += 1
      only = next
    }
    guard count > 0 else { throw PenholderError.badRequest("There is no SQL in the request.") }
    // Only what can be run again without a look: one statement whose changes are counted.
    if count == 1, progress.isCounted, let only {
      if known.count >= Self.limit { forget() }
      known[statement.sql] = only
    }
  }
}
