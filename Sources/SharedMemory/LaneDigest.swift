/// A 64-bit digest of words. Not against an adversary: against torn writes and noise.
struct LaneDigest {
  private(set) var value: UInt64

  init(_ count: Int) { value = 0x9E37_79B9_7F4A_7C15 &* (UInt64(count) &+ 1) }

  /// Of a whole run of bytes. O(bytes).
  init(of bytes: [UInt8]) {
    self.init(bytes.count)
    for index in 0..<(bytes.count + 7) / 8 { mix(bytes.word(index)) }
  }

  mutating func mix(_ word: UInt64) {
    value = (value ^ word) &* 0xD6E8_FEB8_6659_FD93
    value ^= value >> 32
  }
}

extension [UInt8] {
  /// The bytes from `index * 8`, the first lowest; behind the end, zeros.
  func word(_ index: Int) -> UInt64 {
    let start = index * 8
    if start + 8 <= count {
      // SAFETY: eight bytes lie inside by the check above; unaligned loads are allowed for.
      return unsafe withUnsafeBytes { bytes in
        unsafe bytes.loadUnaligned(fromByteOffset: start, as: UInt64.self)
      }
    }
    return (start..<count).reduce(0) { $0 | UInt64(self[$1]) << UInt64(($1 - start) * 8) }
  }
}
