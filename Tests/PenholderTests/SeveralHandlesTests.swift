import Foundation
import GRDB
import PenholderCore
import Testing

@testable import Penholder

/// Several handles on one database in one process are tabs like any others, although the process's
/// SQLite locks are common to all of them.
@Suite("Several handles in one process")
struct SeveralHandlesTests {
  let folder = TestFolder()

  @Test("three of them elect one, follow each other, and are told of each other's commits")
  func succession() async throws {
    var handles: [MultiTabDatabase] = []
    for _ in 0..<3 { handles.append(try await MultiTabDatabase.test(folder)) }
    try await handles[0].waitForLeadership()
    try await handles[0].makeTable()
    #expect(handles.filter(\.isLeader).count == 1)
    #expect(Set(handles.map(\.number)) == [1, 2, 3])
    #expect(handles[2].tabs.map(\.role) == [.leader, .follower, .follower])
    var leader = handles[0]
    for round in 1...3 {
      var observers = handles.map { $0.events().makeAsyncIterator() }
      let (_, commit, term) = try await leader.writeReturningCommit { db in
        try db.execute(sql: "INSERT INTO note (text) VALUES (?)", arguments: ["\(round)"])
      }
      #expect(term == UInt64(round))
      for index in observers.indices {
        while let event = await observers[index].next(), event.commit < commit {}
        #expect(try await handles[index].notes().count == round)
      }
      await leader.close()
      handles.removeAll { $0 === leader }
      if let next = try await firstToLead(of: handles) { leader = next }
    }
  }

  /// Whichever leads first. A busy machine may let the last in line overtake the next, who holds back
  /// only for milliseconds; that one of them leads is the promise.
  private func firstToLead(of handles: [MultiTabDatabase]) async throws -> MultiTabDatabase? {
    try await withThrowingTaskGroup(of: MultiTabDatabase.self) { group in
      for handle in handles {
        group.addTask {
          try await handle.waitForLeadership(timeout: .seconds(60))
          return handle
        }
      }
      let first = try await group.next()
      group.cancelAll()
      return first
    }
  }

  /// Whether this process holds SQLite's write lock, by the kernel's list; which, while others take
  /// and drop locks, is not always whole.
  private func holdsWriteLock() async throws -> Bool {
    for _ in 0..<2000 {
      if WriteLockHolder.pid(database: folder.database) == getpid() { return true }
      try await Task.sleep(for: .milliseconds(5))
    }
    return false
  }

  @Test("closing one drops no lock of another: neither SQLite's, nor that of its term and place")
  func locks() async throws {
    let leader = try await MultiTabDatabase.test(folder)
    try await leader.waitForLeadership()
    try await leader.makeTable()
    let other = try await MultiTabDatabase.test(folder)
    #expect(try await other.notes() == [])
    let (begun, signal) = AsyncStream.makeStream(of: Void.self)
    let mayEnd = DispatchSemaphore(value: 0)
    let write = Task {
      try await leader.write { db in
        try db.execute(sql: "INSERT INTO note (text) VALUES ('held')")
        signal.finish()
        mayEnd.wait()
      }
    }
    for await _ in begun {}
    // A POSIX lock goes when the process closes any descriptor of the file; SQLite sees to it that
    // it does not.
    #expect(try await holdsWriteLock())
    await other.close()
    #expect(try await holdsWriteLock())
    let third = try await MultiTabDatabase.test(folder)
    #expect(third.leaderInfo.leader?.tab == leader.number)
    #expect(third.tabs.map(\.number) == [leader.number, third.number])
    mayEnd.signal()
    try await write.value
    #expect(try await third.notes() == ["held"])
    await third.close()
    await leader.close()
  }

  @Test("one that is let go of without closing leaves, and the next one leads")
  func lettingGo() async throws {
    var first: MultiTabDatabase? = try await MultiTabDatabase.test(folder)
    try await first?.waitForLeadership()
    let second = try await MultiTabDatabase.test(folder)
    first = nil
    #expect(try await second.waitForLeadership() == 2)
    await second.close()
  }
}
