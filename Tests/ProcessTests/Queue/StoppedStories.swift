import CommandLineKit
import Foundation
import Testing

@testable import penholder_tool

@Suite("The queue, when the leader is stopped")
struct StoppedStories {
  @Test("a leader that was stopped between two transactions is succeeded, and then follows")
  func between() async throws {
    // Ann leads and is stopped. Ben and Cem queue notes, and somebody queues one in Ann's terminal.
    // Ben leads after a lease and answers his own and Cem's; Ann's is answered when she is continued.
    try await TabGroup.tell { group in
      let tabs = try await group.open(3, lease: 0.6)
      let ann = tabs[0]
      try await ann.stop()
      let ledger = Ledger()
      for tab in tabs { ledger.queue(tab, (1...20).map { "\(tab.pid)/\($0)" }) }
      for entry in ledger.entries where entry.tab !== ann {
        let answer = try await entry.tab.answer(to: entry.id)
        #expect(answer["term"]?.integer ?? 0 >= 2, "\(answer)")
      }
      ann.resume()
      try await ledger.settle(asking: tabs[1], in: group)
      try await ann.info("that she is deposed") { $0["role"] == "follower" }
    }
  }

  @Test("while a leader is stopped inside a transaction, every tab says who keeps it from writing")
  func inside() async throws {
    // Ann is stopped inside a transaction that holds Ben's note. Ben, Cem and Oda, an observer, all
    // say so, with her pid. What they queue now is withdrawn in time, not applied; of the note that
    // Ann has, Ben is told that nothing is known, and by which key to ask. She is continued, and all
    // goes on by itself.
    try await TabGroup.tell { group in
      let trap = Trap(.beforeCommit, .stop, in: group)
      let ann = try await group.open(with: trap, "--lease", "0.6")
      try await ann.leads()
      try await ann.write("CREATE TABLE note (id INTEGER PRIMARY KEY, text TEXT)")
      let ben = try await group.open("--lease", "0.6")
      let cem = try await group.open("--lease", "0.6")
      let oda = try await group.open("--observer", "--lease", "0.6")
      try trap.arm()
      let taken = ben.queue("taken", timeout: 0.5)
      try await trap.springs(on: ann, in: group)
      let pid = JSON(ann.pid)
      for tab in [ben, cem, oda] {
        try await tab.info("the block") { $0["takeoverBlocked"]?["pid"] == pid }
        let answer = try await tab.answer(to: tab.queue("waiting", timeout: 0.1))
        #expect(answer.errorCode == "TIMED_OUT_NOT_APPLIED")
        #expect(answer["error"]?["message"]?.text?.contains("\(ann.pid)") == true, "\(answer)")
      }
      let request = try await cem.ask("requestLeadership", ["timeout": JSON(0.1)])
      #expect(request.errorCode == "TAKEOVER_BLOCKED")
      let unknown = try await ben.answer(to: taken)
      #expect(unknown.errorCode == "TIMED_OUT_UNKNOWN")
      let key = try #require(unknown["error"]?["key"]?.text)
      let waiting = [ben, cem, oda].map { ($0, $0.queue("after \($0.pid)")) }
      ann.resume()
      for (tab, id) in waiting {
        #expect(try await tab.answer(to: id)["ok"] == .bool(true))
        try await tab.info("the end of the block") { $0["takeoverBlocked"] == .null }
      }
      let asked = try await ben.answer(to: ben.queue("taken", key: key))
      #expect(asked["ok"] == .bool(true))
      try group.expectNotes(["taken"] + [ben, cem, oda].map { "after \($0.pid)" })
    }
  }
}
