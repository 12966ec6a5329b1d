/// In what a writes candidate is put: how many write, how, and where to.
struct WritesCase: Codable, Hashable, Sendable {
  /// What a write survives, in SQLite's words.
  enum Durability: String, Codable, CaseIterable, Sendable {
    /// A power failure.
    case full
    /// The death of every process.
    case normal

    var label: String { rawValue.uppercased() }
  }

  /// Where the database is.
  enum Place: String, Codable, CaseIterable, Sendable { case disk, memory }

  var tabs: Int
  /// How many writes each keeps on their way.
  var inFlight: Int
  var durability: Durability
  var place: Place

  /// What of it does not stand at the head of a column.
  var title: String { "\(durability.label), \(place.rawValue), \(inFlight) in flight" }
  var name: String { "\(durability.rawValue).\(place.rawValue).\(inFlight)" }
}

/// What the writes suite measures in a case.
enum WritesMeasures {
  static func throughput(_ one: WritesCase) -> Measure {
    Measure(name: "throughput.\(one.name)", title: "Rows: \(one.title)", unit: .rate)
  }

  static func latency(_ one: WritesCase) -> Measure {
    Measure(
      name: "latency.\(one.name)", title: "Asked → answered: \(one.title)", unit: .nanoseconds,
      scale: .microseconds,
      hasLongTail: true)
  }

  static func fairness(_ one: WritesCase) -> Measure {
    Measure(
      name: "fairness.\(one.name)",
      title: "Slowest writer's part of the fastest one's: \(one.title)",
      unit: .share)
  }

  static func all(_ cases: [WritesCase]) -> [Measure] {
    var measures: [Measure] = []
    for one in cases {
      for measure in [throughput(one), latency(one), fairness(one)]
      where !measures.contains(where: { $0.name == measure.name }) {
        measures.append(measure)
      }
    }
    return measures
  }
}

extension WritesMeasures {
  /// What we want to reach.
  static let goals: [Goal] = {
    func disk(_ durability: WritesCase.Durability, tabs: Int, inFlight: Int) -> WritesCase {
      WritesCase(tabs: tabs, inFlight: inFlight, durability: durability, place: .disk)
    }
    let direct = DirectSQLite().name
    let (one, many) = (
      disk(.full, tabs: 8, inFlight: 1), disk(.full, tabs: 8, inFlight: 16)
    )
    let (quickOne, quickMany) = (
      disk(.normal, tabs: 8, inFlight: 1), disk(.normal, tabs: 8, inFlight: 16)
    )
    var goals = [
      Goal(
        text: "FULL, 8 tabs, 1 in flight, beside direct writers", measure: throughput(one), size: 8,
        bound: .timesAtLeast(3, of: direct)),
      Goal(
        text: "FULL, 8 tabs, 16 in flight, beside direct writers", measure: throughput(many),
        size: 8, bound: .timesAtLeast(10, of: direct)),
      Goal(
        text: "NORMAL, 8 tabs, 1 in flight, beside direct writers",
        measure: throughput(quickOne), size: 8, bound: .timesAtLeast(1, of: direct)),
      Goal(
        text: "NORMAL, 8 tabs, 16 in flight, beside direct writers",
        measure: throughput(quickMany), size: 8, bound: .timesAtLeast(3, of: direct)),
      Goal(
        text: "NORMAL, a lone follower's write, more than a direct one",
        measure: latency(disk(.normal, tabs: 1, inFlight: 1)), size: 1,
        bound: .moreAtMost(60_000, than: direct)),
    ]
    for one in [one, many, quickOne, quickMany] {
      let name = "\(one.durability.label), 8 tabs, \(one.inFlight) in flight"
      goals.append(
        Goal(
          text: "\(name), slowest tab beside the fastest", measure: fairness(one), size: 8,
          bound: .atLeast(0.8)))
      goals.append(
        Goal(
          text: "\(name), p99.9", measure: latency(one), size: 8, figure: \.p999,
          bound: .atMost(50_000_000)))
    }
    return goals
  }()
}
