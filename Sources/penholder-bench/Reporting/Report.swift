import Foundation

/// All that a run found out.
struct Report: Sendable {
  let suite: String
  /// How it was measured, a sentence each.
  var method: [String] = []
  /// Whom the others are compared with: ourselves.
  let reference: String
  let rounds: Int
  var measurements: [Measurement] = []
  /// What was to be reached beside others, and whether it was.
  var verdicts: [Verdict] = []
  var skipped: [Skipped] = []
  /// What did not come about, and why.
  var remarks: [String] = []
  var noise: Noise

  /// The candidate's own figure in the same case.
  func reference(for measurement: Measurement) -> Measurement? {
    measurements.first {
      $0.candidate == reference && $0.size == measurement.size
        && $0.measure.name == measurement.measure.name
    }
  }

  /// For programs. Additions are free, names and units stay.
  func json() throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(ReportJSON(self)), as: UTF8.self)
  }
}

/// The report's shape in JSON.
private struct ReportJSON: Encodable {
  struct Item: Encodable {
    let candidate: String
    let size: Int
    let measure: String
    let unit: Measure.Unit
    let median: Double?
    let minimum: Double?
    let maximum: Double?
    let p99: Double?
    let ratio: Double?
    let goal: Double?
    let meetsGoal: Bool?
    let rounds: [Round]
  }

  let suite: String
  let method: [String]
  let reference: String
  let rounds: Int
  let measurements: [Item]
  let verdicts: [Verdict]
  let skipped: [Skipped]
  let remarks: [String]
  let noise: Noise

  init(_ report: Report) {
    suite = report.suite
    method = report.method
    reference = report.reference
    rounds = report.rounds
    skipped = report.skipped
    remarks = report.remarks
    noise = report.noise
    verdicts = report.verdicts
    measurements = report.measurements.map { item in
      let isOurs = item.candidate == report.reference
      return Item(
        candidate: item.candidate, size: item.size, measure: item.measure.name,
        unit: item.measure.unit, median: item.median, minimum: item.spread?.lowerBound,
        maximum: item.spread?.upperBound, p99: item.p99,
        ratio: report.reference(for: item).flatMap { item.ratio(to: $0) },
        goal: isOurs ? item.measure.goal(at: item.size) : nil,
        meetsGoal: isOurs ? item.meetsGoal : nil,
        rounds: item.rounds.sorted { $0.key < $1.key }.map(\.value))
    }
  }
}
