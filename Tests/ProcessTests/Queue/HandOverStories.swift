import Foundation
import Testing

@testable import penholder_tool

@Suite("The queue, when leadership is handed over")
struct HandOverStories {
  @Test("however leadership is handed over under load, no write is refused")
  func underLoad() async throws {
    // Four tabs queue notes all the time. Meanwhile the leader resigns, another asks for leadership,
    // the leader is suspended with ^Z and continued, and the leader is closed. Every single note is
    // acknowledged, and is there once.
    try await TabGroup.tell { group in
      let tabs = try await group.open(4, lease: 5)
      let ledger = Ledger()
      let isOver = Flag()
      try await withThrowingTaskGroup(of: Void.self) { tasks in
        for tab in tabs {
          tasks.addTask {
            var round = 0
            while !isOver.isSet && tab.isAlive {
              round += 1
              let texts = (1...10).map { "\(tab.pid)/\(round)/\($0)" }
              ledger.queue(tab, texts)
              let last = ledger.entries.last { $0.tab === tab }
              if let last { _ = try? await tab.answer(to: last.id) }
            }
          }
        }
        do { try await Self.handOver(among: tabs) } catch {
          isOver.set()
          throw error
        }
        isOver.set()
        try await tasks.waitForAll()
      }
      let closed = try #require(tabs.first { !$0.isAlive })
      // What was written into its closed input it has never read.
      let last = try await LeadershipStories.leader(among: tabs.filter(\.isAlive))
      for entry in ledger.entries where entry.tab === closed {
        if let answer = closed.answered(entry.id) {
          #expect(answer["ok"] == .bool(true), "\(answer)")
        }
      }
      try await ledger.settle(asking: last, in: group)
    }
  }

  private static func handOver(among tabs: [TabProcess]) async throws {
    for _ in 1...2 {
      let resigning = try await LeadershipStories.leader(among: tabs)
      try await resigning.get("resign")
      let asking = try #require(tabs.first { $0 !== resigning })
      try await asking.get("requestLeadership", ["timeout": .integer(60)])
      let suspended = try await LeadershipStories.leader(among: tabs)
      suspended.child.signal(SIGTSTP)
      try await suspended.standsStill()
      _ = try await LeadershipStories.leader(among: tabs)
      suspended.resume()
      try await suspended.info("its return") { $0["role"] == "follower" }
    }
    let closing = try await LeadershipStories.leader(among: tabs)
    _ = closing.send("close")
    #expect(await closing.child.ended() == 0)
    _ = try await LeadershipStories.leader(among: tabs)
  }
}
