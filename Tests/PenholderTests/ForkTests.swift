import Foundation
import GRDB
import SharedMemory
import Testing

@testable import Penholder

/// A handle in a forked child is inert, and the parent does not notice that there was one.
///
/// Each child answers with the number of the first thing that it found wrong, and 0 for none.
@Suite("Fork", .serialized)
struct ForkTests {
  let folder = TestFolder()

  /// Whether `body` throws `forked`. Not `#expect`: the child must not touch the test runner.
  private static func isForked(_ body: () async throws -> Void) async -> Bool {
    do { try await body() } catch PenholderError.forked { return true } catch { return false }
    return false
  }

  private static func firstWrong(_ checks: [Bool]) -> Int32 {
    Int32((checks.firstIndex(of: false) ?? -1) + 1)
  }

  @Test("in the child everything that can throw says that the handle was opened before the fork")
  func throwing() async throws {
    let db = try await MultiTabDatabase.test(folder)
    try await db.waitForLeadership()
    try await db.makeTable()
    let code = try await Forking.exitCode {
      Self.firstWrong([
        await Self.isForked { try await db.read { _ in } },
        await Self.isForked { try await db.read(atLeast: 1) { _ in } },
        await Self.isForked { try await db.write { _ in } },
        await Self.isForked { _ = try await db.writeReturningCommit { _ in } },
        await Self.isForked { _ = try await db.query("SELECT 1") },
        await Self.isForked { _ = try await db.execute("DELETE FROM note") },
        await Self.isForked { _ = try await db.write([SQLStatement("DELETE FROM note")]) },
        await Self.isForked { try await db.checkpoint() },
        await Self.isForked { try await db.waitForLeadership() },
        await Self.isForked { try await db.waitForLeadership(timeout: .seconds(1)) },
        await Self.isForked { _ = try await db.requestLeadership() },
        await Self.isForked { _ = try await db.queueWrite(WriteRequest("DELETE FROM note")) },
        await Self.isForked {
          _ = try await withCheckedThrowingContinuation { continuation in
            db.queueWrite(WriteRequest("DELETE FROM note")) { continuation.resume(with: $0) }
          }
        },
        await Self.isForked { _ = try await MultiTabDatabase.open(at: db.path) },
      ])
    }
    #expect(code == 0)
    try await db.add("afterwards")
    #expect(db.isLeader)
    await db.close()
  }

  @Test("in the child properties say that nobody is there, sequences have ended, closing returns")
  func inert() async throws {
    let db = try await MultiTabDatabase.test(folder)
    try await db.waitForLeadership()
    try await db.makeTable()
    let early = db.events()
    let code = try await Forking.exitCode {
      await db.resign()
      await db.suspendCandidacy()
      db.resumeCandidacy()
      db.allowNonLeaderWrites(true)
      db.resetMetrics()
      await db.close()
      var events = db.events().makeAsyncIterator()
      var changes = db.changes().makeAsyncIterator()
      var before = early.makeAsyncIterator()
      db.onEvent { _ in }.cancel()
      db.onRoleChange { _ in }.cancel()
      return Self.firstWrong([
        !db.isLeader, db.role == .observer, db.number == 0, db.tabs.isEmpty,
        db.leaderInfo.leader == nil && !db.leaderInfo.isLeader && db.leaderInfo.term == 0,
        db.metrics.commits == 0, db.lastRoleChange == nil, db.path.hasSuffix("test.sqlite"),
        await events.next() == nil, await changes.next() == nil, await before.next() == nil,
      ])
    }
    #expect(code == 0)
    #expect(db.isLeader && db.metrics.commits == 1)
    try await db.add("afterwards")
    await db.close()
  }

  @Test("letting go of the handle in the child does nothing to the parent's")
  func lettingGo() async throws {
    final class Owner { var db: MultiTabDatabase? }
    let owner = Owner()
    owner.db = try await MultiTabDatabase.test(folder)
    try await owner.db?.waitForLeadership()
    try await owner.db?.makeTable()
    let closed = try await MultiTabDatabase.test(folder)
    await closed.close()
    let code = try await Forking.exitCode {
      owner.db = nil
      return 0
    }
    #expect(code == 0)
    let db = try #require(owner.db)
    try await db.add("afterwards")
    let other = try await MultiTabDatabase.test(folder)
    #expect(other.leaderInfo.leader?.tab == db.number)
    #expect(try await other.notes() == ["afterwards"])
    await other.close()
    await db.close()
  }

  @Test("forks at any moment of a busy handle neither hang nor disturb it")
  func busy() async throws {
    let db = try await MultiTabDatabase.test(folder)
    try await db.waitForLeadership()
    try await db.makeTable()
    let writing = Task {
      for number in 0..<200 { try await db.add("\(number)") }
    }
    let sequence = db.events()
    let counting = Task { for await event in sequence where event.commit >= 201 { break } }
    for _ in 0..<20 {
      let code = try await Forking.exitCode {
        let isForked = await Self.isForked { try await db.read { _ in } }
        return isForked && !db.isLeader && db.tabs.isEmpty ? 0 : 1
      }
      #expect(code == 0)
    }
    try await writing.value
    await counting.value
    #expect(try await db.notes().count == 200)
    await db.close()
  }

  @Test("a lock ends with the parent's descriptor although a forked child lives on")
  func lock() async throws {
    let path = folder.path + "/locked"
    let attributes = try #require(try MappedFile.attributes(of: folder.path))
    let made = try MappedFile.unnamed(in: folder.path, size: 4096, like: attributes)
    try made.publish(as: path)
    let other = try MappedFile.open(path, size: 4096, writable: true)
    var holder: MappedFile? = try MappedFile.open(path, size: 4096, writable: true)
    #expect(try holder?.tryLock(at: 7) == true)
    // Over the first pipe the child says that it is there, over the second it is told to end.
    var (there, end): ([Int32], [Int32]) = ([-1, -1], [-1, -1])
    // SAFETY: two descriptors fit.
    try #require(unsafe pipe(&there) == 0 && pipe(&end) == 0)
    let (ready, lives) = (there, end)
    var byte: UInt8 = 0
    let child = try await Forking.start {
      close(lives[1])
      var byte: UInt8 = 1
      // SAFETY: one byte each.
      guard unsafe write(ready[1], &byte, 1) == 1 else { return 1 }
      return unsafe read(lives[0], &byte, 1) == 0 ? 0 : 2
    }
    // SAFETY: one byte.
    #expect(unsafe read(ready[0], &byte, 1) == 1)
    #expect(try other.isLockedElsewhere(at: 7))
    holder = nil
    #expect(try !other.isLockedElsewhere(at: 7))
    close(lives[1])
    #expect(await Forking.end(of: child) == 0)
    for descriptor in [ready[0], ready[1], lives[0]] { close(descriptor) }
  }
}
