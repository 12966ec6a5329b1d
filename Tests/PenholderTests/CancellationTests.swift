import Foundation
import GRDB
import PenholderCore
import TestSupport
import Testing

@testable import Penholder

/// Tasks are cancelled at any moment of anything that can be waited for: each ends with its result or
/// with `cancelled`, what was cancelled has not happened, and the handle is as usable as before.
@Suite("Cancellation")
struct CancellationTests {
  let folder = TestFolder()

  /// Somewhere between at once and rather late, in other tasks' turns rather than in time.
  private static func moment(_ random: inout Seeded) -> Int {
    let most = [0, 3, 30, 300, 3000].randomElement(using: &random) ?? 0
    return Int.random(in: 0...most, using: &random)
  }

  /// Cancels `work` at that moment; nil when it was cancelled.
  private static func cancelling<T: Sendable>(
    after yields: Int, _ work: @escaping @Sendable () async throws -> T
  ) async throws -> T? {
    let task = Task { try await work() }
    for _ in 0..<yields { await Task.yield() }
    task.cancel()
    do { return try await task.value } catch PenholderError.cancelled { return nil }
  }

  @Test("a cancelled write is not there, one that returned is, and the handle goes on")
  func writes() async throws {
    let seed = UInt64.random(in: 0...UInt64.max)
    print("cancelled writes of seed \(seed)")
    var random = Seeded(seed: seed)
    let db = try await MultiTabDatabase.test(folder)
    try await db.waitForLeadership()
    try await db.makeTable()
    var expected: [String] = []
    for number in 0..<300 {
      let added = try await Self.cancelling(after: Self.moment(&random)) {
        try await db.add("\(number)")
      }
      if added != nil { expected.append("\(number)") }
    }
    try await db.add("last")
    #expect(try await db.notes() == expected + ["last"])
    #expect(db.isLeader)
    await db.close()
  }

  @Test("a cancelled request of a follower is not carried out, one that returned is, once")
  func requests() async throws {
    let seed = UInt64.random(in: 0...UInt64.max)
    print("cancelled requests of seed \(seed)")
    var random = Seeded(seed: seed)
    let leader = try await MultiTabDatabase.test(folder)
    try await leader.waitForLeadership()
    try await leader.makeTable()
    let follower = try await MultiTabDatabase.test(folder)
    var expected: [String] = []
    for number in 0..<300 {
      let tab = Bool.random(using: &random) ? leader : follower
      let request = WriteRequest("INSERT INTO note (text) VALUES (?)", arguments: ["\(number)"])
      let receipt = try await Self.cancelling(after: Self.moment(&random)) {
        try await tab.queueWrite(request, timeout: .seconds(60))
      }
      if receipt != nil { expected.append("\(number)") }
    }
    #expect(try await leader.notes() == expected)
    for tab in [leader, follower] { #expect(tab.metrics.queueDepth == 0) }
    await follower.close()
    await leader.close()
  }

  @Test("cancelled reads leave the connections as they were")
  func reads() async throws {
    let seed = UInt64.random(in: 0...UInt64.max)
    print("cancelled reads of seed \(seed)")
    var random = Seeded(seed: seed)
    let db = try await MultiTabDatabase.test(folder)
    try await db.waitForLeadership()
    try await db.makeTable()
    try await db.add("one")
    for _ in 0..<300 {
      let yields = Self.moment(&random)
      if Bool.random(using: &random) {
        let notes = try await Self.cancelling(after: yields) { try await db.notes() }
        #expect(notes == nil || notes == ["one"])
      } else {
        let result = try await Self.cancelling(after: yields) {
          try await db.execute("SELECT count(*) FROM note, note, note")
        }
        #expect(result == nil || result?.rows == [[1.databaseValue]])
      }
    }
    // More at once than there are connections, every other one cancelled.
    await withTaskGroup(of: Void.self) { group in
      for number in 0..<64 {
        group.addTask {
          let task = Task { try await db.notes() }
          if number % 2 == 0 { task.cancel() }
          let outcome = await task.result
          if number % 2 == 1 { #expect(throws: Never.self) { try outcome.get() } }
        }
      }
    }
    #expect(try await db.notes() == ["one"])
    await db.close()
  }

  @Test("cancelled waits for leadership withdraw, and who waits on gets it")
  func leadership() async throws {
    let seed = UInt64.random(in: 0...UInt64.max)
    print("cancelled leadership of seed \(seed)")
    var random = Seeded(seed: seed)
    let tabs = [
      try await MultiTabDatabase.test(folder), try await MultiTabDatabase.test(folder),
    ]
    try await tabs[0].waitForLeadership()
    try await tabs[0].makeTable()
    for _ in 0..<100 {
      let tab = tabs[Int.random(in: 0...1, using: &random)]
      let limit = Duration.seconds(60)
      let yields = Self.moment(&random)
      switch Int.random(in: 0...3, using: &random) {
      case 0: _ = try await Self.cancelling(after: yields) { try await tab.waitForLeadership() }
      case 1:
        _ = try await Self.cancelling(after: yields) {
          try await tab.waitForLeadership(timeout: limit)
        }
      case 2:
        _ = try await Self.cancelling(after: yields) {
          try await tab.requestLeadership(timeout: limit)
        }
      default:
        // What cannot fail is done, cancelled or not.
        _ = try await Self.cancelling(after: yields) { await tab.resign() }
      }
    }
    for tab in tabs {
      #expect(tab.tab.state.withLock { $0.waiters.isEmpty })
      if case .notGranted(let leader) = try await tab.requestLeadership(timeout: .seconds(60)) {
        Issue.record("seed \(seed): \(String(describing: leader)) keeps it")
      }
      try await tab.add("mine")
    }
    #expect(try await tabs[0].notes() == ["mine", "mine"])
    for tab in tabs { await tab.close() }
  }

  @Test("writes that wait for leadership and are cancelled are not there, whoever leads later")
  func waitingWrites() async throws {
    let seed = UInt64.random(in: 0...UInt64.max)
    print("cancelled waiting writes of seed \(seed)")
    var random = Seeded(seed: seed)
    let leader = try await MultiTabDatabase.test(folder)
    try await leader.waitForLeadership()
    try await leader.makeTable()
    let patient = try await MultiTabDatabase.test(folder) { $0.writePolicy = .waitForLeadership }
    for number in 0..<50 {
      let added = try await Self.cancelling(after: Self.moment(&random)) {
        try await patient.add("\(number)")
      }
      #expect(added == nil)
    }
    await leader.close()
    try await patient.add("mine")
    #expect(try await patient.notes() == ["mine"])
    await patient.close()
  }

  @Test("a cancelled consumer's sequence ends, and others hear everything")
  func sequences() async throws {
    let seed = UInt64.random(in: 0...UInt64.max)
    print("cancelled consumers of seed \(seed)")
    var random = Seeded(seed: seed)
    let db = try await MultiTabDatabase.test(folder)
    try await db.waitForLeadership()
    try await db.makeTable()
    let all = db.events()
    for number in 0..<100 {
      let (events, changes) = (db.events(), db.changes())
      let yields = Self.moment(&random)
      let consumers = [
        Task { for await _ in events {} }, Task { for await _ in changes {} },
      ]
      async let write: Int64 = db.add("\(number)")
      for _ in 0..<yields { await Task.yield() }
      for consumer in consumers { consumer.cancel() }
      for consumer in consumers { await consumer.value }
      _ = try await write
    }
    var commits: [UInt64] = []
    for await event in all where event.kind == .dataChanged {
      commits.append(event.commit)
      if commits.count == 100 { break }
    }
    #expect(commits == Array(2...101))
    await db.close()
  }

  @Test("opening and closing in tasks that are cancelled leaves nobody behind")
  func openingAndClosing() async throws {
    let seed = UInt64.random(in: 0...UInt64.max)
    print("cancelled openings of seed \(seed)")
    var random = Seeded(seed: seed)
    let folder = folder
    let db = try await MultiTabDatabase.test(folder)
    try await db.waitForLeadership()
    for _ in 0..<30 {
      let task = Task { () -> Void in
        let other = try await MultiTabDatabase.test(folder)
        #expect(other.leaderInfo.leader?.tab == db.number)
        await other.close()
      }
      for _ in 0..<Self.moment(&random) { await Task.yield() }
      task.cancel()
      try await task.value
      #expect(db.tabs.map(\.number) == [db.number])
    }
    await db.close()
  }
}
