import GRDB
import PenholderCore
import SharedMemory
import Synchronization
import Testing

@testable import Penholder

@Suite("Turns, bounds and patience")
struct FairnessTests {
  @Test("a group takes one request of each tab in turn")
  func inTurn() async throws {
    try await QueueWorld.tell { world in
      let (many, one) = try await world.whileBusy {
        let many = (0..<30).map { world.follower.submitNote("one of many \($0)") }
        return (many, world.observer.submitNote("the only one"))
      }
      let receipt = try await one.receipt
      let row = try #require(receipt.lastInsertedRowID)
      #expect(row <= 2)
      for pending in many { #expect(try await pending.receipt.commit == receipt.commit) }
    }
  }

  @Test("a group whose time is up is committed, and the next begins with another tab")
  func timeLimit() async throws {
    // Each request takes longer than that.
    try await QueueWorld.tell(.with(\.groupTimeLimit, .zero)) { world in
      let (many, one) = try await world.whileBusy {
        let many = (0..<30).map { world.follower.submitNote("one of many \($0)") }
        return (many, world.observer.submitNote("the only one"))
      }
      var commits: [UInt64] = []
      for pending in many { commits.append(try await pending.receipt.commit) }
      #expect(Set(commits).count == 30 && commits == commits.sorted())
      #expect(try await one.receipt.commit < commits[2])
      let notes = try await world.notes()
      #expect(notes.count == 31)
    }
  }

  @Test("who finds the queue full is told so, and everybody else is answered, in order")
  func full() async throws {
    try await QueueWorld.tell(.with(\.durability, .normal)) { world in
      let room = Layout.laneEntries + RequestQueue.waitingLimit
      let (sent, refused) = try await world.whileBusy {
        func submit(_ count: Int) -> [Pending] {
          (0..<count).map { world.follower.submitNote("\($0)", timeout: .seconds(3600)) }
        }
        return (submit(room), submit(100))
      }
      let full = PenholderError.queueFull(limit: RequestQueue.waitingLimit)
      for pending in refused {
        await #expect(throws: full) { try await pending.receipt }
      }
      for pending in sent { #expect(await pending.code == "OK") }
      let notes = try await world.leader.notes()
      #expect(notes == (0..<room).map(String.init))
      #expect(await world.follower.submitNote("room again").code == "OK")
    }
  }

  @Test("a leader that must not wait for SQLite's lock tries by the clock, not all the time")
  func foreignLock() async throws {
    let tries = Tries()
    try await QueueWorld.tell(tries.configuration) { world in
      let (made, most) = try await world.whileLocked {
        let (begun, before) = (monotonicNow(), tries.count)
        let pending = world.follower.submitNote("no", timeout: .milliseconds(300))
        #expect(await pending.code == "TIMED_OUT_NOT_APPLIED")
        // Rarer on a busy machine: both numbers are counted, and neither is a limit of time.
        let milliseconds = Int(monotonicNow() - begun) / 1_000_000
        return (tries.count - before, 20 + milliseconds / 2)
      }
      #expect((1...most).contains(made))
      #expect(await world.follower.submitNote("yes").code == "OK")
      let notes = try await world.notes()
      #expect(notes == [1: "yes"])
    }
  }

  @Test("the leader's own writes have their turn among queued requests")
  func ownWrites() async throws {
    try await QueueWorld.tell(.with(\.groupTimeLimit, .zero)) { world in
      let committer = try #require(world.leader.tab.committer)
      let (commits, commit) = AsyncStream.makeStream(of: UInt64.self)
      let many = try await world.whileBusy {
        let many = (0..<30).map { world.follower.submitNote("one of many \($0)") }
        let body: @Sendable (Database) throws -> Void = { db in
          try db.execute(sql: "INSERT INTO note (text) VALUES ('own')")
        }
        let local = LocalWrite(submittedAt: 0, body: body) { result in
          commit.yield((try? result.get().sequence) ?? 0)
        }
        #expect(committer.submit(local))
        return many
      }
      var sent: [UInt64] = []
      for pending in many { sent.append(try await pending.receipt.commit) }
      for await own in commits {
        #expect(own < sent[2])
        break
      }
    }
  }
}

/// Counts how often a transaction is begun, or tried.
private final class Tries: Sendable {
  private let made = Atomic<Int>(0)
  var count: Int { made.load(ordering: .relaxed) }

  /// Of tabs that do not wait for SQLite's write lock.
  var configuration: MultiTabDatabase.Configuration {
    var configuration = MultiTabDatabase.Configuration()
    configuration.busyTimeout = .zero
    configuration.prepareDatabase = { db in
      db.trace { [self] event in
        guard case .statement(let statement) = event, statement.sql.hasPrefix("BEGIN IMMEDIATE")
        else { return }
        made.add(1, ordering: .relaxed)
      }
    }
    return configuration
  }
}
