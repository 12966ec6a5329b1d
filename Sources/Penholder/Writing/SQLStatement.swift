import Foundation
import GRDB
import PenholderCore

/// A piece of SQL, one statement or several, and what its parameters stand for.
public struct SQLStatement: Sendable, Hashable {
  /// The statements, separated by semicolons.
  public var sql: String
  /// What their parameters stand for, in order over all of them, or by name.
  public var arguments: SQLArguments

  /// SQL and its arguments.
  public init(_ sql: String, arguments: SQLArguments = SQLArguments()) {
    self.sql = sql
    self.arguments = arguments
  }

  /// The first keyword in upper case, empty when there is none; comments are passed over.
  public var keyword: String { StatementHead(sql).keyword }
}

/// What the parameters of a statement stand for: values in order, or by name (without the colon).
///
/// Unlike GRDB's `StatementArguments` these can be sent to another process: `["milk", 3]`,
/// `["title": "milk", "count": 3]`.
public struct SQLArguments: Sendable, Hashable {
  let values: [DatabaseValue]
  /// As long as ``values``, or nil for values in order.
  let names: [String]?

  /// None.
  public init() { self.init(values: [], names: nil) }

  /// Values in the order of the parameters; nil is NULL.
  public init(_ values: [(any DatabaseValueConvertible)?]) {
    self.init(values: values.map { $0?.databaseValue ?? .null }, names: nil)
  }

  /// Values by the names of the parameters.
  public init(named values: [String: (any DatabaseValueConvertible)?]) {
    let names = values.keys.sorted()
    self.init(
      values: names.map { values[$0].flatMap { $0?.databaseValue } ?? .null }, names: names)
  }

  private init(values: [DatabaseValue], names: [String]?) {
    self.values = values
    self.names = names
  }

  /// Whether there are none.
  public var isEmpty: Bool { values.isEmpty }

  /// For GRDB.
  public var statementArguments: StatementArguments {
    guard let names else { return StatementArguments(values) }
    return StatementArguments(Dictionary(zip(names, values), uniquingKeysWith: { $1 }))
  }
}

extension SQLArguments: ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral {
  /// Values in the order of the parameters.
  public init(arrayLiteral elements: (any DatabaseValueConvertible)?...) { self.init(elements) }

  /// Values by the names of the parameters; of a name that stands twice, the last.
  public init(dictionaryLiteral elements: (String, (any DatabaseValueConvertible)?)...) {
    self.init(named: Dictionary(elements, uniquingKeysWith: { $1 }))
  }
}

extension SQLValue {
  init(_ value: DatabaseValue) {
    switch value.storage {
    case .null: self = .null
    case .int64(let number): self = .integer(number)
    case .double(let number): self = .real(number)
    case .string(let text): self = .text(text)
    case .blob(let data): self = .blob(Array(data))
    }
  }

  var databaseValue: DatabaseValue {
    switch self {
    case .null: .null
    case .integer(let number): number.databaseValue
    case .real(let number): number.databaseValue
    case .text(let text): text.databaseValue
    case .blob(let bytes): Data(bytes).databaseValue
    }
  }
}

extension RequestBody {
  init(_ statements: [SQLStatement], expectedChanges: Int?) {
    self.init(
      statements: statements.map {
        Statement(
          sql: $0.sql, values: $0.arguments.values.map(SQLValue.init), names: $0.arguments.names)
      }, expectedChanges: expectedChanges)
  }
}

extension RequestBody.Statement {
  var arguments: StatementArguments {
    // Of optionals: for an array of values GRDB makes a key path at run time, each time.
    let values = values.map { $0.databaseValue as (any DatabaseValueConvertible)? }
    guard let names else { return StatementArguments(values) }
    return StatementArguments(Dictionary(zip(names, values), uniquingKeysWith: { $1 }))
  }
}
