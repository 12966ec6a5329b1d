import TestSupport

@testable import penholder_tool

// What comes after the storm.

extension Storm {
  /// Continues everybody, and waits until all are answered. Then asks again for what nobody knows, and
  /// for some of what is known; and closes everybody.
  func calm() async throws {
    mendDisk(before: nil)
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
    let judge = try StormTab(
      StormTab.Nature(), in: group, isFileStolen: weather.mayReplaceFile, ledger, record,
      Seeded(seed: 0))
    while let entry = ledger.takeOpen() { try await ask(judge, for: entry) }
    for entry in ledger.recent(200) where entry.isStored && entry.key != nil {
      try await ask(judge, for: entry)
    }
    try await quiet(judge)
    try await tellEverybody(tabs + [judge])
    for tab in tabs + [judge] { tab.close() }
    for tab in tabs + [judge] { await mourn(tab) }
  }

  /// Everybody is told of what is committed now: by a tab, and by a foreign program.
  private func tellEverybody(_ tabs: [StormTab]) async throws {
    let (before, entry) = (tabs.map(\.ear.gaps), ledger.make(.single))
    guard let judge = tabs.last else { return }
    judge.ask(entry, timeout: 60)
    try await quiet(judge)
    let commit = ledger.commit
    for (tab, gaps) in zip(tabs, before) {
      try await group.until("word of commit \(commit) from pid \(tab.pid)") {
        tab.ear.hasTold(of: commit, orGapSince: gaps) || !tab.process.isAlive
      }
    }
    let stranger = try StormStranger(in: group)
    let notices = tabs.map(\.ear.notices)
    try await group.until("a foreign commit") {
      try ledger.notices.attempt(tabs.map(\.pid)) { try stranger.write() }
    }
    strangers.withLock { $0 += stranger.committed }
    for (tab, before) in zip(tabs, notices) {
      try await group.until("notice of a foreign program from pid \(tab.pid)") {
        tab.ear.notices > before || !tab.process.isAlive
      }
    }
    // The last to close may clear up; it has to be a tab.
    try stranger.close()
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
