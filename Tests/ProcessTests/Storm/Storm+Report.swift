import Foundation

@testable import penholder_tool

extension Storm {
  /// What happened, in one line.
  var numbers: String {
    let entries = ledger.entries
    let answers = entries.flatMap(\.asks).compactMap(\.answer)
    let codes = answers.compactMap { answer in
      switch answer {
      case .refused(let code), .notApplied(let code): code
      case .done, .unknown: nil
      }
    }
    let refusals = Dictionary(grouping: codes, by: { $0 }).mapValues(\.count).sorted {
      $0.key < $1.key
    }.map { "\($0.key) \($0.value)" }
    return """
      \(kills) kills, \(trapped) trapped, \(stops) stops, \(farewells) farewells, \(entries.count) requests, \
      \(entries.count { !$0.receipts.isEmpty }) acknowledged, \
      \(codes.count) refused (\(refusals.joined(separator: ", "))), \
      \(answers.count { $0 == .unknown }) unknown, \
      \(entries.flatMap(\.asks).count(where: \.isLost)) lost, \
      \(entries.flatMap(\.receipts).count(where: \.isReplayed)) replays, \
      \(ledger.leaders.count) terms, commit \(ledger.commit)
      """
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
