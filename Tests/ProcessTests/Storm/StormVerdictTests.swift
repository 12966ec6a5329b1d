import Testing

@testable import penholder_tool

@Suite("A storm's judge")
struct StormVerdictTests {
  /// What is right: two acknowledged requests, one of them with three rows and asked for again; one
  /// that was refused, one that was withdrawn, and one that nobody knows anything of.
  struct World {
    var entries: [StormEntry]
    var rows: [StormVerdict.Row]
    var leaders: [Int64: Set<Int64>] = [1: [10], 2: [11]]

    init() {
      let receipt = StormEntry.Receipt(commit: 1, term: 1, changes: 1, row: 1, isReplayed: false)
      var last = StormEntry.Receipt(commit: 2, term: 2, changes: 3, row: 4, isReplayed: false)
      var several = Self.entry(2, .several, .done(last))
      last.isReplayed = true
      several.asks.append(Self.ask(2, .done(last)))
      var lost = Self.entry(5, .single, nil)
      lost.asks[0].isLost = true
      lost.key = nil
      entries = [
        Self.entry(1, .single, .done(receipt)), several,
        Self.entry(3, .missingTable, .refused("SQL_ERROR")),
        Self.entry(4, .single, .notApplied("TIMED_OUT_NOT_APPLIED")), lost,
      ]
      rows =
        [StormVerdict.Row(id: 1, request: 1, part: 0)]
        + (0..<3).map { StormVerdict.Row(id: $0 + 2, request: 2, part: $0) }
    }

    private static func ask(_ id: Int64, _ answer: StormEntry.Answer?) -> StormEntry.Ask {
      StormEntry.Ask(pid: 10, id: id, isQueued: true, answer: answer)
    }

    private static func entry(
      _ number: Int64, _ kind: StormRequest.Kind, _ answer: StormEntry.Answer?
    ) -> StormEntry {
      StormEntry(
        request: StormRequest(number: number, kind: kind), key: "\(number)",
        asks: [ask(number, answer)])
    }

    /// Changes a receipt.
    mutating func spoil(
      _ entry: Int, _ ask: Int = 0, _ change: (inout StormEntry.Receipt) -> Void
    ) {
      guard case .done(var receipt) = entries[entry].asks[ask].answer else { return }
      change(&receipt)
      entries[entry].asks[ask].answer = .done(receipt)
    }

    var violations: [String] {
      StormVerdict(entries: entries, rows: rows, leaders: leaders).violations
    }
  }

  /// What may go wrong, and what the judge says of it.
  struct Crime: Sendable, CustomTestStringConvertible {
    let verdict: String
    let testDescription: String
    let commit: @Sendable (inout World) -> Void

    init(
      _ description: String, _ verdict: String, _ commit: @escaping @Sendable (inout World) -> Void
    ) {
      (testDescription, self.verdict, self.commit) = (description, verdict, commit)
    }
  }

  private static let crimes = [
    Crime("a row is lost", "acknowledged, and missing") { $0.rows.removeFirst() },
    Crime("a row is doubled", "present as [0, 0]") {
      $0.rows.append(StormVerdict.Row(id: 9, request: 1, part: 0))
    },
    Crime("a part is lost", "present as [0, 1]") { $0.rows.removeLast() },
    Crime("something refused remains", "refused, and present") {
      $0.rows.append(StormVerdict.Row(id: 5, request: 3, part: 0))
    },
    Crime("something withdrawn remains", "refused, and present") {
      $0.rows.append(StormVerdict.Row(id: 5, request: 4, part: 0))
    },
    Crime("something unknown is there twice", "unknown, and present as [0, 0]") { world in
      world.rows += (5...6).map { StormVerdict.Row(id: $0, request: 5, part: 0) }
    },
    Crime("a row of nobody's", "for which nobody asked") {
      $0.rows.append(StormVerdict.Row(id: 5, request: 77, part: 0))
    },
    Crime("another tab is told of another commit", "its receipts differ") {
      $0.spoil(1, 1) { $0.commit = 3 }
    },
    Crime("carried out for each who asked", "carried out twice") {
      $0.spoil(1, 1) { $0.isReplayed = false }
    },
    Crime("a receipt of another row", "other rows") { $0.spoil(0) { $0.row = 7 } },
    Crime("nobody answers", "never answered") { $0.entries[0].asks[0].answer = nil },
    Crime("first carried out, then denied", "and then denied") {
      $0.entries[1].asks[1].answer = .notApplied("TIMED_OUT_NOT_APPLIED")
    },
    Crime("refused for the wrong reason", "refused with CONFLICT") {
      $0.entries[2].asks[0].answer = .refused("CONFLICT")
    },
    Crime("two leaders", "has the leaders") { $0.leaders[1] = [10, 11] },
    Crime("terms that go back", "a commit's rows") { $0.spoil(0) { $0.term = 3 } },
    Crime("a later commit with earlier rows", "rows and their commits") {
      $0.spoil(0) { $0.commit = 3 }
    },
  ]

  @Test("finds nothing where nothing is")
  func innocence() { #expect(World().violations == []) }

  @Test("finds", arguments: crimes)
  func crime(_ crime: Crime) {
    var world = World()
    crime.commit(&world)
    let violations = world.violations
    #expect(violations.contains { $0.contains(crime.verdict) }, "\(violations)")
  }
}
