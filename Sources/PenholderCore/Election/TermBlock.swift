/// Which claims have to be on the disk before anybody leads.
///
/// A term is never used again, power failure or not. If each claim waited for the disk, a fail-over
/// would wait twice: for the claim, and for the first commit after it. So terms come in blocks, and
/// only the claim that enters a block waits.
///
/// Why that is enough: as long as the machine runs, nothing that was written is lost, whoever dies.
/// After a power failure the database stores a term of the same block as the last one that anybody
/// led in, because the claim that entered that block was on the disk before. The first claim then
/// goes to the next block.
package enum TermBlock {
  /// How many terms make a block; block `n` is from `n * size` on. Part of the protocol.
  package static let size: UInt64 = 64

  /// The lowest term that certainly nobody has led in.
  ///
  /// - Parameters:
  ///   - stored: the term that the database stores; 0 if none.
  ///   - isOfThisBoot: whether it was written since the machine was started. If in doubt, false.
  package static func firstUnused(after stored: UInt64, isOfThisBoot: Bool) -> UInt64 {
    isOfThisBoot || stored == 0 ? stored + 1 : (stored / size + 1) * size
  }

  /// Whether the claim of `term` has to be on the disk before its tab leads.
  ///
  /// - Parameter stored: the term that it replaces; 0 if none.
  package static func entersBlock(_ term: UInt64, over stored: UInt64) -> Bool {
    stored == 0 || term / size != stored / size
  }
}
