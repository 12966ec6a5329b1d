@testable import penholder_tool

/// What happened in storms, in numbers that add up.
struct StormReport: Sendable {
  var storms = 1
  var kills = 0
  var trapped = 0
  var stops = 0
  var farewells = 0
  var thefts = 0
  var requests = 0
  var acknowledged = 0
  var refusals: [String: Int] = [:]
  var unknown = 0
  var lost = 0
  var replays = 0
  var terms = 0
  var commits: Int64 = 0
  var reads = 0
  var announcements = 0
  var gaps = 0
  var strangers = 0
  /// Of foreign commits noticed, in nanoseconds.
  var notices: [UInt64] = []
  var violations = 0

  static func + (one: StormReport, other: StormReport) -> StormReport {
    var sum = one
    let counts: [WritableKeyPath<StormReport, Int>] = [
      \.storms, \.kills, \.trapped, \.stops, \.farewells, \.thefts, \.requests, \.acknowledged,
      \.unknown,
      \.lost, \.replays, \.terms, \.reads, \.announcements, \.gaps, \.strangers, \.violations,
    ]
    for count in counts { sum[keyPath: count] += other[keyPath: count] }
    sum.refusals.merge(other.refusals, uniquingKeysWith: +)
    sum.commits += other.commits
    sum.notices += other.notices
    return sum
  }
}

extension StormReport: CustomStringConvertible {
  var description: String {
    let codes = refusals.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }
    let sorted = notices.sorted()
    let notice =
      sorted.isEmpty
      ? "none"
      : "median \(sorted[sorted.count / 2] / 1_000_000) ms, longest \((sorted.last ?? 0) / 1_000_000) ms"
    return """
      \(kills) killed at any moment, \(trapped) walked into traps, \(stops) stopped, \(farewells) sent away, \
      \(thefts) attacks on the coordination file; \
      \(requests) requests, \(acknowledged) acknowledged, \
      \(refusals.values.reduce(0, +)) refused (\(codes.joined(separator: ", "))), \
      \(unknown) unknown, \(lost) lost, \(replays) replays; \
      \(terms) terms, \(commits) commits, \(reads) reads, \(announcements) announcements, \(gaps) gaps; \
      \(strangers) foreign commits, noticed \(sorted.count) times (\(notice)); \(violations) violations
      """
  }
}
