import Glibc
import Synchronization

@testable import penholder_tool

/// Storms, several at a time, until the time is up.
final class Soak: Sendable {
  /// Of each storm, in seconds, not counting what comes after it.
  private static let length = 20.0

  private let begun = ContinuousClock.now
  private let end: ContinuousClock.Instant
  private let seed = Mutex(StormSettings.soakSeed)
  private let sum = Mutex(StormReport(storms: 0))

  init(minutes: Double) { end = begun + .seconds(minutes * 60) }

  func run() async throws {
    try await withThrowingTaskGroup(of: Void.self) { tasks in
      for _ in 0..<StormSettings.soakGroups { tasks.addTask { try await self.runGroup() } }
      try await tasks.waitForAll()
    }
  }

  private func runGroup() async throws {
    while case let left = end - .now, left > .seconds(2) {
      let seed = seed.withLock { seed in
        defer { seed += 1 }
        return seed
      }
      let seconds = min(Self.length, Double(left.components.seconds))
      let report = try await Storm.play(seed, .hail(seed), for: seconds)
      print("soak, seed \(seed): \(report)")
      sum.withLock { $0 = $0 + report }
    }
  }

  private static func seconds(of whom: __rusage_who) -> Int {
    var usage = rusage()
    // SAFETY: one rusage, filled by the call.
    unsafe getrusage(__rusage_who_t(whom.rawValue), &usage)
    return usage.ru_utime.tv_sec + usage.ru_stime.tv_sec
  }

  /// What happened, as a text.
  var report: String {
    let (sum, coverage) = (sum.withLock { $0 }, StormCoverage.shared)
    let seconds = max(1, (ContinuousClock.now - begun).components.seconds)
    let kills = sum.kills + coverage.kills
    let never = coverage.missing.isEmpty ? "none" : coverage.missing.joined(separator: ", ")
    return """
      A soak of \(seconds) seconds: \(sum.storms) storms with seeds from \(StormSettings.soakSeed), \
      \(StormSettings.soakGroups) at a time, \(kills) kills (\(kills / Int(seconds)) a second).
      Processor time: \(Self.seconds(of: RUSAGE_SELF)) s for the judge, \
      \(Self.seconds(of: RUSAGE_CHILDREN)) s for the tabs.
      \(sum)
      By place:
      \(coverage.table)
      Never visited: \(never)

      """
  }
}
