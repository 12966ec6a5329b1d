import Foundation
import Testing

@testable import penholder_tool

@Suite("The queue, when tabs die")
struct FailOverStories {
  @Test("requests that were on their way to a killed leader are answered by its successors")
  func killedLeaders() async throws {
    // Ann leads; Ben, Cem, Dan and Eve queue notes all the time, and so does she. Three times, once
    // some of each have been answered, whoever leads is killed. Every living tab's notes are answered,
    // and those of the dead are there once, too, when they are asked for.
    try await TabGroup.tell { group in
      let tabs = try await group.open(5)
      let ledger = Ledger()
      for round in 1...3 {
        let alive = tabs.filter(\.isAlive)
        for tab in alive {
          ledger.queue(tab, (1...60).map { "\(round)/\(tab.pid)/\($0)" })
        }
        // In the middle of it.
        for tab in alive {
          let first = try #require(
            ledger.entries.first { $0.tab === tab && $0.text.hasPrefix("\(round)/") })
          _ = try await tab.answer(to: first.id)
        }
        let leader = try await LeadershipStories.leader(among: alive)
        leader.kill()
        _ = await leader.child.ended()
      }
      let last = try await LeadershipStories.leader(among: tabs.filter(\.isAlive))
      let answers = try await ledger.settle(asking: last, in: group)
      #expect(answers.count >= 2 * 3 * 60)
      let led = tabs.flatMap(\.terms)
      #expect(Set(led).count == led.count, "a term with two leaders")
    }
  }

  @Test("what a tab had queued before it was killed is carried out, as far as its lane held it")
  func deadFollower() async throws {
    // Ann leads and is stopped for a moment. Ben queues a hundred notes: sixty-four lie in his lane
    // when he is killed. Ann is continued and adds those, in their order. Cem, who joins then, gets a
    // place and a lane that work.
    try await TabGroup.tell { group in
      let tabs = try await group.open(2, lease: 60)
      let (ann, ben) = (tabs[0], tabs[1])
      try await ann.stop()
      for number in 1...100 { _ = ben.queue("\(number)") }
      // Answered after the last of them was taken in.
      let metrics = try await ben.get("metrics")["metrics"]
      #expect(metrics?["queueDepth"] == .integer(100))
      ben.kill()
      _ = await ben.child.ended()
      ann.resume()
      try await group.until("Ben's notes") { try group.notes().count >= 64 }
      #expect(try group.notes() == (1...64).map(String.init))
      let cem = try await group.open("--lease", "60")
      let answer = try await cem.answer(to: cem.queue("from Cem"))
      #expect(answer["ok"] == .bool(true) && answer["lastInsertedRowID"] == .integer(65))
    }
  }

  @Test("even when everybody has died, who opens the database later carries out what was queued")
  func everybody() async throws {
    // Ann leads and is stopped; Ben and Cem queue notes. All three are killed. Dan opens the
    // database, leads, and finds the notes added.
    try await TabGroup.tell { group in
      let tabs = try await group.open(3, lease: 60)
      try await tabs[0].stop()
      let ledger = Ledger()
      for tab in tabs.dropFirst() {
        ledger.queue(tab, (1...30).map { "\(tab.pid)/\($0)" })
        try await tab.get("info")
      }
      for tab in tabs { tab.kill() }
      for tab in tabs { _ = await tab.child.ended() }
      let dan = try await group.open()
      try await dan.leads()
      try await group.until("the notes of the dead") { try group.notes().count == 60 }
      // And who asks is told that they had been carried out.
      let replayed = try await dan.answer(
        to: dan.queue(ledger.entries[0].text, key: ledger.entries[0].text))
      #expect(replayed["replayed"] == .bool(true))
      try await ledger.settle(asking: dan, in: group)
    }
  }

  @Test("a request that three leaders did not survive is refused, and the others are carried out")
  func deadlyRequest() async throws {
    // Ann, Ben and Cem lead one after another, and each is killed while it runs the same request of
    // Oda's, who observes. Dan, who leads then, refuses it, and carries out what Oda asks for next.
    try await TabGroup.tell { group in
      var tabs: [TabProcess] = []
      for number in 1...3 {
        let trap = Trap(.executing, .kill, in: group, named: "trap \(number)")
        let tab = try await group.open(with: trap, "--lease", "5")
        if number == 1 {
          try await tab.leads()
          try await tab.write("CREATE TABLE note (id INTEGER PRIMARY KEY, text TEXT)")
        }
        tabs.append(tab)
        try trap.arm()
      }
      let dan = try await group.open("--lease", "5")
      let oda = try await group.open("--lease", "5", "--observer")
      let deadly = oda.queue("deadly", key: "deadly")
      let refused = try await oda.answer(to: deadly)
      #expect(refused.errorCode == "BAD_REQUEST", "\(refused)")
      for tab in tabs { #expect(await tab.child.ended() == 128 + SIGKILL) }
      #expect(dan.terms == [4])
      // For good: it is not tried again.
      let again = try await dan.answer(to: dan.queue("deadly", key: "deadly"))
      #expect(again.errorCode == "BAD_REQUEST")
      #expect(try await oda.answer(to: oda.queue("harmless"))["ok"] == .bool(true))
      try group.expectNotes(["harmless"])
    }
  }

  @Test("two databases have nothing to do with each other")
  func twoDatabases() async throws {
    // The leader of one group is killed with notes on their way in both. The other group goes on in
    // its first term.
    try await TabGroup.tell { one in
      try await TabGroup.tell { other in
        let (tabs, others) = (try await one.open(2), try await other.open(2))
        let (ledger, calm) = (Ledger(), Ledger())
        for number in 1...40 {
          for tab in tabs { ledger.queue(tab, ["\(tab.pid)/\(number)"]) }
          for tab in others { calm.queue(tab, ["\(tab.pid)/\(number)"]) }
        }
        tabs[0].kill()
        _ = await tabs[0].child.ended()
        try await ledger.settle(asking: tabs[1], in: one)
        let answers = try await calm.settle(asking: others[1], in: other)
        #expect(answers.allSatisfy { $0["term"] == .integer(1) })
      }
    }
  }
}
