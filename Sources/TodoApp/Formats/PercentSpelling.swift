/// Words of a format without quotation marks, todo.txt's: what would be misread is written as in
/// links, `%40home` for a word `@home` of the title.
///
/// Files of other programs mean what they say: a word is taken for such a spelling only if this
/// program would have written it (so `http://host/a%20b` stays as it is).
struct PercentSpelling: Sendable {
  /// The place of a scalar that must not stand there as it is, or nil.
  let trigger: @Sendable (String) -> Int?
  /// Whether a scalar must not stand anywhere.
  let isUnsafe: @Sendable (Unicode.Scalar) -> Bool

  /// P1: `meaning(spelled(word))` is `word`. Complexity of both: O(length of the word).
  func spelled(_ word: String) -> String {
    isSpelling(word) || mustBeSpelled(word) ? escaped(word) : word
  }

  func meaning(_ word: String) -> String {
    isSpelling(word) ? Self.decoded(word) ?? word : word
  }

  private func mustBeSpelled(_ word: String) -> Bool {
    trigger(word) != nil || word.unicodeScalars.contains(where: isUnsafe)
  }

  /// Whether this program would have written the word for another: for one that must be spelled, or
  /// for a spelling of one, and so on, which has `%25` for each `%` of the one before.
  private func isSpelling(_ word: String) -> Bool {
    guard word.utf8.contains(UInt8(ascii: "%")) else { return false }
    let first = Self.firstSpelling(Array(word.utf8))
    guard let meant = Self.decoded(first), !meant.isSpelled(like: first) else { return false }
    return escaped(meant).isSpelled(like: first) && mustBeSpelled(meant)
  }

  /// The spelling of which this is the spelling of the spelling, however often: `%40` for `%252540`.
  private static func firstSpelling(_ bytes: [UInt8]) -> String {
    func isPair(_ place: Int) -> Bool {
      place + 1 < bytes.count && digit(bytes[place]) != nil && digit(bytes[place + 1]) != nil
    }
    let percent = UInt8(ascii: "%")
    let places = bytes.indices.filter { bytes[$0] == percent && isPair($0 + 1) }
    let times = places.map { place in
      var next = place + 1
      while bytes[next] == UInt8(ascii: "2"), bytes[next + 1] == UInt8(ascii: "5"), isPair(next + 2)
      {
        next += 2
      }
      return (next - place - 1) / 2
    }
    let excess = 2 * (times.min() ?? 0)
    var first: [UInt8] = []
    var end = 0
    for place in places {
      first += bytes[end...place]
      end = place + 1 + excess
    }
    return String(decoding: first + bytes[end...], as: UTF8.self)
  }

  private func escaped(_ word: String) -> String {
    let trigger = trigger(word)
    let scalars = Array(word.unicodeScalars)
    var text = ""
    for (place, scalar) in scalars.enumerated() {
      let looksEscaped =
        scalar == "%" && place + 2 < scalars.count && scalars[place + 1].isHexDigit
        && scalars[place + 2].isHexDigit
      if place == trigger || isUnsafe(scalar) || looksEscaped {
        for byte in String(scalar).utf8 { text += "%" + Self.hex(byte) }
      } else {
        text.unicodeScalars.append(scalar)
      }
    }
    return text
  }

  private static func hex(_ byte: UInt8) -> String {
    let digits = String(byte, radix: 16, uppercase: true)
    return digits.count == 1 ? "0" + digits : digits
  }

  private static func decoded(_ word: String) -> String? {
    let bytes = Array(word.utf8)
    var decoded: [UInt8] = []
    var place = 0
    while place < bytes.count {
      if bytes[place] == UInt8(ascii: "%"), place + 2 < bytes.count,
        let high = digit(bytes[place + 1]), let low = digit(bytes[place + 2])
      {
        decoded.append(high << 4 | low)
        place += 3
      } else {
        decoded.append(bytes[place])
        place += 1
      }
    }
    return String(validating: decoded, as: UTF8.self)
  }

  private static func digit(_ byte: UInt8) -> UInt8? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
    case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
    case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
    default: nil
    }
  }
}

extension Unicode.Scalar {
  fileprivate var isHexDigit: Bool { properties.isASCIIHexDigit }
}
