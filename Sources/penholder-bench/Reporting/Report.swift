import Foundation

/// All that a run found out.
struct Report: Sendable {
  let suite: String
  /// How it was measured, a sentence each.
  var method: [String] = []
  /// Whom the others are compared with: ourselves.
  let reference: String
  let rounds: Int
  /// What the cases' sizes count.
  var sizes = "size"
  /// Whether it is about how things grow: then its plots show ratios.
  var isAboutGrowth = false
  var measurements: [Measurement] = []
  var skipped: [Skipped] = []
  /// What did not come about, and why.
  var remarks: [String] = []
  var noise: Noise
  /// What we want to reach beside others.
  var goals: [Goal] = []

  /// What became of the goals, of those that this run can tell of.
  var verdicts: [Verdict] { goals.compactMap { $0.verdict(in: measurements, on: reference) } }

  /// The candidate's own figure in the same case.
  func reference(for measurement: Measurement) -> Measurement? {
    measurements.counterpart(of: measurement, by: reference)
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
    let p90: Double?
    let p99: Double?
    let p999: Double?
    let slowest: Double?
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
  let skipped: [Skipped]
  let remarks: [String]
  let noise: Noise
  let goals: [Verdict]

  init(_ report: Report) {
    suite = report.suite
    method = report.method
    reference = report.reference
    rounds = report.rounds
    skipped = report.skipped
    remarks = report.remarks
    noise = report.noise
    goals = report.verdicts
    measurements = report.measurements.map { item in
      let isOurs = item.candidate == report.reference
      return Item(
        candidate: item.candidate, size: item.size, measure: item.measure.name,
        unit: item.measure.unit, median: item.median, minimum: item.spread?.lowerBound,
        maximum: item.spread?.upperBound, p90: item.middle(\.p90), p99: item.p99,
        p999: item.middle(\.p999), slowest: item.middle(\.maximum),
        ratio: report.reference(for: item).flatMap { item.ratio(to: $0) },
        goal: isOurs ? item.measure.goal(at: item.size) : nil,
        meetsGoal: isOurs ? item.meetsGoal : nil,
        rounds: item.rounds.sorted { $0.key < $1.key }.map(\.value))
    }
  }
}
