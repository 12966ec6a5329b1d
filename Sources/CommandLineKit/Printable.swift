/// Text of somebody else's (from a database, a file, another tab) on a terminal or in a log, where
/// nothing of it may move the cursor, break a line, or turn its direction so that it reads as what it
/// is not (Boucher and Anderson, "Trojan Source", 2021).
package enum Printable {
  /// The text with everything that steers spelled out: nothing is lost.
  package static func text(_ text: String) -> String {
    replacing(steers, in: text, by: spelling)
  }

  private static func spelling(_ scalar: Unicode.Scalar) -> String {
    switch scalar {
    case "\n": "\\n"
    case "\t": "\\t"
    case "\r": "\\r"
    default: "\\u{\(String(scalar.value, radix: 16))}"
    }
  }

  /// The text with `�` for everything that steers and everything that cannot be seen, but for what
  /// joins emoji: as long as it looks.
  package static func line(_ text: String) -> String {
    replacing({ steers($0) || isUnseen($0) }, in: text, by: { _ in "\u{FFFD}" })
  }

  /// JSON with everything that steers as JSON spells it. Only strings can contain any, so to whoever
  /// reads it it says the same.
  package static func json(_ text: String) -> String {
    replacing({ steers($0) && $0 != "\n" }, in: text, by: jsonEscape)
  }

  /// As JSON spells a scalar of the basic plane, where all that steer are.
  static func jsonEscape(_ scalar: Unicode.Scalar) -> String {
    let digits = String(scalar.value, radix: 16)
    return "\\u" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
  }

  /// Whether a terminal, or whoever reads the text on one, would be led astray: control characters,
  /// line and paragraph separators, bidirectional marks, embeddings, overrides and isolates.
  static func steers(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0..<0x20, 0x7F...0x9F, 0x61C, 0x200E...0x200F, 0x2028...0x202E, 0x2066...0x2069: true
    default: false
    }
  }

  private static func isUnseen(_ scalar: Unicode.Scalar) -> Bool {
    scalar.properties.generalCategory == .format && scalar != "\u{200D}"
  }

  private static func replacing(
    _ isBad: (Unicode.Scalar) -> Bool, in text: String, by spelling: (Unicode.Scalar) -> String
  ) -> String {
    guard text.unicodeScalars.contains(where: isBad) else { return text }
    var result = ""
    for scalar in text.unicodeScalars {
      if isBad(scalar) {
        result += spelling(scalar)
      } else {
        result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}
