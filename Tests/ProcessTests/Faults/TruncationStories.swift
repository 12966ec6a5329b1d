import CommandLineKit
import Foundation
import Testing

@testable import penholder_tool

@Suite("The coordination file, cut short under living tabs")
struct TruncationStories {
  @Test(
    "nobody dies of it, what is queued is carried out once, and all go on",
    arguments: [0, 100, 4_096, 3_000_000])
  func cut(to size: Int64) async throws {
    // Ann leads, Ben follows and queues, Cem only observes, when somebody cuts their file short. None
    // of them ends. What was queued is carried out once, whoever led meanwhile.
    try await TabGroup.tell { group in
      let tabs = try await group.open(2, lease: 0.5)
      let (ann, ben) = (tabs[0], tabs[1])
      let cem = try await group.open("--observer")
      let ledger = Ledger()
      ledger.queue(ben, (1...100).map { "note \($0)" })
      let file = try FileHandle(forWritingTo: URL(fileURLWithPath: group.coordinationFile))
      try file.truncate(atOffset: UInt64(size))
      try file.close()
      ledger.queue(ben, ["afterwards"])
      try await ledger.settle(asking: ben, in: group)
      // A new tab finds nothing to clean up.
      let dan = try await group.open("--lease", "0.5")
      let everybody = [ann, ben, cem, dan]
      let mark = cem.mark
      ledger.queue(dan, ["from Dan"])
      try await ledger.settle(asking: dan, in: group)
      try await cem.line("news", since: mark) {
        $0["event"] == "dataChanged" || $0["event"] == "gap"
      }
      for tab in everybody {
        try await tab.get("close")
        #expect(await tab.child.ended() == 0)
        #expect(tab.errors.isEmpty)
      }
    }
  }

  @Test("cut short again and again, they go on again and again")
  func again() async throws {
    try await TabGroup.tell { group in
      let tabs = try await group.open(3, lease: 0.5)
      let ledger = Ledger()
      for round in 1...10 {
        ledger.queue(tabs[round % 3], ["round \(round)"])
        // There is none for a moment while it is being replaced.
        if let file = FileHandle(forWritingAtPath: group.coordinationFile) {
          try file.truncate(atOffset: UInt64(round * 1_000))
          try file.close()
        }
        _ = try await tabs[round % 3].answer(to: try #require(ledger.entries.last).id)
      }
      try await ledger.settle(asking: tabs[0], in: group)
      for tab in tabs { #expect(tab.isAlive) }
    }
  }
}
