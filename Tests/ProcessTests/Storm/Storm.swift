import Foundation
import SharedMemory
import Synchronization

@testable import penholder_tool

/// Tabs that write all the time while they are killed and stopped, and what is left of it.
final class Storm: Sendable {
  /// How many tabs there are at any time.
  static let size = 5

  let ledger = StormLedger()
  let record = StormRecord()
  let group: TabGroup
  let isOver = Flag()
  let state: Mutex<State>

  struct State {
    var random: Seeded
    var tabs: [StormTab] = []
    /// Until when they are stopped.
    var stopped: [(tab: StormTab, until: ContinuousClock.Instant)] = []
    var kills = 0
    var stops = 0
    var farewells = 0
    var trapped = 0
    var traps = 0
  }

  init(_ seed: UInt64, in group: TabGroup) {
    self.group = group
    state = Mutex(State(random: Seeded(state: seed)))
  }

  var kills: Int { state.withLock { $0.kills } }
  var stops: Int { state.withLock { $0.stops } }
  var trapped: Int { state.withLock { $0.trapped } }
  var farewells: Int { state.withLock { $0.farewells } }

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
      // Some storms leave more time to breathe than others.
      let longest = [40, 80, 160, 320][random(0...3)]
      let end = ContinuousClock.now + .seconds(seconds)
      while ContinuousClock.now < end {
        while state.withLock({ $0.tabs.count }) < Self.size { try begin(&tasks) }
        try await Task.sleep(for: .milliseconds(random(5...longest)))
        lookAtTraps()
        resume(before: .now)
        strike()
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

  /// Starts a tab whose policy, doings and trap the seed decides.
  private func open() throws -> StormTab {
    let (policy, trap, random) = state.withLock { state in
      let policy = StormTab.Policy.allCases.randomElement(using: &state.random)
      let point = KillPoint.allCases.randomElement(using: &state.random)
      let action = Trap.Action.allCases.randomElement(using: &state.random)
      state.traps += 1
      let trap = Trap(
        point ?? .afterCommit, action ?? .kill, in: group, named: "trap \(state.traps)")
      return (policy ?? .queue, trap, Seeded(state: state.random.next()))
    }
    return try StormTab(policy, trap, in: group, ledger, record, random)
  }

  /// A tab's life, to the end of the storm or its own.
  private func live(_ tab: StormTab) async throws {
    while !isOver.isSet, !tab.isDoomed.isSet, tab.process.isAlive {
      try await Task.sleep(for: .microseconds(tab.step()))
    }
    if tab.isDoomed.isSet || !tab.process.isAlive { await mourn(tab) }
  }

  /// Waits for a tab's end.
  func mourn(_ tab: StormTab) async {
    do {
      try await group.until("its end") {
        // It may have walked into its trap on its way out.
        tab.process.resume()
        return !tab.process.isAlive
      }
    } catch {
      ledger.complain("pid \(tab.pid): \(error)")
      tab.process.kill()
    }
    let ended = await tab.process.child.ended()
    if !tab.mayEnd(with: ended) || !tab.process.errors.isEmpty {
      ledger.complain("pid \(tab.pid) ended with \(ended), saying “\(tab.process.errors)”")
    }
    ledger.bury(tab.pid, closedAt: ended == 0 ? tab.closedAt : nil)
  }
}
