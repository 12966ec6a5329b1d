extension JSON {
  /// Why a text is not JSON.
  struct SyntaxError: Error {
    var reason: String
  }

  /// Reads one value; nothing but white space may surround it.
  ///
  /// - Complexity: O(length). Values nest at most ``JSONParser/deepest`` deep.
  init(parsing text: String) throws(SyntaxError) {
    var parser = JSONParser(bytes: Array(text.utf8))
    self = try parser.parse()
  }
}

/// A parser of RFC 8259 for text that comes from the world: strict, bounded, never trapping.
struct JSONParser {
  /// How deep arrays and objects may nest: the parser recurses, and the stack is finite.
  static let deepest = 64

  private let bytes: [UInt8]
  private var position = 0
  private var depth = 0

  init(bytes: [UInt8]) { self.bytes = bytes }

  mutating func parse() throws(JSON.SyntaxError) -> JSON {
    let value = try value()
    skipBlanks()
    if let byte = next {
      throw JSON.SyntaxError(reason: "\(Self.name(byte)) stands behind the value")
    }
    return value
  }

  private var next: UInt8? {
    position < bytes.count ? bytes[position] : nil
  }

  private mutating func skipBlanks() {
    while let byte = next, [0x20, 0x09, 0x0A, 0x0D].contains(byte) { position += 1 }
  }

  private mutating func take(_ byte: Character) -> Bool {
    guard let code = byte.asciiValue, next == code else { return false }
    position += 1
    return true
  }

  private static func name(_ byte: UInt8) -> String {
    byte > 0x20 && byte < 0x7F ? "'\(Character(UnicodeScalar(byte)))'" : "byte \(byte)"
  }

  private mutating func value() throws(JSON.SyntaxError) -> JSON {
    skipBlanks()
    guard let byte = next else { throw JSON.SyntaxError(reason: "it ends too early") }
    switch byte {
    case UInt8(ascii: "{"):
      return try nested { parser throws(JSON.SyntaxError) in try parser.object() }
    case UInt8(ascii: "["):
      return try nested { parser throws(JSON.SyntaxError) in try parser.array() }
    case UInt8(ascii: "\""): return .string(try string())
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return try number()
    case UInt8(ascii: "t"): return try word("true", .bool(true))
    case UInt8(ascii: "f"): return try word("false", .bool(false))
    case UInt8(ascii: "n"): return try word("null", .null)
    default: throw JSON.SyntaxError(reason: "\(Self.name(byte)) begins no value")
    }
  }

  private mutating func nested(
    _ body: (inout JSONParser) throws(JSON.SyntaxError) -> JSON
  ) throws(JSON.SyntaxError) -> JSON {
    guard depth < Self.deepest else {
      throw JSON.SyntaxError(reason: "it nests deeper than \(Self.deepest)")
    }
    depth += 1
    position += 1
    let value = try body(&self)
    depth -= 1
    return value
  }

  private mutating func object() throws(JSON.SyntaxError) -> JSON {
    var members: [JSON.Member] = []
    skipBlanks()
    if take("}") { return .object(members) }
    repeat {
      skipBlanks()
      guard next == UInt8(ascii: "\"") else {
        throw JSON.SyntaxError(reason: "a key is missing")
      }
      let key = try string()
      skipBlanks()
      guard take(":") else { throw JSON.SyntaxError(reason: "a colon is missing") }
      members.append(JSON.Member(key: key, value: try value()))
      skipBlanks()
    } while take(",")
    guard take("}") else { throw JSON.SyntaxError(reason: "an object does not end") }
    return .object(members)
  }

  private mutating func array() throws(JSON.SyntaxError) -> JSON {
    var elements: [JSON] = []
    skipBlanks()
    if take("]") { return .array(elements) }
    repeat {
      elements.append(try value())
      skipBlanks()
    } while take(",")
    guard take("]") else { throw JSON.SyntaxError(reason: "an array does not end") }
    return .array(elements)
  }

  private mutating func word(_ word: StaticString, _ value: JSON) throws(JSON.SyntaxError) -> JSON {
    for byte in "\(word)".utf8 {
      guard next == byte else { throw JSON.SyntaxError(reason: "a word is misspelled") }
      position += 1
    }
    return value
  }

  private mutating func number() throws(JSON.SyntaxError) -> JSON {
    let start = position
    _ = take("-")
    if !take("0") { try digits() }
    var isInteger = true
    if take(".") {
      isInteger = false
      try digits()
    }
    if take("e") || take("E") {
      isInteger = false
      if !take("+") { _ = take("-") }
      try digits()
    }
    let spelling = String(decoding: bytes[start..<position], as: UTF8.self)
    if isInteger, let value = Int64(spelling) { return .integer(value) }
    return .number(spelling)
  }

  private mutating func digits() throws(JSON.SyntaxError) {
    let start = position
    while let byte = next, (0x30...0x39).contains(byte) { position += 1 }
    guard position > start else { throw JSON.SyntaxError(reason: "a digit is missing") }
  }

  private mutating func string() throws(JSON.SyntaxError) -> String {
    position += 1
    var text: [UInt8] = []
    while let byte = next {
      position += 1
      switch byte {
      case UInt8(ascii: "\""): return String(decoding: text, as: UTF8.self)
      case UInt8(ascii: "\\"): text.append(contentsOf: String(try escaped()).utf8)
      case 0..<0x20: throw JSON.SyntaxError(reason: "a control character stands in a string")
      default: text.append(byte)
      }
    }
    throw JSON.SyntaxError(reason: "a string does not end")
  }

  private mutating func escaped() throws(JSON.SyntaxError) -> Unicode.Scalar {
    guard let byte = next else { throw JSON.SyntaxError(reason: "a string does not end") }
    position += 1
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return UnicodeScalar(byte)
    case UInt8(ascii: "b"): return "\u{8}"
    case UInt8(ascii: "f"): return "\u{C}"
    case UInt8(ascii: "n"): return "\n"
    case UInt8(ascii: "r"): return "\r"
    case UInt8(ascii: "t"): return "\t"
    case UInt8(ascii: "u"): return try codePoint()
    default: throw JSON.SyntaxError(reason: "\(Self.name(byte)) escapes nothing")
    }
  }

  private mutating func codePoint() throws(JSON.SyntaxError) -> Unicode.Scalar {
    let first = try fourDigits()
    if let scalar = Unicode.Scalar(first) { return scalar }
    guard (0xD800..<0xDC00).contains(first), take("\\"), take("u") else {
      throw JSON.SyntaxError(reason: "half a surrogate pair")
    }
    let second = try fourDigits()
    guard (0xDC00..<0xE000).contains(second),
      let scalar = Unicode.Scalar(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00))
    else { throw JSON.SyntaxError(reason: "half a surrogate pair") }
    return scalar
  }

  private mutating func fourDigits() throws(JSON.SyntaxError) -> UInt32 {
    var value: UInt32 = 0
    for _ in 0..<4 {
      guard let byte = next,
        let digit = Character(UnicodeScalar(byte)).hexDigitValue
      else { throw JSON.SyntaxError(reason: "\\u needs four digits") }
      position += 1
      value = value << 4 | UInt32(digit)
    }
    return value
  }
}
