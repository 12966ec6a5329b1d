import GRDB
import Testing

@testable import Penholder
@testable import SharedMemory

@Suite("Time-outs, cancellation, and the end of a tab")
struct TimeoutTests {
  @Test("what the leader could not take is withdrawn: not applied, and the word is kept")
  func notApplied() async throws {
    try await QueueWorld.tell { world in
      try await world.whileLocked {
        var sent: [Pending] = []
        for tab in world.tabs {
          for number in 0..<70 {
            sent.append(tab.submitNote("no \(number)", timeout: .milliseconds(100)))
          }
        }
        for pending in sent { #expect(await pending.code == "TIMED_OUT_NOT_APPLIED") }
      }
      #expect(try await world.follower.ask(.note("yes")).lastInsertedRowID == 1)
      #expect(try await world.notes() == [1: "yes"])
      #expect(world.follower.metrics.timeouts == 70)
    }
  }

  @Test("what the leader has taken is unknown, and asking again by the key tells")
  func unknown() async throws {
    try await QueueWorld.tellBraked { world, brake in
      let slow = Brake.note("slow")
      // On a busy machine its time may be over before the leader takes it.
      var taken: String?
      while taken == nil {
        let result = await world.follower.submit(slow, timeout: .milliseconds(50)).result
        taken = result.unknownKey
        #expect(taken != nil || result.code == "TIMED_OUT_NOT_APPLIED")
      }
      let key = try #require(taken)
      // Behind it, not taken.
      let behind = world.observer.submitNote("behind", timeout: .milliseconds(50))
      #expect(await behind.code == "TIMED_OUT_NOT_APPLIED")
      brake.release()
      var again = slow
      again.key = key
      let receipt = try await world.follower.ask(again)
      #expect(receipt.key == key && receipt.lastInsertedRowID == 1)
      #expect(try await world.notes() == [1: "slow"])
    }
  }

  @Test("what nobody waits for any more is not sent again, though its answer cannot be read")
  func notForNobody() async throws {
    try await QueueWorld.tellBraked { world, brake in
      let slow = Brake.note("slow")
      var taken: String?
      while taken == nil {
        taken = await world.follower.submit(slow, timeout: .milliseconds(50)).result.unknownKey
      }
      let tab = world.follower.tab
      let lane = tab.membership.file.lane(world.follower.number)
      for index in 0..<lane.entries { lane.words.store(.max, at: lane.entry(UInt64(index))) }
      // Somebody who asks now may be told that it was not carried out: a copy would make that a lie.
      tab.requests.keepTime(now: monotonicNow(), awaited: "the leader")
      #expect(tab.requests.depth == 0)
      brake.release()
      var again = slow
      again.key = taken
      let receipt = try await world.follower.ask(again)
      #expect(receipt.lastInsertedRowID == 1)
      #expect(try await world.notes() == [1: "slow"])
    }
  }

  @Test("without a leader a request waits, says so when its time is over, and is not applied")
  func noLeader() async throws {
    let folder = TestFolder()
    let first = try await MultiTabDatabase.test(folder)
    try await first.waitForLeadership()
    try await first.makeTable()
    await first.close()
    let observer = try await MultiTabDatabase.test(folder) { $0.isObserver = true }
    let result = await observer.submitNote("no", timeout: .milliseconds(50)).result
    let error = #expect(throws: PenholderError.self) { try result.get() }
    #expect(error?.description.contains("nobody leads") == true)
    #expect(error?.code == "TIMED_OUT_NOT_APPLIED")
    #expect(await observer.submitNote("no", timeout: .zero).code == "TIMED_OUT_NOT_APPLIED")
    // One that waits is carried out as soon as somebody leads.
    let waiting = observer.submitNote("yes")
    let second = try await MultiTabDatabase.test(folder)
    #expect(try await waiting.receipt.term == 2)
    #expect(try await second.notes() == ["yes"])
    await observer.close()
    await second.close()
  }

  @Test("a cancelled request is withdrawn or answered, never both and never neither")
  func cancelled() async throws {
    try await QueueWorld.tell { world in
      let tasks = (0..<300).map { number in
        let tab = world.tabs[number % 3]
        return Task { try await tab.ask(.note("\(number)")) }
      }
      for task in tasks {
        for _ in 0..<Int.random(in: 0...6) { await Task.yield() }
        if Bool.random() { task.cancel() }
      }
      var there: Set<String> = []
      for (number, task) in tasks.enumerated() {
        switch await task.result {
        case .success: there.insert("\(number)")
        case .failure(let error): #expect(error as? PenholderError == .cancelled)
        }
      }
      let notes = try await world.notes()
      #expect(notes.values.sorted() == there.sorted())
    }
  }

  @Test("cancelling withdraws what waits, and waits for what the leader has")
  func cancelledInTime() async throws {
    try await QueueWorld.tellBraked { world, brake in
      let taken = Task {
        try await world.follower.queueWrite(Brake.note("taken"), timeout: .seconds(60))
      }
      for await _ in brake.called {}
      let waiting = Task {
        try await world.follower.queueWrite(.note("waiting"), timeout: .seconds(60))
      }
      // The lane is the place where it is seen to wait.
      while world.follower.tab.requests.depth < 2 { await Task.yield() }
      waiting.cancel()
      taken.cancel()
      await #expect(throws: PenholderError.cancelled) { try await waiting.value }
      brake.release()
      #expect(try await taken.value.lastInsertedRowID == 1)
      let notes = try await world.notes()
      #expect(notes == [1: "taken"])
    }
  }

  @Test("a tab that closes tells each of its requests the truth")
  func closing() async throws {
    try await QueueWorld.tell { world in
      for round in 0..<3 {
        let tab = try await MultiTabDatabase.test(world.folder) { $0.isObserver = round == 1 }
        let sent = (0..<200).map { ($0, tab.submitNote("\(round)/\($0)")) }
        for _ in 0..<round * 20 { await Task.yield() }
        await tab.close()
        let notes = Set(try await world.notes().values)
        for (number, pending) in sent {
          switch await pending.code {
          case "OK": #expect(notes.contains("\(round)/\(number)"))
          case "CLOSED": #expect(!notes.contains("\(round)/\(number)"))
          case let code: Issue.record("\(number): \(code)")
          }
        }
        #expect(await tab.submitNote("late").code == "CLOSED")
        await #expect(throws: PenholderError.closed) { try await tab.ask(.note("late")) }
      }
    }
  }

  @Test("a leader that closes leaves nobody's request behind")
  func leaderCloses() async throws {
    try await QueueWorld.tell { world in
      let sent = (0..<400).map { number in
        world.tabs[number % 2 + 1].submitNote("\(number)")
      }
      let own = (0..<50).map { world.leader.submitNote("own \($0)") }
      await world.leader.close()
      var terms: Set<UInt64> = []
      for pending in sent { terms.insert(try await pending.receipt.term) }
      #expect(terms.isSubset(of: [1, 2]))
      var count = 400
      for pending in own {
        let code = await pending.code
        #expect(code == "OK" || code == "CLOSED")
        if code == "OK" { count += 1 }
      }
      #expect(try await world.follower.notes().count == count)
    }
  }
}
