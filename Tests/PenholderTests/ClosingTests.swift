import Foundation
import GRDB
import PenholderCore
import TestSupport
import Testing

@testable import Penholder

/// A handle is closed while everything is under way: all of it ends, with its result or `closed`.
@Suite("Closing")
struct ClosingTests {
  let folder = TestFolder()

  /// What a piece of work came to.
  private enum Outcome: Equatable, Sendable {
    case done(String)
    case closed
    /// Done or not: the handle was closed before the leader's answer came.
    case unknown
    case other(String)

    init(_ body: () async throws -> String) async {
      do { self = .done(try await body()) } catch PenholderError.closed {
        self = .closed
      } catch PenholderError.outcomeUnknown { self = .unknown } catch {
        self = .other("\(error)")
      }
    }
  }

  @Test("reads, writes, waiters and subscribers all end, and what was acknowledged is there")
  func underWay() async throws {
    let seed = UInt64.random(in: 0...UInt64.max)
    print("closing of seed \(seed)")
    var random = Seeded(seed: seed)
    var expected: Set<String> = []
    var unknown = 0
    for round in 0..<30 {
      let db = try await MultiTabDatabase.test(folder) { $0.maximumReaderCount = 2 }
      try await db.waitForLeadership()
      if round == 0 { try await db.makeTable() }
      let follower = try await MultiTabDatabase.test(folder)
      let outcomes = await withTaskGroup(of: Outcome.self) { group in
        for number in 0..<16 {
          let name = "\(round)/\(number)"
          group.addTask {
            await Outcome {
              try await db.add(name)
              return name
            }
          }
          group.addTask { await Outcome { "\(try await db.notes().count < 0)" } }
          group.addTask {
            let request = WriteRequest(
              "INSERT INTO note (text) VALUES (?)", arguments: ["\(name) queued"])
            return await Outcome {
              _ = try await follower.queueWrite(request, timeout: .seconds(60))
              return "\(name) queued"
            }
          }
        }
        group.addTask { await Outcome { "\(try await follower.waitForLeadership() == 0)" } }
        group.addTask {
          await Outcome { "\(try await follower.waitForLeadership(timeout: .seconds(60)) == 0)" }
        }
        group.addTask {
          await Outcome {
            try await follower.read(atLeast: .max, timeout: .seconds(60)) { _ in "never" }
          }
        }
        let (events, changes) = (db.events(), db.changes())
        group.addTask {
          for await _ in events {}
          return .closed
        }
        group.addTask {
          for await _ in changes {}
          return .closed
        }
        for _ in 0..<Int.random(in: 0...200, using: &random) { await Task.yield() }
        for handle in [db, db, follower, db, follower] {
          group.addTask {
            await handle.close()
            await #expect(throws: PenholderError.closed) { try await handle.notes() }
            await #expect(throws: PenholderError.closed) { try await handle.add("late") }
            return .closed
          }
        }
        return await group.reduce(into: [Outcome]()) { $0.append($1) }
      }
      for outcome in outcomes {
        switch outcome {
        case .done("false"), .closed: break
        case .done(let name): expected.insert(name)
        case .unknown: unknown += 1
        case .other(let error): Issue.record("seed \(seed), round \(round): \(error)")
        }
      }
    }
    let db = try await MultiTabDatabase.test(folder)
    let notes = try await db.notes()
    #expect(notes.count == Set(notes).count && expected.isSubset(of: notes))
    // Beside what was acknowledged only what was not denied.
    let others = Set(notes).subtracting(expected)
    #expect(others.count <= unknown && others.allSatisfy { $0.hasSuffix("queued") })
    await db.close()
  }

  @Test("closing in the midst of an election ends it")
  func election() async throws {
    let seed = UInt64.random(in: 0...UInt64.max)
    print("closing elections of seed \(seed)")
    var random = Seeded(seed: seed)
    for _ in 0..<60 {
      let db = try await MultiTabDatabase.test(folder)
      let waiting = Task { try await db.waitForLeadership() }
      for _ in 0..<Int.random(in: 0...100, using: &random) { await Task.yield() }
      await db.close()
      do { #expect(try await waiting.value > 0) } catch PenholderError.closed {}
      #expect(!db.isLeader)
    }
    let last = try await MultiTabDatabase.test(folder)
    try await last.waitForLeadership(timeout: .seconds(60))
    #expect(last.tabs.count == 1)
    await last.close()
  }

  @Test("opening a database that somebody keeps locked says who does")
  func lockedOut() async throws {
    var dangling = GRDB.Configuration()
    dangling.allowsUnsafeTransactions = true
    let foreign = try DatabaseQueue(path: folder.database, configuration: dangling)
    try await foreign.writeWithoutTransaction { db in
      try db.execute(sql: "PRAGMA journal_mode = WAL; BEGIN IMMEDIATE")
    }
    let error = await #expect(throws: PenholderError.self) {
      try await MultiTabDatabase.test(folder) { $0.busyTimeout = .milliseconds(50) }
    }
    // Which process it is, the kernel's list does not always show while it changes.
    #expect(error == .takeoverBlocked(pid: getpid()) || error == .takeoverBlocked(pid: nil))
    try await foreign.writeWithoutTransaction { try $0.execute(sql: "ROLLBACK") }
    try foreign.close()
  }

  @Test("an election that is blocked by somebody's transaction does not keep a handle from closing")
  func blocked() async throws {
    let first = try await MultiTabDatabase.test(folder)
    try await first.waitForLeadership()
    let db = try await MultiTabDatabase.test(folder)
    var dangling = GRDB.Configuration()
    dangling.allowsUnsafeTransactions = true
    let foreign = try DatabaseQueue(path: folder.database, configuration: dangling)
    try await foreign.writeWithoutTransaction { try $0.execute(sql: "BEGIN IMMEDIATE") }
    let waiting = Task { try await db.waitForLeadership() }
    let events = db.events()
    await first.close()
    for await _ in events where db.leaderInfo.takeoverBlocked != nil { break }
    await db.close()
    await #expect(throws: PenholderError.closed) { try await waiting.value }
    try await foreign.writeWithoutTransaction { try $0.execute(sql: "ROLLBACK") }
    try foreign.close()
  }
}
