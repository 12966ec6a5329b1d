import Foundation
import GRDB
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
    try await TabGroup.tell { group in
      let storm = Storm(seed, in: group)
      try await storm.prepare()
      var violations: [String] = []
      do {
        try await storm.rage(for: StormSettings.seconds)
        try await storm.calm()
      } catch {
        violations.append("\(error)")
      }
      let verdict = StormVerdict(
        entries: storm.ledger.entries, rows: try Self.rows(in: group),
        leaders: storm.ledger.leaders, isOrderKept: !StormSettings.isFileStolen)
      violations += storm.ledger.violations + verdict.violations
      for violation in violations.prefix(20) { Issue.record("seed \(seed): \(violation)") }
      print("storm, seed \(seed): \(storm.numbers), \(violations.count) violations")
      if !violations.isEmpty { try storm.keepEvidence(seed, violations, from: group) }
      try group.checkIntegrity()
    }
  }

  private static func rows(in group: TabGroup) throws -> [StormVerdict.Row] {
    try group.foreign { db in
      try Row.fetchAll(db, sql: "SELECT id, request, part FROM entry").map {
        StormVerdict.Row(id: $0["id"], request: $0["request"], part: $0["part"])
      }
    }
  }
}
