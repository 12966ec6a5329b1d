import Foundation
import GRDB
import Penholder

/// A line of `penholder tab`'s input that has been understood as far as that it is a request.
package struct Request: Sendable {
  /// A number or a string, as it was sent; goes back with the answer.
  package let id: JSON
  package let op: String
  private let fields: JSON

  /// A line that is no request, and the identity it had, if any.
  package struct Rejection: Error {
    package var id: JSON
    package var failure: Failure
  }

  /// Understands a line.
  package init(line: ArraySlice<UInt8>) throws(Rejection) {
    func reject(_ why: String, id: JSON = .null) -> Rejection {
      Rejection(id: id, failure: .badRequest("A line is an object with an id and an op: \(why)."))
    }
    guard let text = String(validating: line, as: UTF8.self) else {
      throw reject("this one is not UTF-8")
    }
    let value: JSON
    do { value = try JSON(parsing: text) } catch { throw reject(error.reason) }
    guard case .object = value else { throw reject("this one is something else") }
    switch value["id"] {
    case .integer, .number, .string: id = value["id"] ?? .null
    default: throw reject("the id is missing, or neither a number nor a string")
    }
    guard let op = value["op"]?.text else { throw reject("the op is missing", id: id) }
    self.op = op
    fields = value
  }

  // MARK: Fields

  private func has(_ key: String) -> Bool { fields[key] != nil && fields[key] != .null }

  /// `sql` and `arguments`.
  package func statement() throws -> SQLStatement { try Self.statement(in: fields) }

  /// The same, or an array of it under `statements`.
  package func statements() throws -> [SQLStatement] {
    guard has("statements") else { return [try statement()] }
    guard case .array(let elements)? = fields["statements"], !elements.isEmpty, !has("sql") else {
      throw Failure.badRequest("statements is an array of objects with sql, in place of sql.")
    }
    return try elements.map(Self.statement)
  }

  /// The same as a request to the leader, with `key` and `expectedChanges`.
  package func write() throws -> WriteRequest {
    var write = WriteRequest(try statements())
    if has("key") {
      guard let key = fields["key"]?.text else {
        throw Failure.badRequest("key is a string: that of an earlier answer, or one of your own.")
      }
      write.key = key
    }
    if has("expectedChanges") {
      guard case .integer(let number)? = fields["expectedChanges"], number >= 0 else {
        throw Failure.badRequest("expectedChanges is a whole number, 0 or more.")
      }
      write.expectedChanges = Int(number)
    }
    return write
  }

  private static func statement(in fields: JSON) throws -> SQLStatement {
    guard let sql = fields["sql"]?.text else {
      throw Failure.badRequest("sql is missing: a string.")
    }
    if sql.utf8.contains(0) {
      throw Failure.badRequest("sql contains NUL, where SQLite would end it.")
    }
    return SQLStatement(sql, arguments: try arguments(fields["arguments"] ?? .null))
  }

  private static func arguments(_ value: JSON) throws -> SQLArguments {
    switch value {
    case .null: return SQLArguments()
    case .array(let elements): return SQLArguments(try elements.map(argument))
    case .object(let members):
      let pairs = try members.map { ($0.key, try argument($0.value)) }
      return SQLArguments(named: Dictionary(pairs, uniquingKeysWith: { $1 }))
    default: throw Failure.badRequest("arguments is an array, or an object for named parameters.")
    }
  }

  private static func argument(_ value: JSON) throws -> DatabaseValue {
    // It would be cut there without a word.
    if value.text?.utf8.contains(0) == true {
      throw Failure.badRequest("A text with NUL cannot be stored as text: send it as a blob.")
    }
    guard let value = value.databaseValue else {
      throw Failure.badRequest(
        #"An argument is null, a number, a string, or a blob as {"base64": "…"}."#)
    }
    return value
  }

  /// Seconds, or nil.
  package func timeout() throws -> Duration? {
    guard has("timeout") else { return nil }
    guard let duration = fields["timeout"]?.double.flatMap({ Duration(commandLine: $0) }) else {
      throw Failure.badRequest("timeout is a number of seconds, 0 or more.")
    }
    return duration
  }

  /// A tab's number, or nil.
  package func tabNumber(_ key: String) throws -> Int? {
    guard has(key) else { return nil }
    guard case .integer(let number)? = fields[key], number > 0, let number = Int(exactly: number)
    else { throw Failure.badRequest("\(key) is the number of a tab.") }
    return number
  }

  /// A commit's number, or nil.
  package func commit(_ key: String) throws -> UInt64? {
    guard has(key) else { return nil }
    guard case .integer(let number)? = fields[key], let commit = UInt64(exactly: number) else {
      throw Failure.badRequest("\(key) is the number of a commit.")
    }
    return commit
  }

  package func flag(_ key: String) throws -> Bool {
    guard case .bool(let value)? = fields[key] else {
      throw Failure.badRequest("\(key) is missing: true or false.")
    }
    return value
  }
}
