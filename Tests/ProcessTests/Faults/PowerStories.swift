import Foundation
import TestSupport
import Testing

@testable import penholder_tool

@Suite("Everybody killed at once")
struct PowerStories {
  @Test("what anybody was told before is there afterwards, once, and the next ones just open")
  func allAtOnce() async throws {
    // Four tabs queue as fast as they can, and all of them are killed at the same moment, as by an
    // administrator or a kernel out of memory; then four others come, and so on.
    try await TabGroup.tell { group in
      let seed = UInt64.random(in: 0 ... .max)
      print("seed \(seed)")
      var random = Seeded(seed: seed)
      let first = try await group.open(1)[0]
      first.kill()
      _ = await first.child.ended()
      var acknowledged: Set<String> = []
      for round in 1...6 {
        var tabs: [TabProcess] = []
        for _ in 1...4 { tabs.append(try await group.open()) }
        let ledger = Ledger()
        for number in 1...100 {
          ledger.queue(tabs[number % 4], ["round \(round) note \(number)"])
        }
        // Some way into it; how far does not matter.
        let some = ledger.entries[Int.random(in: 0..<60, using: &random)]
        _ = try await some.tab.answer(to: some.id)
        for tab in tabs { tab.kill() }
        for tab in tabs { _ = await tab.child.ended() }
        for entry in ledger.entries where entry.tab.answered(entry.id)?["ok"] == .bool(true) {
          acknowledged.insert(entry.text)
        }
        let there = try group.notes()
        #expect(there.count == Set(there).count, "a note is there twice")
        #expect(acknowledged.subtracting(there).isEmpty, "acknowledged and not there")
        try group.checkIntegrity()
      }
      #expect(acknowledged.count >= 6)
    }
  }
}
