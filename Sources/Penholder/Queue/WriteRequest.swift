import GRDB
import PenholderCore

/// A write that any tab may ask for, and that the leader carries out once, whole or not at all.
public struct WriteRequest: Sendable, Hashable {
  /// One or more statements; each is SQL of one or more statements again.
  public var statements: [SQLStatement]
  /// How many rows it must insert, update or delete, all statements together; with any other number
  /// (triggers' and cascades' rows do not count, nor what `INSTEAD OF` does) it changes nothing and fails with ``PenholderError/conflict(expected:actual:)``. Nil: any number.
  ///
  /// `UPDATE … WHERE id = ? AND version = ?` and 1 refuse to overwrite what somebody else changed.
  public var expectedChanges: Int?
  /// What its outcome is remembered by. Nil for a key of the tab's own, which the receipt (or the
  /// error) tells.
  ///
  /// The same request under a key that has an outcome is not carried out again: the stored outcome
  /// answers. An app that wants to ask again even after its own death names the key beforehand: any
  /// text of 1 to 256 bytes that it uses once. The outcomes of the last 10,000 named keys, and those
  /// of the last 16,384 commits under the tabs' own, are kept.
  public var key: String?

  /// Several statements.
  public init(_ statements: [SQLStatement], expectedChanges: Int? = nil, key: String? = nil) {
    self.statements = statements
    self.expectedChanges = expectedChanges
    self.key = key
  }

  /// SQL and its arguments.
  public init(
    _ sql: String, arguments: SQLArguments = SQLArguments(), expectedChanges: Int? = nil,
    key: String? = nil
  ) {
    self.init(
      [SQLStatement(sql, arguments: arguments)], expectedChanges: expectedChanges, key: key)
  }
}

/// The answer to a request that was carried out.
public struct WriteReceipt: Sendable, Hashable, Codable {
  /// What its outcome is remembered by.
  public let key: String
  /// The commit that holds it. Pass it to ``MultiTabDatabase/read(atLeast:timeout:_:)`` to read it.
  public let commit: UInt64
  /// The term of the leader that committed it.
  public let term: UInt64
  /// How many rows it inserted, updated or deleted.
  public let changes: Int
  /// The rowid of its last insertion; nil when it inserted nothing.
  public let lastInsertedRowID: Int64?
  /// Whether a stored outcome answered: it had been carried out before.
  public let replayed: Bool
}
