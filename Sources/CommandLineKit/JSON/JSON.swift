import Foundation
import GRDB

/// A JSON value. Objects keep the order of their keys, numbers their spelling, so that what a caller
/// sent as an identity comes back as it was.
package enum JSON: Equatable, Sendable {
  case null
  case bool(Bool)
  case integer(Int64)
  /// A number that is not a 64-bit integer, as it is spelled.
  case number(String)
  case string(String)
  case array([JSON])
  case object([Member])

  /// A key and what stands under it.
  package struct Member: Equatable, Sendable {
    package var key: String
    package var value: JSON

    package init(key: String, value: JSON) {
      self.key = key
      self.value = value
    }
  }

  package init(_ value: Bool) { self = .bool(value) }
  package init(_ number: Int) { self = .integer(Int64(number)) }
  package init(_ number: Int64) { self = .integer(number) }
  package init(_ number: Int32) { self = .integer(Int64(number)) }
  package init(_ number: UInt64) { self = .integer(Int64(clamping: number)) }
  package init(_ text: String) { self = .string(text) }

  /// JSON has no infinity, but `9e999` is a number of its grammar that every reader takes for it;
  /// SQLite's own JSON writes the same.
  package init(_ number: Double) {
    if number.isNaN {
      self = .null
    } else if number.isInfinite {
      self = .number(number < 0 ? "-9e999" : "9e999")
    } else {
      self = .number("\(number)")
    }
  }

  /// Anything Codable.
  package init(encoding value: some Encodable) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    try self.init(parsing: String(decoding: encoder.encode(value), as: UTF8.self))
  }

  /// This object with another member at its end.
  package func adding(_ key: String, _ value: JSON) -> JSON {
    guard case .object(let members) = self else { preconditionFailure("only objects have members") }
    return .object(members + [Member(key: key, value: value)])
  }

  // MARK: Looking inside

  /// The value under a key of an object; of several the last.
  package subscript(key: String) -> JSON? {
    guard case .object(let members) = self else { return nil }
    return members.last { $0.key == key }?.value
  }

  package var text: String? {
    if case .string(let text) = self { return text }
    return nil
  }

  package var double: Double? {
    switch self {
    case .integer(let number): Double(number)
    case .number(let spelling): Double(spelling)
    default: nil
    }
  }
}

extension JSON: ExpressibleByDictionaryLiteral, ExpressibleByStringLiteral {
  package init(dictionaryLiteral elements: (String, JSON)...) {
    self = .object(elements.map { Member(key: $0.0, value: $0.1) })
  }

  package init(stringLiteral value: String) { self = .string(value) }
}

extension JSON: CustomStringConvertible {
  /// On one line.
  package var description: String {
    var text = ""
    write(to: &text)
    return text
  }

  private func write(to text: inout String) {
    switch self {
    case .null: text += "null"
    case .bool(let value): text += value ? "true" : "false"
    case .integer(let value): text += String(value)
    case .number(let spelling): text += spelling
    case .string(let value): Self.quote(value, to: &text)
    case .array(let elements):
      text += "["
      for (index, element) in elements.enumerated() {
        if index > 0 { text += "," }
        element.write(to: &text)
      }
      text += "]"
    case .object(let members):
      text += "{"
      for (index, member) in members.enumerated() {
        if index > 0 { text += "," }
        Self.quote(member.key, to: &text)
        text += ":"
        member.value.write(to: &text)
      }
      text += "}"
    }
  }

  private static func quote(_ value: String, to text: inout String) {
    text += "\""
    for scalar in value.unicodeScalars {
      switch scalar {
      case "\"": text += "\\\""
      case "\\": text += "\\\\"
      case "\n": text += "\\n"
      case "\r": text += "\\r"
      case "\t": text += "\\t"
      // The controls must be escaped; so are the others that would lead a terminal astray, and the
      // line separators, which would split lines for some readers.
      case _ where Printable.steers(scalar): text += Printable.jsonEscape(scalar)
      default: text.unicodeScalars.append(scalar)
      }
    }
    text += "\""
  }
}

// MARK: SQLite's values

extension JSON {
  package init(_ value: DatabaseValue) {
    switch value.storage {
    case .null: self = .null
    case .int64(let number): self = .integer(number)
    case .double(let number): self = JSON(number)
    case .string(let text): self = .string(text)
    case .blob(let data): self = ["base64": .string(data.base64EncodedString())]
    }
  }

  /// What a statement's parameter stands for; nil for what SQLite has no value for.
  package var databaseValue: DatabaseValue? {
    switch self {
    case .null: return .null
    case .bool(let value): return (value ? 1 : 0).databaseValue
    case .integer(let value): return value.databaseValue
    case .number: return double?.databaseValue
    case .string(let text): return text.databaseValue
    case .object(let members) where members.count == 1 && members[0].key == "base64":
      return members[0].value.text.flatMap { Data(base64Encoded: $0) }?.databaseValue
    case .array, .object: return nil
    }
  }
}
