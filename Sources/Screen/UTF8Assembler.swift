/// Makes scalars of a terminal's bytes, one at a time. What is not UTF-8 becomes U+FFFD, so that it
/// is seen, and nothing before or after it is lost.
public struct UTF8Assembler: Sendable {
  private var pending: [UInt8] = []
  private var length = 0

  /// An assembler that has seen nothing.
  public init() {}

  /// The scalars that a byte completes: one, none, or two when it also shows that what came before it
  /// was cut short.
  public mutating func take(_ byte: UInt8) -> [Unicode.Scalar] {
    if pending.isEmpty { return begin(byte) }
    guard byte & 0xC0 == 0x80 else {
      pending.removeAll()
      return ["\u{FFFD}"] + begin(byte)
    }
    pending.append(byte)
    guard pending.count == length else { return [] }
    defer { pending.removeAll() }
    return [String(validating: pending, as: UTF8.self)?.unicodeScalars.first ?? "\u{FFFD}"]
  }

  /// What was cut short by something that is no byte: a key.
  public mutating func finish() -> [Unicode.Scalar] {
    defer { pending.removeAll() }
    return pending.isEmpty ? [] : ["\u{FFFD}"]
  }

  private mutating func begin(_ byte: UInt8) -> [Unicode.Scalar] {
    switch byte {
    case 0x00...0x7F: return [Unicode.Scalar(byte)]
    case 0xC2...0xDF: length = 2
    case 0xE0...0xEF: length = 3
    case 0xF0...0xF4: length = 4
    default: return ["\u{FFFD}"]
    }
    pending = [byte]
    return []
  }
}
