/// The identity of a queued request, for ever: what its outcome is stored and asked for by.
///
/// A tab's own keys are its random instance and a counter from 1. An app may name a request itself,
/// so that it can ask again even if the process that asked first has died; then the key is a hash of
/// the name, and the number 0.
package struct RequestKey: Hashable, Sendable {
  package let high: UInt64
  package let low: UInt64
  package let number: UInt64

  package init(high: UInt64, low: UInt64, number: UInt64) {
    self.high = high
    self.low = low
    self.number = number
  }

  /// The `number`-th request of a tab.
  package init(_ instance: TabInstance, number: UInt64) {
    self.init(high: instance.high, low: instance.low, number: number)
  }

  /// Names are at most this long, in bytes.
  package static let nameLimit = 256

  /// What a text says: a tab's own key as ``text(bornAt:)`` wrote it, with the newest commit that the
  /// tab knew when it made the key, or else an app's name.
  package static func parse(_ text: String) -> (key: RequestKey, bornAt: UInt64) {
    let parts = text.split(separator: "-", omittingEmptySubsequences: false)
    if parts.count == 3, parts[0].utf8.count == 32, parts[0].utf8.allSatisfy(isDigit),
      let high = UInt64(parts[0].prefix(16), radix: 16),
      let low = UInt64(parts[0].dropFirst(16), radix: 16),
      let number = UInt64(parts[1]), let bornAt = UInt64(parts[2]), number > 0
    {
      let key = RequestKey(high: high, low: low, number: number)
      // Only as we write it: another spelling is a name.
      if key.text(bornAt: bornAt) == text { return (key, bornAt) }
    }
    return (RequestKey(named: text), 0)
  }

  private static func isDigit(_ byte: UInt8) -> Bool {
    (0x30...0x39).contains(byte) || (0x61...0x66).contains(byte)
  }

  private init(named name: String) {
    self.init(
      high: Self.hash(name, seed: 0x243F_6A88_85A3_08D3),
      low: Self.hash(name, seed: 0x1319_8A2E_0370_7344), number: 0)
  }

  /// A tab's own key: 32 hexadecimal digits, the number, the commit that it was born at.
  ///
  /// Each receipt has one, so it is written byte by byte: interpolation took a twelfth of what a
  /// follower spends on a request.
  package func text(bornAt commit: UInt64) -> String {
    var digits: [UInt8] = []
    digits.reserveCapacity(80)
    for word in [high, low] {
      for shift in stride(from: UInt64(60), through: 0, by: -4) {
        let digit = UInt8(truncatingIfNeeded: word >> shift & 15)
        digits.append(digit < 10 ? 0x30 + digit : 0x57 + digit)
      }
    }
    for value in [number, commit] {
      digits.append(UInt8(ascii: "-"))
      let start = digits.count
      var rest = value
      repeat {
        digits.append(0x30 + UInt8(rest % 10))
        rest /= 10
      } while rest > 0
      digits[start...].reverse()
    }
    return String(decoding: digits, as: UTF8.self)
  }

  /// Whether an app chose the name.
  package var isNamed: Bool { number == 0 }

  /// The tab whose request it was; means nothing for a named one.
  package var instance: TabInstance { TabInstance(high: high, low: low) }

  /// Two of these with different seeds make 128 bits: enough against chance, not against somebody
  /// who wants two names to collide (and may write to the database anyway).
  private static func hash(_ text: String, seed: UInt64) -> UInt64 {
    var hash = seed ^ UInt64(text.utf8.count)
    for byte in text.utf8 {
      hash = (hash ^ UInt64(byte)) &* 0x9E37_79B9_7F4A_7C15
      hash ^= hash >> 29
    }
    // The finalizer of Stafford's "Mix13".
    hash = (hash ^ hash >> 30) &* 0xBF58_476D_1CE4_E5B9
    hash = (hash ^ hash >> 27) &* 0x94D0_49BB_1331_11EB
    return hash ^ hash >> 31
  }
}
