import GRDB
import PenholderCore
import Testing

@testable import Penholder

@Suite("Asking again by key")
struct KeyTests {
  /// Whether `again` is the stored answer of `first`.
  private func isReplay(_ again: WriteReceipt, of first: WriteReceipt) -> Bool {
    again.replayed && again.key == first.key && again.commit == first.commit
      && again.term == first.term && again.changes == first.changes
      && again.lastInsertedRowID == first.lastInsertedRowID
  }

  @Test("the same request under its key is answered and not carried out, in any tab")
  func replayed() async throws {
    try await QueueWorld.tell { world in
      for key in [nil, "a name of mine", "ein Name 🗝"] {
        let first = try await world.follower.ask(.note("once", key: key))
        #expect(!first.replayed && (key == nil || first.key == key))
        _ = try await world.leader.ask(.note("between"))
        for tab in world.tabs + [world.follower] {
          let again = try await tab.ask(.note("once", key: first.key))
          #expect(isReplay(again, of: first), "\(again), \(first)")
        }
        let other = await world.follower.submitNote("other", key: first.key).result
        #expect(other.code == "BAD_REQUEST")
        let elsewhere = await world.observer.submitNote("other", key: first.key).result
        #expect(elsewhere.code == "BAD_REQUEST")
      }
      #expect(try await world.notes().values.count { $0 == "once" } == 3)
      #expect(try await world.notes().values.contains("other") == false)
    }
  }

  @Test("a refusal is remembered, too")
  func refused() async throws {
    try await QueueWorld.tell { world in
      _ = try await world.leader.ask(WriteRequest("INSERT INTO note VALUES (1, 'taken')"))
      let request = WriteRequest("INSERT INTO note VALUES (1, 'mine')", key: "refused")
      let first = await world.follower.submit(request).result
      #expect(first.code == "SQL_ERROR")
      _ = try await world.leader.ask(WriteRequest("DELETE FROM note"))
      // It would succeed now; its key has its answer.
      let again = await world.observer.submit(request).result
      #expect(again.code == "SQL_ERROR")
      #expect(try await world.notes().isEmpty)
    }
  }

  @Test("stored answers survive every tab, and a request asked for by a stranger is found")
  func afterAll() async throws {
    let folder = TestFolder()
    let first = try await MultiTabDatabase.test(folder)
    try await first.waitForLeadership()
    try await first.makeTable()
    let own = try await first.ask(.note("own"))
    let named = try await first.ask(.note("named", key: "named"))
    await first.close()
    let second = try await MultiTabDatabase.test(folder)
    #expect(isReplay(try await second.ask(.note("own", key: own.key)), of: own))
    #expect(isReplay(try await second.ask(.note("named", key: "named")), of: named))
    #expect(try await second.ask(.note("new")).term == 2)
    #expect(try await second.notes() == ["own", "named", "new"])
    await second.close()
  }

  @Test("requests of one key in one group are carried out once, whoever sends them")
  func sameGroup() async throws {
    try await QueueWorld.tell { world in
      var sent: [Pending] = []
      var others: [Pending] = []
      try await world.whileBusy {
        for tab in world.tabs + world.tabs {
          sent.append(tab.submitNote("same", key: "same"))
          others.append(tab.submitNote("different", key: "same"))
        }
      }
      var receipts: [WriteReceipt] = []
      for pending in sent + others {
        let result = await pending.result
        if let receipt = try? result.get() { receipts.append(receipt) }
        #expect(["OK", "BAD_REQUEST"].contains(result.code))
      }
      #expect(receipts.count == 6, "one of the two contents has the key")
      #expect(receipts.count { !$0.replayed } == 1)
      #expect(Set(receipts.map(\.commit)).count == 1)
      #expect(Set(receipts.map(\.lastInsertedRowID)).count == 1)
      #expect(try await world.notes().count == 1)
    }
  }

  @Test("who asks while the leader still has it, waits for the one answer")
  func whileUnderWay() async throws {
    try await QueueWorld.tellBraked { world, brake in
      let request = Brake.note("slow")
      // On a busy machine its time may be over before the leader takes it.
      var taken: String?
      while taken == nil {
        taken = await world.follower.submit(request, timeout: .milliseconds(50)).result.unknownKey
      }
      let key = try #require(taken)
      var again = request
      again.key = key
      // In the same tab, whose lane still holds it, and in others.
      let sent = (world.tabs + world.tabs).map { $0.submit(again) }
      brake.release()
      var rows: Set<Int64?> = []
      for pending in sent {
        let receipt = try await pending.receipt
        #expect(receipt.key == key)
        rows.insert(receipt.lastInsertedRowID)
      }
      #expect(rows == [1])
      #expect(try await world.notes() == [1: "slow"])
      // And when nobody waits any more, the answer is kept.
      #expect(try await world.follower.ask(again).replayed)
    }
  }

  @Test("what was withdrawn is carried out when it is asked for again, once")
  func afterWithdrawal() async throws {
    try await QueueWorld.tell { world in
      let request = WriteRequest.note("later", key: "later")
      let timedOut = try await world.whileLocked {
        await world.follower.submit(request, timeout: .milliseconds(50)).code
      }
      #expect(timedOut == "TIMED_OUT_NOT_APPLIED")
      #expect(try await world.notes().isEmpty)
      #expect(try await world.observer.ask(request).replayed == false)
      #expect(try await world.follower.ask(request).replayed)
      #expect(try await world.notes() == [1: "later"])
    }
  }

  @Test("a key of a tab that never was is carried out under that key, once")
  func strangersKey() async throws {
    try await QueueWorld.tell { world in
      let commit = world.leader.commit
      let key = RequestKey(high: 1, low: 2, number: 3).text(bornAt: commit)
      #expect(try await world.follower.ask(.note("x", key: key)).replayed == false)
      #expect(try await world.observer.ask(.note("x", key: key)).replayed)
      let long = String(repeating: "k", count: RequestKey.nameLimit)
      #expect(try await world.follower.ask(.note("y", key: long)).key == long)
      for key in ["", long + "k"] {
        #expect(await world.follower.submitNote("z", key: key).code == "BAD_REQUEST")
      }
      let notes = try await world.notes()
      #expect(notes == [1: "x", 2: "y"])
    }
  }

  @Test("a wrong request under a key does not keep its tab's right one from the stored answer")
  func sameTab() async throws {
    try await QueueWorld.tell { world in
      let first = try await world.follower.ask(.note("right", key: "one"))
      let (wrong, right) = try await world.whileBusy {
        (
          world.follower.submitNote("wrong", key: "one"),
          world.follower.submitNote("right", key: "one")
        )
      }
      #expect(await wrong.code == "BAD_REQUEST")
      let receipt = try await right.receipt
      #expect(receipt.replayed && receipt.commit == first.commit)
    }
  }
}
