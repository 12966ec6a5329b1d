import Testing

@testable import penholder_tool

@Suite("A storm")
struct StormTests {
  @Test(
    "whoever is killed and stopped, whatever anybody was told is true",
    arguments: StormSettings.seeds)
  func storm(seed: UInt64) async throws {
    // Five tabs write all the time, each several things at once. Every few tens of milliseconds one of
    // them, the leader if possible, is killed and replaced, or stopped for a while. Then all go on
    // until everything is answered, and leave. What nobody was told the end of is asked for again
    // before, by its key.
    let report = try await Storm.play(seed, for: StormSettings.seconds)
    print("storm, seed \(seed): \(report)")
  }
}

extension Storm {
  /// A storm in a group of its own, from the first tab to the verdict.
  ///
  /// - Parameter weather: nil for what the seed brings.
  static func play(
    _ seed: UInt64, _ weather: StormWeather? = nil, for seconds: Double
  ) async throws -> StormReport {
    var report = StormReport()
    try await TabGroup.tell { group in
      let storm = Storm(seed, weather, in: group)
      try await storm.prepare()
      var violations: [String] = []
      do {
        try await storm.rage(for: seconds)
        try await storm.calm()
      } catch {
        violations.append("\(error)")
      }
      violations += try storm.ledger.violations + storm.verdict().violations
      for violation in violations.prefix(20) { Issue.record("seed \(seed): \(violation)") }
      report = storm.report(violations: violations.count)
      if !violations.isEmpty { try storm.keepEvidence(seed, violations, from: group) }
      try group.checkIntegrity()
    }
    return report
  }
}
