import Foundation
import SharedMemory
import Synchronization
import TestSupport

@testable import penholder_tool

/// Tabs that write all the time while they are killed and stopped, and what is left of it.
final class Storm: Sendable {
  /// How many tabs there are at any time.
  static let size = 5

  let ledger = StormLedger()
  let record = StormRecord()
  let group: TabGroup
  let weather: StormWeather
  let isOver = Flag()
  /// How many rows a foreign program has committed.
  let strangers = Mutex(0)
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
    var thefts = 0
    /// Until when the disk is slow.
    var isSlowUntil: ContinuousClock.Instant?
    /// The coordination file as it once was.
    var oldFile: Data?
  }

  /// - Parameter weather: nil for what the seed brings.
  init(_ seed: UInt64, _ weather: StormWeather? = nil, in group: TabGroup) {
    self.group = group
    var random = Seeded(seed: seed)
    self.weather = weather ?? .storm(&random)
    state = Mutex(State(random: random))
  }

  /// While this file is there, commits take longer.
  static func slowDisk(of group: TabGroup) -> String { group.folder + "/slow" }

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
    let stranger = try StormStranger(in: group)
    try await withThrowingTaskGroup(of: Void.self) { tasks in
      defer { isOver.set() }
      tasks.addTask { try await self.visit(stranger) }
      if weather.isGuided { try await beginAlone(&tasks) }
      let end = ContinuousClock.now + .seconds(seconds)
      while ContinuousClock.now < end {
        while state.withLock({ $0.tabs.count }) < Self.size { try begin(&tasks) }
        try await Task.sleep(for: .milliseconds(random(5...max(5, weather.longestPause))))
        lookAtTraps()
        mendDisk(before: .now)
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

  /// A foreign program writes now and then.
  private func visit(_ stranger: StormStranger) async throws {
    while !isOver.isSet {
      let awake = state.withLock { state in
        state.tabs.filter { tab in
          tab.ear.isReady && !state.stopped.contains { $0.tab === tab }
        }.map(\.pid)
      }
      let isDone = try ledger.notices.attempt(awake) { try stranger.write() }
      try await Task.sleep(for: .milliseconds(isDone ? random(100...300) : 10))
    }
    strangers.withLock { $0 += stranger.committed }
    try stranger.close()
  }

  /// The first of all finds no coordination file, or none that it can use, and has a trap for it.
  private func beginAlone(_ tasks: inout ThrowingTaskGroup<Void, any Error>) async throws {
    let place = StormCoverage.shared.mostWanted(among: [.creatingFile, .replacingFile])
    guard let (point, action) = place else { return }
    let trap = Trap(point, action, in: group, named: "first trap")
    let nature = StormTab.Nature(trap: trap, longestRest: weather.longestRest)
    let tab = try begin(nature, &tasks)
    try await group.until("the first tab, or its end") { tab.ear.isReady || trap.isSprung }
  }

  private func begin(_ tasks: inout ThrowingTaskGroup<Void, any Error>) throws {
    _ = try begin(state.withLock { birth(&$0) }, &tasks)
  }

  private func begin(
    _ nature: StormTab.Nature, _ tasks: inout ThrowingTaskGroup<Void, any Error>
  ) throws -> StormTab {
    state.withLock { stealFor(nature, &$0) }
    let random = state.withLock { Seeded(seed: $0.random.next()) }
    let tab = try StormTab(
      nature, in: group, isFileStolen: weather.mayReplaceFile, ledger, record, random)
    if weather.isGuided || nature.trap?.isForBirth == true { tab.arm() }
    state.withLock { $0.tabs.append(tab) }
    tasks.addTask { try await self.live(tab) }
    return tab
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
    if tab.hasWalkedIntoTrap, let trap = tab.nature.trap { StormCoverage.shared.note(trap) }
    ledger.notices.forget(tab.pid)
    ledger.bury(tab.pid, closedAt: ended == 0 ? tab.closedAt : nil)
  }
}
