import TestSupport
import Testing

@testable import PenholderCore

@Suite("Terms and power failures")
struct TermBlockTests {
  /// Plays claims, skipped terms and power failures.
  ///
  /// - Returns: a term that was led in twice.
  private func play(seed: UInt64, noticesBoot: Bool = true, waits: Bool = true) -> UInt64? {
    var random = Seeded(seed: seed)
    var (stored, durable) = (UInt64(0), UInt64(0))
    var isOfThisBoot = false
    var led: Set<UInt64> = []
    for _ in 1...400 {
      switch Int.random(in: 0..<20, using: &random) {
      case 0:
        // The disk keeps what was waited for, and whatever it happened to write besides.
        stored = UInt64.random(in: durable...stored, using: &random)
        durable = stored
        isOfThisBoot = false
      case 1:
        // The disk writes back by itself.
        durable = UInt64.random(in: durable...stored, using: &random)
      default:
        let skip = UInt64(Int.random(in: 0..<10, using: &random) == 0 ? 2 : 0)
        let unused = TermBlock.firstUnused(
          after: stored, isOfThisBoot: isOfThisBoot || !noticesBoot)
        let term = unused + skip
        if waits, TermBlock.entersBlock(term, over: stored) { durable = term }
        stored = term
        isOfThisBoot = true
        guard led.insert(term).inserted else { return term }
      }
    }
    return nil
  }

  @Test("no term is led in twice, whatever a power failure takes")
  func neverAgain() {
    for seed in 1...2_000 as ClosedRange<UInt64> {
      #expect(play(seed: seed) == nil, "seed \(seed)")
    }
  }

  @Test("without either of the two rules one is")
  func flaws() {
    #expect((1...200).contains { play(seed: $0, noticesBoot: false) != nil })
    #expect((1...200).contains { play(seed: $0, waits: false) != nil })
  }

  @Test("a restart of the machine begins the next block, and nothing else does")
  func blocks() {
    #expect(TermBlock.firstUnused(after: 0, isOfThisBoot: false) == 1)
    #expect(TermBlock.firstUnused(after: 5, isOfThisBoot: true) == 6)
    #expect(TermBlock.firstUnused(after: 5, isOfThisBoot: false) == 64)
    #expect(TermBlock.firstUnused(after: 64, isOfThisBoot: false) == 128)
    #expect(TermBlock.entersBlock(1, over: 0) && TermBlock.entersBlock(65, over: 63))
    #expect(!TermBlock.entersBlock(63, over: 1))
  }
}
