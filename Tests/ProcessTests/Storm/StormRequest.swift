import CommandLineKit

@testable import penholder_tool

/// What a tab of the storm asks for: rows of the table `entry` that bear a number of its own.
struct StormRequest: Sendable {
  /// What it consists of; of some, nothing may remain.
  enum Kind: CaseIterable, Sendable {
    /// One row.
    case single
    /// Three statements with a row each: all of them or none.
    case several
    /// One row, which is as many as it says.
    case expected
    /// A row, and then one in a table that is not there.
    case missingTable
    /// A row, and then one that fails and leaves the first of its own statement behind.
    case leftover
    /// A row, and then one that takes back the whole transaction.
    case rollback
    /// One row, but it says that there would be two.
    case conflict

    /// Whether a `write` of a tab that does not queue can be asked for it: nobody counts there.
    var canBeDirect: Bool { self != .conflict && self != .expected }
  }

  /// Its rows bear it.
  let number: Int64
  let kind: Kind

  /// The tables that everybody writes to. That a row is there once, nothing but Penholder sees to. Each
  /// row says in which term and commit it was written, as far as the transaction itself knew; the rows of
  /// `stranger` are a foreign program's.
  static let table = """
    CREATE TABLE entry (
      id INTEGER PRIMARY KEY, request INTEGER NOT NULL, part INTEGER NOT NULL CHECK (part >= 0),
      term INTEGER, commitSequence INTEGER);
    CREATE INDEX entry_request ON entry (request);
    CREATE TABLE stranger (id INTEGER PRIMARY KEY)
    """

  /// How many rows there are when it has been carried out; nil when it has to be refused.
  var rows: Int? {
    switch kind {
    case .single, .expected: 1
    case .several: 3
    case .missingTable, .leftover, .rollback, .conflict: nil
    }
  }

  /// What says so when it is refused.
  var refusal: String? {
    switch kind {
    case .single, .several, .expected: nil
    case .missingTable, .leftover, .rollback: "SQL_ERROR"
    case .conflict: "CONFLICT"
    }
  }

  /// The members of a `write` or `queueWrite` line; always the same for the same request.
  var fields: [JSON.Member] {
    let statements = JSON.array(
      sql.map { ["sql": .string($0), "arguments": .array([.integer(number)])] })
    let member = JSON.Member(key: "statements", value: statements)
    switch kind {
    case .conflict: return [member, JSON.Member(key: "expectedChanges", value: .integer(2))]
    case .expected: return [member, JSON.Member(key: "expectedChanges", value: .integer(1))]
    default: return [member]
    }
  }

  private var sql: [String] {
    let one = Self.row(0)
    switch kind {
    case .single, .expected, .conflict: return [one]
    case .several: return (0..<3).map(Self.row)
    case .missingTable: return [one, "INSERT INTO nowhere VALUES (?)"]
    case .leftover:
      return [
        one, "INSERT OR FAIL INTO entry (request, part) SELECT ?1, 1 UNION ALL SELECT ?1, -1",
      ]
    case .rollback: return [one, "INSERT OR ROLLBACK INTO entry (request, part) VALUES (?, -1)"]
    }
  }

  private static func row(_ part: Int) -> String {
    """
    INSERT INTO entry (request, part, term, commitSequence) \
    SELECT ?, \(part), term, commitSequence FROM penholder_state
    """
  }
}
