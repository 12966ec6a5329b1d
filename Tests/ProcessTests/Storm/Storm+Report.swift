import Foundation

@testable import penholder_tool

extension Storm {
  /// What happened.
  ///
  /// - Parameter violations: how much of it must not be.
  func report(violations: Int) -> StormReport {
    let entries = ledger.entries
    let answers = entries.flatMap(\.asks).compactMap(\.answer)
    var report = state.withLock { state in
      StormReport(
        kills: state.kills, trapped: state.trapped, stops: state.stops, farewells: state.farewells,
        thefts: state.thefts)
    }
    for answer in answers {
      switch answer {
      case .refused(let code), .notApplied(let code): report.refusals[code, default: 0] += 1
      case .unknown: report.unknown += 1
      case .done: break
      }
    }
    report.requests = entries.count
    report.acknowledged = entries.count { !$0.receipts.isEmpty }
    report.lost = entries.flatMap(\.asks).count(where: \.isLost)
    report.replays = entries.flatMap(\.receipts).count(where: \.isReplayed)
    report.terms = ledger.leaders.count
    report.commits = ledger.commit
    (report.reads, report.announcements, report.gaps) = ledger.heard
    report.strangers = strangers.withLock { $0 }
    report.notices = ledger.notices.latencies
    report.violations = violations
    return report
  }

  /// Puts everything aside for whoever has to find out what happened.
  func keepEvidence(_ seed: UInt64, _ violations: [String], from group: TabGroup) throws {
    guard let folder = StormSettings.evidence else { return }
    let place = "\(folder)/seed-\(seed)-\(ProcessInfo.processInfo.processIdentifier)"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    try FileManager.default.copyItem(atPath: group.folder, toPath: place)
    let lines = violations.joined(separator: "\n") + "\n"
    try lines.write(toFile: "\(place)/violations", atomically: true, encoding: .utf8)
    try record.text.write(toFile: "\(place)/lines", atomically: true, encoding: .utf8)
  }
}
