import Foundation
import Synchronization

@testable import penholder_tool

/// Tabs that write all the time while they are killed and stopped, and what is left of it.
final class Storm: Sendable {
  /// How many tabs there are at any time.
  private static let size = 5

  let ledger = StormLedger()
  let record = StormRecord()
  private let group: TabGroup
  private let isOver = Flag()
  private let state: Mutex<State>

  private struct State {
    var random: Seeded
    var tabs: [StormTab] = []
    /// Until when they are stopped.
    var stopped: [(tab: StormTab, until: ContinuousClock.Instant)] = []
    var kills = 0
    var stops = 0
  }

  init(_ seed: UInt64, in group: TabGroup) {
    self.group = group
    state = Mutex(State(random: Seeded(state: seed)))
  }

  var kills: Int { state.withLock { $0.kills } }
  var stops: Int { state.withLock { $0.stops } }

  /// Makes the table.
  func prepare() async throws {
    let tab = try await group.open()
    try await tab.leads()
    try await tab.write(StormRequest.table)
    try await tab.get("close")
    _ = await tab.child.ended()
  }

  // MARK: The storm

  /// Lets it storm.
  func rage(for seconds: Double) async throws {
    try await withThrowingTaskGroup(of: Void.self) { tasks in
      defer { isOver.set() }
      for _ in 0..<Self.size { try begin(&tasks) }
      // Some storms leave more time to breathe than others.
      let longest = [40, 80, 160][random(0...2)]
      let end = ContinuousClock.now + .seconds(seconds)
      while ContinuousClock.now < end {
        try await Task.sleep(for: .milliseconds(random(5...longest)))
        resume(before: .now)
        if strike() { try begin(&tasks) }
      }
      isOver.set()
      try await tasks.waitForAll()
    }
  }

  private func random(_ range: ClosedRange<Int>) -> Int {
    state.withLock { Int.random(in: range, using: &$0.random) }
  }

  private func begin(_ tasks: inout ThrowingTaskGroup<Void, any Error>) throws {
    let tab = try open()
    state.withLock { $0.tabs.append(tab) }
    tasks.addTask { try await self.live(tab) }
  }

  /// Starts a tab whose policy and doings the seed decides.
  private func open(_ policy: StormTab.Policy? = nil) throws -> StormTab {
    let (any, seed) = state.withLock { state in
      (StormTab.Policy.allCases.randomElement(using: &state.random), state.random.next())
    }
    return try StormTab(
      policy ?? any ?? .queue, in: group, ledger, record, Seeded(state: seed))
  }

  /// A tab's life, to the end of the storm or its own.
  private func live(_ tab: StormTab) async throws {
    while !isOver.isSet, !tab.isDoomed.isSet, tab.process.isAlive {
      try await Task.sleep(for: .microseconds(tab.step()))
    }
    guard tab.isDoomed.isSet || !tab.process.isAlive else { return }
    await mourn(tab, expecting: 128 + SIGKILL)
  }

  private func mourn(_ tab: StormTab, expecting status: Int32) async {
    let ended = await tab.process.child.ended()
    if ended != status || !tab.process.errors.isEmpty {
      ledger.complain("pid \(tab.pid) ended with \(ended), saying “\(tab.process.errors)”")
    }
    ledger.bury(tab.pid)
  }

  /// Kills or stops somebody; whoever leads more often than not. Returns whether there is one fewer.
  private func strike() -> Bool {
    state.withLock { state in
      let isLeader = Int.random(in: 0..<5, using: &state.random) < 3
      let leader = state.tabs.first { $0.pid == ledger.leader }
      let any = state.tabs.randomElement(using: &state.random)
      let isDeadly = Int.random(in: 0..<5, using: &state.random) < 3
      let pause = [20, 100, 500, 900].randomElement(using: &state.random) ?? 20
      guard let victim = isLeader ? leader ?? any : any else { return false }
      if isDeadly {
        victim.isDoomed.set()
        victim.process.kill()
        record.add(victim.pid, .signalled, "KILL")
        state.kills += 1
        state.tabs.removeAll { $0 === victim }
        state.stopped.removeAll { $0.tab === victim }
        return true
      }
      // Somebody has to be left.
      if state.stopped.count < Self.size - 1, !state.stopped.contains(where: { $0.tab === victim })
      {
        victim.process.child.signal(SIGSTOP)
        record.add(victim.pid, .signalled, "STOP")
        state.stops += 1
        state.stopped.append((victim, .now + .milliseconds(pause)))
      }
      return false
    }
  }

  /// Continues those whose time has come; all of them if there is none.
  private func resume(before now: ContinuousClock.Instant?) {
    state.withLock { state in
      let due = state.stopped.filter { stopped in now.map { stopped.until <= $0 } ?? true }
      for (tab, _) in due {
        tab.process.resume()
        record.add(tab.pid, .signalled, "CONT")
      }
      state.stopped.removeAll { stopped in due.contains { $0.tab === stopped.tab } }
    }
  }

  // MARK: Afterwards

  /// Continues everybody, and waits until all are answered. Then asks again for what nobody knows, and
  /// for some of what is known; and closes everybody.
  func calm() async throws {
    resume(before: nil)
    let tabs = state.withLock { $0.tabs }
    try await group.until("all answers") {
      tabs.allSatisfy { $0.policy == .wait || $0.ear.underWay == 0 }
    }
    for tab in tabs where tab.ear.underWay > 0 {
      // Its writes wait until it leads.
      tab.tell("requestLeadership", ["timeout": .integer(60)])
      try await quiet(tab)
    }
    let judge = try open(.queue)
    while let entry = ledger.takeOpen() { try await ask(judge, for: entry) }
    for entry in ledger.recent(200) where entry.isStored && entry.key != nil {
      try await ask(judge, for: entry)
    }
    try await quiet(judge)
    for tab in tabs + [judge] { tab.tell("close") }
    for tab in tabs + [judge] { await mourn(tab, expecting: 0) }
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
