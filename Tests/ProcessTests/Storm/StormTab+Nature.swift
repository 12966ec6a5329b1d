import TestSupport

@testable import penholder_tool

// What a tab of the storm is, and what it likes to ask for.

extension StormTab {
  /// What becomes of its direct writes while it does not lead.
  enum Policy: String, CaseIterable, Sendable {
    case queue, wait
    case leaderOnly = "leader-only"
  }

  /// What it is born as.
  struct Nature: Sendable {
    var policy = Policy.queue
    /// It never leads.
    var isObserver = false
    /// Of a release build.
    var isRelease = false
    var trap: Trap?
    /// The longest pause between two requests, in microseconds.
    var longestRest = 3_000
  }

  /// Mostly what is carried out; groups that have to be begun anew are rare.
  static func kind(_ random: inout Seeded) -> StormRequest.Kind {
    switch Int.random(in: 0..<100, using: &random) {
    case 0..<6: .missingTable
    case 6..<11: .conflict
    case 11..<13: .leftover
    case 13..<15: .rollback
    case 15..<30: .several
    case 30..<38: .expected
    default: .single
    }
  }

  /// Does what leads to a place where few come otherwise.
  func lure(into trap: Trap) -> Bool {
    switch trap.point {
    case .checkpointBegun, .checkpointDone: tell("checkpoint")
    case .draining, .leaving, .termUnlocked: tell("resign")
    default: return false
    }
    return true
  }

  static func timeout(_ random: inout Seeded) -> Double {
    [0.05, 0.5, 0.5, 5, 5, 5].randomElement(using: &random) ?? 5
  }
}
