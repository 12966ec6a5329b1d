@testable import penholder_tool

// What comes after the storm.

extension Storm {
  /// Continues everybody, and waits until all are answered. Then asks again for what nobody knows, and
  /// for some of what is known; and closes everybody.
  func calm() async throws {
    let all = state.withLock { $0.tabs }
    for tab in all { tab.disarm() }
    try await group.until("all answers") {
      for tab in all { tab.process.resume() }
      return all.allSatisfy {
        $0.policy == .wait || $0.ear.underWay == 0 || !$0.process.isAlive
      }
    }
    let tabs = all.filter(\.process.isAlive)
    for tab in all where !tab.process.isAlive { await mourn(tab) }
    for tab in tabs where tab.policy == .wait { try await letWrite(tab) }
    let judge = try StormTab(.queue, nil, in: group, ledger, record, Seeded(state: 0))
    while let entry = ledger.takeOpen() { try await ask(judge, for: entry) }
    for entry in ledger.recent(200) where entry.isStored && entry.key != nil {
      try await ask(judge, for: entry)
    }
    try await quiet(judge)
    for tab in tabs + [judge] { tab.close() }
    for tab in tabs + [judge] { await mourn(tab) }
  }

  /// Lets a tab lead until what it waits to write is written.
  private func letWrite(_ tab: StormTab) async throws {
    while tab.ear.underWay > 0, tab.process.isAlive {
      let answers = tab.ear.otherAnswers
      tab.tell("requestLeadership", ["timeout": .integer(60)])
      try await group.until("an answer of pid \(tab.pid)") {
        tab.ear.otherAnswers > answers || !tab.process.isAlive
      }
    }
  }

  private func quiet(_ tab: StormTab) async throws {
    try await group.until("the answers of pid \(tab.pid)") {
      tab.ear.underWay == 0 || !tab.process.isAlive
    }
  }

  private func ask(_ judge: StormTab, for entry: StormEntry) async throws {
    try await group.until("room") { judge.ear.underWay < StormTab.limit }
    judge.ask(entry, timeout: 60)
  }
}
