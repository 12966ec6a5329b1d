import Foundation
import PenholderCore
import Testing

@testable import Penholder
@testable import SharedMemory

/// What a leader leaves in the lanes, and what becomes of it under the next; told with the lanes' own
/// words, in the order in which things must not go wrong.
@Suite("Requests between two leaders")
struct SuccessionTests {
  /// The lane of a world's follower.
  private func lane(_ world: QueueWorld) -> RequestLane {
    world.follower.tab.membership.file.lane(world.follower.number)
  }

  @Test("one put back after it may have been committed is not said to be not applied")
  func putBack() async throws {
    try await QueueWorld.tell { world in
      let (tab, lane) = (world.follower.tab, lane(world))
      let queue = RequestQueue(
        instance: TabInstance(high: 5, low: 6), membership: tab.membership, wake: {},
        find: { tab.store.find($0, bornAt: $1, nonce: $2) })
      let pending = Pending()
      let now = monotonicNow()
      queue.submit(
        .note("once"), ticket: 1, knownCommit: tab.knownCommit, now: now, deadline: now + 1,
        isCancelled: { false }, waiter: { pending.take($0) })
      try await world.settle()
      #expect(lane.mark(of: 1).phase == .answered)
      try await world.whileBusy {
        // As if its leader had died after the commit, before the answer; and its successor had taken
        // it, met a failure, and put it back.
        #expect(lane.take(lane.mark(of: 1), stamp: 77))
        lane.putBack(1, stamp: 77)
        #expect(lane.mark(of: 1).phase == .waiting)
        queue.keepTime(now: now + 2, awaited: "nobody")
      }
      let receipt = try await pending.receipt
      #expect(receipt.replayed && receipt.lastInsertedRowID == 1)
      let notes = try await world.notes()
      #expect(notes == [1: "once"])
    }
  }

  @Test("one that a leader has taken, and when nobody knows, is looked up first")
  func takenWithoutHistory() async throws {
    try await QueueWorld.tell { world in
      let lane = lane(world)
      let first = try await world.follower.ask(.note("once"))
      // As if its leader had died between the commit and the answer, and somebody had scribbled on
      // what it noted.
      #expect(lane.take(lane.mark(of: 1), stamp: 77))
      lane.words.store(0, at: lane.entry(1) + RequestLane.Entry.history)
      try #require(world.leader.tab.committer).keepHouse()
      try await world.settle()
      #expect(lane.mark(of: 1).phase == .answered)
      let notes = try await world.notes()
      #expect(notes == [1: "once"])
      #expect(first.lastInsertedRowID == 1)
    }
  }

  @Test("one that a leader took before it died is carried out before who asks for it by its key")
  func takenAndAskedFor() async throws {
    try await QueueWorld.tell { world in
      let (tab, lane) = (world.follower.tab, lane(world))
      let request = WriteRequest.note("once")
      let key = RequestKey(tab.instance, number: 1)
      let asked = try await world.whileBusy {
        tab.membership.file.useLane(of: world.follower.number)
        lane.publish(
          1, RequestBody(request.statements, expectedChanges: nil).bytes, at: 100,
          tag: .init(
            high: key.high, low: key.low, number: key.number, origin: tab.knownCommit, flags: 0))
        // Nobody announces it any more.
        #expect(lane.takePending() == 1 << 1)
        #expect(lane.take(lane.mark(of: 1), stamp: 77))
        var asked = request
        asked.key = key.text(bornAt: tab.knownCommit)
        return world.observer.submit(asked)
      }
      let receipt = try await asked.receipt
      #expect(receipt.lastInsertedRowID == 1 && receipt.replayed)
      // Once more, if the leader has passed it over.
      try #require(world.leader.tab.committer).keepHouse()
      try await world.settle()
      #expect(lane.mark(of: 1).phase == .answered)
      let notes = try await world.notes()
      #expect(notes == [1: "once"])
    }
  }

  @Test("who has not passed the fence takes no announcement away, and the order is kept")
  func announcementsStay() async throws {
    try await QueueWorld.tell { world in
      _ = try await world.follower.ask(.note("warm"))
      let (file, number) = (world.follower.tab.membership.file, world.follower.number)
      let (first, second) = try await world.whileBusy {
        let first = world.follower.submitNote("first")
        // Somebody who believes that it leads: as an ex-leader that was stopped and goes on.
        let thief = try Committer.start(world.observer.tab, world.observer.tab.membership, term: 0)
        await withCheckedContinuation { ended in thief.stop { ended.resume() } }
        let news = file.header.load(Layout.Header.laneNews + (number - 1) / 64)
        #expect(news & 1 << UInt64((number - 1) % 64) != 0)
        #expect(file.lane(number).hasPending)
        #expect(file.lane(number).mark(of: 2).phase == .waiting)
        return (first, world.follower.submitNote("second"))
      }
      let receipts = [try await first.receipt, try await second.receipt]
      #expect(receipts[0].commit == receipts[1].commit)
      let notes = try await world.notes()
      #expect(notes == [1: "warm", 2: "first", 3: "second"])
    }
  }

  @Test("the file is removed while the leader carries one out: unknown, and found by its key, once")
  func fileRemoved() async throws {
    try await QueueWorld.tellBraked { world, brake in
      let slow = Brake.note("slow")
      let pending = world.follower.submit(slow, timeout: .seconds(3600))
      for await _ in brake.called {}
      let events = world.follower.events()
      try FileManager.default.removeItem(atPath: world.folder.database + "-pen")
      world.follower.tab.send(.keepHouse)
      for await event in events where event.kind == .gap { break }
      #expect(world.follower.tab.requests.depth == 1)
      // Its time is over, as far as its tab is concerned, which could withdraw it in the new file.
      let (now, hours) = (monotonicNow(), UInt64(7200) * 1_000_000_000)
      world.follower.tab.requests.keepTime(now: now + hours, awaited: "nobody")
      let key = try #require(await pending.result.unknownKey)
      brake.release()
      var again = slow
      again.key = key
      let sent = (world.tabs + world.tabs).map { $0.submit(again) }
      for pending in sent { #expect(try await pending.receipt.lastInsertedRowID == 1) }
      let notes = try await world.notes()
      #expect(notes == [1: "slow"])
    }
  }
}
