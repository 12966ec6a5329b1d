import SharedMemory
import Synchronization

@testable import penholder_tool

/// At which kill points tabs have been killed and stopped, in all storms of this process.
final class StormCoverage: Sendable {
  static let shared = StormCoverage()

  private struct Place: Hashable {
    var point: KillPoint
    var action: Trap.Action
  }

  private let counts = Mutex<[Place: Int]>([:])

  /// A trap has sprung.
  func note(_ trap: Trap) {
    counts.withLock { $0[Place(point: trap.point, action: trap.action), default: 0] += 1 }
  }

  private func count(_ point: KillPoint, _ action: Trap.Action) -> Int {
    counts.withLock { $0[Place(point: point, action: action)] ?? 0 }
  }

  /// The place among `points` where least has happened so far.
  func mostWanted(among points: [KillPoint]) -> (KillPoint, Trap.Action)? {
    let places = points.flatMap { point in Trap.Action.allCases.map { (point, $0) } }
    return places.shuffled().min { count($0.0, $0.1) < count($1.0, $1.1) }
  }

  /// Where nobody has ever been killed, or stopped.
  var missing: [String] {
    KillPoint.allCases.flatMap { point in
      Trap.Action.allCases.filter { count(point, $0) == 0 }.map { "\(point):\($0)" }
    }
  }

  /// How many have been killed there, by all traps.
  var kills: Int { KillPoint.allCases.reduce(0) { $0 + count($1, .kill) } }

  /// A line for each place: killed, stopped.
  var table: String {
    KillPoint.allCases.map { point in
      let name = "\(point)".padding(toLength: 24, withPad: " ", startingAt: 0)
      return "  \(name) \(count(point, .kill)) killed, \(count(point, .stop)) stopped"
    }.joined(separator: "\n")
  }
}
