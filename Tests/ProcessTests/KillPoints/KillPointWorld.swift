import CommandLineKit
import Foundation
import SharedMemory
import Testing

@testable import penholder_tool

/// Ann, Ben and Cem on one database, one of them with a trap: the beginning that all stories of kill
/// points share, and their end.
struct KillPointWorld {
  let group: TabGroup
  let trap: Trap
  let tabs: [TabProcess]
  let ledger = Ledger()

  var ann: TabProcess { tabs[0] }
  var ben: TabProcess { tabs[1] }
  var cem: TabProcess { tabs[2] }

  /// Ann leads, Ben and Cem follow in this order; tab number `victim` has the trap.
  static func tell(
    _ point: KillPoint, _ action: Trap.Action, victim: Int, lease: Double = 0.8,
    _ story: (KillPointWorld) async throws -> Void
  ) async throws {
    try await TabGroup.tell { group in
      let trap = Trap(point, action, in: group)
      var tabs: [TabProcess] = []
      for number in 0..<3 {
        let environment = number == victim ? trap.environment : [:]
        let tab = try group.start(["--lease", "\(lease)"], environment: environment)
        tabs.append(tab)
        try await tab.event("ready")
        if number > 0 { continue }
        try await tab.leads()
        try await tab.write("CREATE TABLE note (id INTEGER PRIMARY KEY, text TEXT)")
      }
      let world = KillPointWorld(group: group, trap: trap, tabs: tabs)
      world.ledger.queue(tabs[1], ["warm"])
      _ = try await tabs[1].answer(to: world.ledger.entries[0].id)
      try await story(world)
    }
  }

  /// Everybody who lives queues a few notes, `exception` aside.
  func queueEverywhere(_ label: String, _ count: Int = 8, besides exception: TabProcess? = nil) {
    for number in 1...count {
      for (index, tab) in tabs.enumerated() where tab.isAlive && tab !== exception {
        ledger.queue(tab, ["\(label) \(index)/\(number)"])
      }
    }
  }

  /// Waits for the trap; if the victim was stopped, the others lead and write before it goes on, or
  /// say that they cannot.
  ///
  /// - Parameter isInside: whether the victim is certainly inside a transaction. (Otherwise another
  ///   thread of it may be, when it has requests to carry out.)
  func trapped(_ victim: TabProcess, insideTransaction isInside: Bool = false) async throws {
    try await trap.springs(on: victim, in: group)
    let others = tabs.filter { $0 !== victim && $0.isAlive }
    if trap.action == .stop, try await isBlocked(by: victim, others, isInside) {
      victim.resume()
      return
    }
    let leader = try await LeadershipStories.leader(among: others)
    ledger.queue(leader, ["by the successor"])
    _ = try await leader.answer(to: try #require(ledger.entries.last).id)
    for entry in ledger.entries where entry.tab !== victim && entry.tab.isAlive {
      _ = try await entry.tab.answer(to: entry.id)
    }
    if trap.action == .stop { victim.resume() }
  }

  /// Waits until somebody leads, or all say that the victim keeps them from it.
  private func isBlocked(
    by victim: TabProcess, _ others: [TabProcess], _ mustBe: Bool
  ) async throws -> Bool {
    let pid = JSON(victim.pid)
    for tab in others {
      let info = try await tab.info("a leader or a block") {
        $0["takeoverBlocked"]?["pid"] == pid
          || !mustBe && $0["leader"] != .null && $0["leader"]?["pid"] != pid
      }
      if info["takeoverBlocked"] == .null { return false }
    }
    return true
  }

  /// Everything that was queued is there once, was acknowledged, and everybody who lives goes on.
  @discardableResult
  func settle() async throws -> [JSON] {
    queueEverywhere("afterwards", 2)
    let living = try await LeadershipStories.leader(among: tabs)
    let answers = try await ledger.settle(asking: living, in: group)
    let led = tabs.flatMap(\.terms)
    #expect(Set(led).count == led.count, "a term with two leaders: \(led)")
    for tab in tabs { #expect(tab.terms == tab.terms.sorted(), "terms went back") }
    // A new tab finds nothing to clean up.
    let new = try await group.open("--lease", "5")
    #expect(try await new.answer(to: new.queue("new"))["ok"] == .bool(true))
    return answers
  }
}
