import GRDB
import PenholderCore

/// What a routed request came to.
public struct ExecutionResult: Sendable, Equatable {
  /// The columns of the last statement that returned some.
  public var columns: [String] = []
  /// Its rows, values in the order of the columns.
  public var rows: [[DatabaseValue]] = []
  /// How many rows were inserted, updated or deleted; nil for a read.
  public var changes: Int?
  /// The rowid of the last insertion; nil when nothing was inserted.
  public var lastInsertedRowID: Int64?
  /// The commit; for a read the newest one that it saw, nil before the first.
  public var commit: UInt64?
  /// The term it belongs to; nil for a read.
  public var term: UInt64?
}

extension ExecutionResult {
  /// What a queued write came to.
  public init(_ receipt: WriteReceipt) {
    changes = receipt.changes
    lastInsertedRowID = receipt.lastInsertedRowID
    commit = receipt.commit
    term = receipt.term
  }
}

extension MultiTabDatabase {
  /// Runs SQL, one statement or several, as one transaction, routed by what SQLite says they are:
  /// reads as ``query(_:arguments:)`` in any tab, writes as
  /// ``write(_:)->T``.
  ///
  /// - Throws: `badRequest` for a statement that has no place here: transaction control, ATTACH,
  ///   pragmas that change a connection; otherwise as ``write(_:)->T``.
  public func execute(
    _ sql: String, arguments: SQLArguments = SQLArguments()
  ) async throws -> ExecutionResult {
    if let answer = try await query(sql, arguments: arguments) { return answer }
    return try await write([SQLStatement(sql, arguments: arguments)])
  }

  /// Runs SQL that only reads, on a reader, in a transaction of its own. Nil when SQLite says that
  /// it writes; none of it has been run then.
  ///
  /// - Throws: `badRequest` as ``execute(_:arguments:)``; GRDB's `DatabaseError`.
  public func query(
    _ sql: String, arguments: SQLArguments = SQLArguments()
  ) async throws -> ExecutionResult? {
    try await read { db in
      guard try WriteGuard.route(sql, in: db) == .read else { return nil }
      var result = ExecutionResult()
      try Self.run(SQLStatement(sql, arguments: arguments), in: db, into: &result)
      result.commit = try StateRow.read(db)?.commit
      return result
    }
  }

  /// Runs SQL as one write: all of the statements are committed, or none is. With the write policy
  /// `queue` it is sent to the leader, and rows (RETURNING) cannot come back.
  ///
  /// - Throws: `badRequest` as ``execute(_:arguments:)``; otherwise as ``write(_:)->T``, or, when it is
  ///   sent to the leader, as ``queueWrite(_:timeout:)``.
  public func write(_ statements: [SQLStatement]) async throws -> ExecutionResult {
    if tab.settings.writePolicy == .queue, !tab.allowsNonLeaderWrites {
      return ExecutionResult(try await queueWrite(WriteRequest(statements)))
    }
    let (result, commit, term) = try await writeReturningCommit { db in
      let before = db.totalChangesCount
      db.forgetLastInsertedRowID()
      var result = ExecutionResult()
      for statement in statements { try Self.run(statement, in: db, into: &result) }
      result.changes = db.totalChangesCount - before
      let row = db.lastInsertedRowID
      result.lastInsertedRowID = row == 0 ? nil : row
      return result
    }
    var complete = result
    complete.commit = commit
    complete.term = term
    return complete
  }

  private static func run(
    _ request: SQLStatement, in db: Database, into result: inout ExecutionResult
  ) throws {
    let statements = try db.allStatements(
      sql: request.sql, arguments: request.arguments.statementArguments)
    while let statement = try statements.next() {
      try WriteGuard.check(statement.sql)
      guard statement.columnCount > 0 else {
        try statement.execute()
        continue
      }
      result.columns = statement.columnNames
      result.rows = try Row.fetchAll(statement).map { Array($0.databaseValues) }
    }
  }
}
