/// A seeded pseudo-random generator (SplitMix64, Steele et al., OOPSLA 2014), so that what failed can be
/// played again. Inlinable, for tests that are optimised where this is not.
package struct Seeded: RandomNumberGenerator, Sendable {
  @usableFromInline var state: UInt64

  @inlinable package init(seed: UInt64) { state = seed }

  @inlinable package mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var word = state
    word = (word ^ word >> 30) &* 0xBF58_476D_1CE4_E5B9
    word = (word ^ word >> 27) &* 0x94D0_49BB_1331_11EB
    return word ^ word >> 31
  }

  /// A number below `limit`, a small one: that the lowest come a little more often does not matter.
  @inlinable package mutating func below(_ limit: UInt64) -> UInt64 { next() % limit }
}
