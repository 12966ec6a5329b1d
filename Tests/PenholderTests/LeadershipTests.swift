import GRDB
import PenholderCore
import SharedMemory
import Testing

@testable import Penholder

@Suite("Leadership")
struct LeadershipTests {
  let folder = TestFolder()

  @Test("the only tab leads, in term 1")
  func onlyTabLeads() async throws {
    let db = try await MultiTabDatabase.test(folder)
    let term = try await db.waitForLeadership()
    #expect(term == 1)
    #expect(db.isLeader)
    #expect(db.role == .leader)
    #expect(db.leaderInfo.leader?.tab == db.number)
    await db.close()
  }

  @Test("terms go on growing over closing and opening")
  func termsGrow() async throws {
    var terms: [UInt64] = []
    for _ in 0..<3 {
      let db = try await MultiTabDatabase.test(folder)
      terms.append(try await db.waitForLeadership())
      await db.close()
    }
    #expect(terms == [1, 2, 3])
  }

  @Test("a follower's write is refused and says who leads")
  func followerIsRefused() async throws {
    let leader = try await MultiTabDatabase.test(folder)
    try await leader.waitForLeadership()
    try await leader.makeTable()
    let follower = try await MultiTabDatabase.test(folder)
    await #expect(throws: PenholderError.notLeader(leader: leader.leaderInfo.leader)) {
      try await follower.add("no")
    }
    let error = await #expect(throws: PenholderError.self) {
      try await follower.execute(
        "/* sneaky */ WITH x AS (SELECT 1) INSERT INTO note SELECT 1, 'no'")
    }
    #expect(error?.code == "WRITE_PERMISSION_DENIED")
    #expect(try await follower.notes() == [])
    #expect(follower.metrics.writeConflicts == 2)
    await follower.close()
    await leader.close()
  }

  @Test("closing the leader makes the next tab lead, and what was written stays")
  func successionOnClose() async throws {
    let first = try await MultiTabDatabase.test(folder)
    try await first.waitForLeadership()
    try await first.makeTable()
    try await first.add("one")
    let second = try await MultiTabDatabase.test(folder)
    // An observer, so that the machine's load cannot let it overtake.
    let third = try await MultiTabDatabase.test(folder) { $0.isObserver = true }
    #expect(second.leaderInfo.nextInLine == second.number)
    await first.close()
    #expect(try await second.waitForLeadership() == 2)
    try await second.add("two")
    #expect(try await third.notes() == ["one", "two"])
    await third.close()
    await second.close()
  }

  @Test("a tab that asks gets leadership, and the old leader follows")
  func request() async throws {
    let first = try await MultiTabDatabase.test(folder)
    try await first.waitForLeadership()
    let second = try await MultiTabDatabase.test(folder)
    #expect(try await second.requestLeadership(timeout: .seconds(60)) == .granted(term: 2))
    #expect(try await second.requestLeadership() == .alreadyLeading(term: 2))
    #expect(!first.isLeader)
    await second.close()
    #expect(try await first.waitForLeadership() == 3)
    await first.close()
  }

  @Test("a leader whose policy is never keeps its office")
  func policyNever() async throws {
    let first = try await MultiTabDatabase.test(folder) { $0.handOverPolicy = .never }
    try await first.waitForLeadership()
    let second = try await MultiTabDatabase.test(folder)
    let outcome = try await second.requestLeadership(timeout: .milliseconds(300))
    #expect(outcome == .notGranted(leader: first.leaderInfo.leader))
    #expect(first.isLeader)
    await second.close()
    await first.close()
  }

  @Test("an observer never leads, even when nobody else is there")
  func observer() async throws {
    let observer = try await MultiTabDatabase.test(folder) { $0.isObserver = true }
    await #expect(throws: PenholderError.self) { try await observer.waitForLeadership() }
    #expect(observer.role == .observer)
    let tab = try await MultiTabDatabase.test(folder)
    #expect(try await tab.waitForLeadership() == 1)
    #expect(observer.leaderInfo.leader?.tab == tab.number)
    await tab.close()
    await observer.close()
  }

  @Test("whoever suspends its candidacy hands over and leads again only after resuming")
  func suspension() async throws {
    let first = try await MultiTabDatabase.test(folder)
    try await first.waitForLeadership()
    let second = try await MultiTabDatabase.test(folder)
    await first.suspendCandidacy()
    #expect(!first.isLeader)
    #expect(try await second.waitForLeadership() == 2)
    #expect(first.role == .paused)
    first.resumeCandidacy()
    await second.close()
    #expect(try await first.waitForLeadership() == 3)
    await first.close()
  }

  @Test("a tab that asks and cannot answer costs one hand-over, not the group's peace")
  func unansweringAsker() async throws {
    let first = try await MultiTabDatabase.test(folder) { $0.lease = .milliseconds(300) }
    try await first.waitForLeadership()
    // A tab that has asked and was stopped: it holds its place and does nothing.
    let file = try CoordinationFile.open(
      besides: folder.database,
      database: try #require(try MappedFile.attributes(of: folder.database)), storedNonce: nil)
    let stopped = try Membership(
      in: file, instance: TabInstance(high: 1, low: 2), isObserver: false)
    let (roles, role) = AsyncStream.makeStream(of: RoleChange.self)
    let subscription = first.onRoleChange { role.yield($0) }
    stopped.ask()
    var changes: [TabInfo.Role] = []
    for await change in roles {
      changes.append(change.role)
      if change.role == .leader { break }
    }
    #expect(changes == [.follower, .leader])
    // A whole housekeeping later it still leads, although the request still stands there.
    let commit = try await first.writeReturningCommit { try StateRow.create($0) }.commit
    let events = first.events()
    let foreign = try DatabaseQueue(path: folder.database)
    try await foreign.write { try $0.execute(sql: "CREATE TABLE foreign_one (x)") }
    for await event in events where event.tab == 0 && event.announcesData { break }
    #expect(first.isLeader && first.commit == commit)
    withExtendedLifetime(subscription) {}
    stopped.leave()
    await first.close()
  }

  @Test("an observer is told when the leader is gone and nobody can succeed it")
  func lastLeader() async throws {
    let leader = try await MultiTabDatabase.test(folder)
    try await leader.waitForLeadership()
    let observer = try await MultiTabDatabase.test(folder) { $0.isObserver = true }
    let events = observer.events()
    // As if it had been killed: the lock is gone, nothing has been said.
    let membership = leader.tab.membership
    membership.file.unlock(Layout.termByte(1))
    for await event in events where event.kind == .leaderChanged {
      #expect(event.tab == 0)
      break
    }
    #expect(observer.leaderInfo.leader == nil)
    await observer.close()
    await leader.close()
  }

  @Test("tabs are told that a takeover is blocked, by whom, and that it no longer is")
  func blockedTakeover() async throws {
    let first = try await MultiTabDatabase.test(folder)
    try await first.waitForLeadership()
    try await first.makeTable()
    let observer = try await MultiTabDatabase.test(folder) { $0.isObserver = true }
    let second = try await MultiTabDatabase.test(folder)
    var dangling = GRDB.Configuration()
    dangling.allowsUnsafeTransactions = true
    let foreign = try DatabaseQueue(path: folder.database, configuration: dangling)
    try await foreign.writeWithoutTransaction { try $0.execute(sql: "BEGIN IMMEDIATE") }
    let events = observer.events()
    await first.close()
    for await _ in events
    where observer.leaderInfo.takeoverBlocked?.pid == currentProcess() {
      break
    }
    let later = observer.events()
    try await foreign.writeWithoutTransaction { try $0.execute(sql: "COMMIT") }
    #expect(try await second.waitForLeadership() == 2)
    for await _ in later where observer.leaderInfo.takeoverBlocked == nil { break }
    try foreign.close()
    await second.close()
    await observer.close()
  }

  @Test("a handle that is being closed does not come back, and an odd successor is nobody")
  func closingStays() async throws {
    let first = try await MultiTabDatabase.test(folder)
    try await first.waitForLeadership()
    await first.resign(to: -1)
    let closing = Task { await first.close() }
    first.resumeCandidacy()
    await closing.value
    await #expect(throws: PenholderError.closed) { try await first.waitForLeadership() }
  }

  @Test("cancelling a task withdraws its wait for leadership")
  func cancelWait() async throws {
    let first = try await MultiTabDatabase.test(folder) { $0.handOverPolicy = .never }
    try await first.waitForLeadership()
    let second = try await MultiTabDatabase.test(folder)
    let wait = Task { try await second.waitForLeadership() }
    wait.cancel()
    await #expect(throws: PenholderError.cancelled) { try await wait.value }
    await second.close()
    await first.close()
  }

  @Test("a write that was submitted before the hand-over is committed, not refused")
  func handOverDuringWrite() async throws {
    let first = try await MultiTabDatabase.test(folder)
    try await first.waitForLeadership()
    try await first.makeTable()
    let second = try await MultiTabDatabase.test(folder)
    let (begun, signal) = AsyncStream.makeStream(of: Void.self)
    let write = Task {
      try await first.write { db in
        signal.finish()
        for number in 0..<2000 {
          try db.execute(sql: "INSERT INTO note (text) VALUES (?)", arguments: ["\(number)"])
        }
      }
    }
    for await _ in begun {}
    #expect(try await second.requestLeadership(timeout: .seconds(60)) == .granted(term: 2))
    try await write.value
    #expect(try await second.notes().count == 2000)
    await second.close()
    await first.close()
  }

  @Test("several databases in one process have elections of their own")
  func severalDatabases() async throws {
    let other = TestFolder()
    let a = try await MultiTabDatabase.test(folder)
    let b = try await MultiTabDatabase.test(other)
    #expect(try await a.waitForLeadership() == 1)
    #expect(try await b.waitForLeadership() == 1)
    await a.close()
    await b.close()
  }

  @Test("a closed handle says so")
  func closed() async throws {
    let db = try await MultiTabDatabase.test(folder)
    try await db.waitForLeadership()
    await db.close()
    await db.close()
    await #expect(throws: PenholderError.closed) { try await db.read { _ in } }
    await #expect(throws: PenholderError.closed) { try await db.write { _ in } }
    await #expect(throws: PenholderError.closed) { try await db.waitForLeadership() }
  }

  @Test("a tab that waits writes as soon as it leads")
  func waitPolicy() async throws {
    let first = try await MultiTabDatabase.test(folder)
    try await first.waitForLeadership()
    try await first.makeTable()
    let second = try await MultiTabDatabase.test(folder) { $0.writePolicy = .waitForLeadership }
    let write = Task { _ = try await second.add("patient") }
    await first.close()
    try await write.value
    #expect(try await second.notes() == ["patient"])
    await second.close()
  }
}
