import Foundation

extension JSON {
  /// Why a text is not JSON.
  package struct SyntaxError: Error {
    package var reason: String
  }

  /// Reads one value; nothing but white space may surround it.
  package init(parsing text: String) throws(SyntaxError) {
    do { self = try JSONDecoder().decode(JSON.self, from: Data(text.utf8)) } catch {
      throw SyntaxError(reason: "it is not JSON: \(Self.reason(error))")
    }
  }

  private static func reason(_ error: any Error) -> String {
    guard case DecodingError.dataCorrupted(let context) = error else {
      return "it has a value that cannot be represented"
    }
    let detail = (context.underlyingError as NSError?)?.userInfo["NSDebugDescription"] as? String
    return (detail ?? context.debugDescription).trimmingCharacters(
      in: CharacterSet(charactersIn: "."))
  }
}

extension JSON: Decodable {
  private struct MemberKey: CodingKey {
    var stringValue: String
    var intValue: Int? { nil }
    init?(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
  }

  package init(from decoder: any Decoder) throws {
    // What it is not says so by throwing: that is how a decoder is asked.
    if let object = try? decoder.container(keyedBy: MemberKey.self) {
      self = .object(
        try object.allKeys.sorted { $0.stringValue < $1.stringValue }.map {
          Member(key: $0.stringValue, value: try object.decode(JSON.self, forKey: $0))
        })
      return
    }
    if var array = try? decoder.unkeyedContainer() {
      var elements: [JSON] = []
      while !array.isAtEnd { elements.append(try array.decode(JSON.self)) }
      self = .array(elements)
      return
    }
    let value = try decoder.singleValueContainer()
    if value.decodeNil() {
      self = .null
    } else if let bool = try? value.decode(Bool.self) {
      self = .bool(bool)
    } else if let text = try? value.decode(String.self) {
      self = .string(text)
    } else if let integer = try? value.decode(Int64.self) {
      self = .integer(integer)
    } else {
      // Rounded, it may be a whole number after all, and is read as one when it comes back.
      let number = try value.decode(Double.self)
      self = Int64(exactly: number).map(JSON.integer) ?? .number("\(number)")
    }
  }
}
