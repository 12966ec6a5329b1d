import GRDB
import PenholderCore
import Testing

@testable import Penholder

/// When the world fails, the requests of a group are tried one by one; and then each of them must
/// fare as it would have in the group.
@Suite("A group that is split")
struct SplitGroupTests {
  /// A tab's writer that has no room for more than a megabyte: SQLite says that the disk is full.
  private var cramped: MultiTabDatabase.Configuration {
    var configuration = MultiTabDatabase.Configuration()
    configuration.prepareDatabase = { try $0.execute(sql: "PRAGMA max_page_count = 256") }
    return configuration
  }

  private static let tooLarge = WriteRequest(
    "INSERT INTO note (text) VALUES (zeroblob(2000000))")

  @Test("what fills the disk fails alone, and the others of its group are carried out")
  func full() async throws {
    try await QueueWorld.tell(cramped) { world in
      var good: [Pending] = []
      var bad: [Pending] = []
      try await world.whileBusy {
        for number in 0..<6 {
          good.append(world.follower.submitNote("follower \(number)"))
          if number % 2 == 0 { bad.append(world.observer.submit(Self.tooLarge)) }
          good.append(world.observer.submitNote("observer \(number)"))
        }
      }
      for pending in good { #expect(await pending.code == "OK") }
      for pending in bad { #expect(await pending.code == "IO_ERROR") }
      #expect(try await world.notes().count == good.count)
    }
  }

  @Test("one outcome for one key, though who asks for it is tried before the request itself")
  func oneOutcomePerKey() async throws {
    try await QueueWorld.tell(cramped) { world in
      // Two tabs that ask for each other's first request before it is sent: whichever tab the group
      // begins with, somebody asks first.
      let askers = [world.follower, world.observer]
      var asked: [Pending] = []
      var sent: [Pending] = []
      let full = try await world.whileBusy {
        for (tab, other) in [(askers[0], askers[1]), (askers[1], askers[0])] {
          let key = RequestKey(other.tab.instance, number: 1).text(bornAt: other.commit)
          asked.append(tab.submitNote("of \(other.number)", key: key))
        }
        for tab in askers.reversed() { sent.append(tab.submitNote("of \(tab.number)")) }
        return world.leader.submit(Self.tooLarge)
      }
      #expect(await full.code == "IO_ERROR")
      for (asked, sent) in zip(asked, sent) {
        let (answer, receipt) = (try await asked.receipt, try await sent.receipt)
        #expect(answer.lastInsertedRowID == receipt.lastInsertedRowID)
        #expect(answer.commit == receipt.commit)
        #expect([answer, receipt].count { !$0.replayed } == 1)
      }
      let notes = try await world.notes().values.sorted()
      #expect(notes == askers.map { "of \($0.number)" }.sorted())
    }
  }

  @Test("a deferred foreign key that nothing satisfies does not split its group")
  func deferredForeignKey() async throws {
    try await QueueWorld.tell(schema: Poison.schema) { world in
      var good: [Pending] = []
      var bad: [Pending] = []
      try await world.whileBusy {
        good.append(world.follower.submitNote("before"))
        bad.append(world.follower.submit(WriteRequest("INSERT INTO late VALUES (77)")))
        // What a stranger's request does later does not mend it: each must stand alone.
        good.append(world.follower.submit(WriteRequest("INSERT INTO parent VALUES (77)")))
        bad.append(world.follower.submit(WriteRequest("INSERT INTO late VALUES (78)")))
        good.append(world.follower.submit(WriteRequest("INSERT INTO late VALUES (77)")))
        good.append(world.follower.submitNote("after"))
      }
      var commits: Set<UInt64> = []
      for pending in good { commits.insert(try await pending.receipt.commit) }
      #expect(commits.count == 1)
      for pending in bad { #expect(await pending.code == "SQL_ERROR") }
      let children = try await world.leader.read { try Int.fetchAll($0, sql: "SELECT * FROM late") }
      #expect(children == [77])
    }
  }

  @Test("another request under a key that is taken does not keep the key from its own")
  func keyTaken() async throws {
    try await QueueWorld.tell { world in
      let tabs = [world.follower, world.observer]
      var first: [WriteReceipt] = []
      for key in ["one", "two"] {
        first.append(try await world.leader.ask(.note("right", key: key)))
      }
      var wrong: [Pending] = []
      var right: [Pending] = []
      try await world.whileBusy {
        // Whichever tab the group begins with, the wrong ones are looked at first.
        wrong = [tabs[0].submitNote("wrong", key: "one"), tabs[1].submitNote("wrong", key: "two")]
        right = [tabs[1].submitNote("right", key: "one"), tabs[0].submitNote("right", key: "two")]
      }
      for pending in wrong { #expect(await pending.code == "BAD_REQUEST") }
      for (pending, first) in zip(right, first) {
        let receipt = try await pending.receipt
        #expect(receipt.replayed && receipt.commit == first.commit)
      }
      let notes = try await world.notes()
      #expect(notes == [1: "right", 2: "right"])
    }
  }
}
