import TestSupport

/// Makes other inputs of one, always the same for the same numbers.
struct Mutation {
  var random: Seeded
  /// What there is to cross with.
  let others: [[UInt8]]

  /// Words that parsers look out for.
  private static let words: [[UInt8]] = [
    "\"", "\"\"", "\\", "%25", "<", ">", "{", "}", "[", "[{", "\n", "\r\n", ",", "\u{1B}[",
    "\u{1B}]",
    "\u{1B}[200~", "due:", "rec:", "key.", "- [ ] ", "e9999", "-0", "\u{0}", "\u{202E}", "\u{301}",
    "\u{1F468}\u{200D}\u{1F469}", "\u{2028}", "p:1 id:1 ", "PRAGMA ", "/*", "999999999999999999999",
  ].map { Array($0.utf8) }

  mutating func mutate(_ bytes: [UInt8]) -> [UInt8] {
    var bytes = bytes
    for _ in 0..<Int.random(in: 1...6, using: &random) { step(&bytes) }
    return Array(bytes.prefix(4096))
  }

  private mutating func step(_ bytes: inout [UInt8]) {
    let place = Int.random(in: 0...bytes.count, using: &random)
    let length = min(bytes.count - place, Int.random(in: 1...32, using: &random))
    switch Int.random(in: 0..<8, using: &random) {
    case 0 where place < bytes.count: bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
    case 1 where place < bytes.count: bytes[place] = .random(in: 0...255, using: &random)
    case 2: bytes.removeSubrange(place..<place + length)
    case 3: bytes.insert(contentsOf: bytes[place..<place + length], at: place)
    case 4: bytes.insert(.random(in: 0...255, using: &random), at: place)
    case 5: bytes.removeSubrange(place...)
    case 6:
      let other = others.randomElement(using: &random) ?? []
      bytes.insert(contentsOf: other.suffix(Int.random(in: 0...64, using: &random)), at: place)
    default:
      bytes.insert(contentsOf: Self.words.randomElement(using: &random) ?? [], at: place)
    }
  }
}
