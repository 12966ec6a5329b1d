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
    var strangers = (committed: 2, present: 2)

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
        [Self.row(1, of: 1, commit: 1)] + (0..<3).map { Self.row($0 + 2, of: 2, $0, commit: 2) }
    }

    /// A row whose commit and term are the same number.
    static func row(
      _ id: Int64, of request: Int64, _ part: Int64 = 0, commit: Int64 = 2
    ) -> StormVerdict.Row {
      StormVerdict.Row(id: id, request: request, part: part, term: commit, commit: commit)
    }

    private static func ask(_ id: Int64, _ answer: StormEntry.Answer?) -> StormEntry.Ask {
      // One after another.
      StormEntry.Ask(
        pid: 10, id: id, isQueued: true, sentAt: UInt64(id) * 10, answeredAt: UInt64(id) * 10 + 5,
        answer: answer)
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
      StormVerdict(entries: entries, rows: rows, leaders: leaders, strangers: strangers).violations
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
      $0.rows.append(World.row(9, of: 1))
    },
    Crime("a part is lost", "present as [0, 1]") { $0.rows.removeLast() },
    Crime("something refused remains", "refused, and present") {
      $0.rows.append(World.row(5, of: 3))
    },
    Crime("something withdrawn remains", "refused, and present") {
      $0.rows.append(World.row(5, of: 4))
    },
    Crime("something unknown is there twice", "unknown, and present as [0, 0]") { world in
      world.rows += (5...6).map { World.row($0, of: 5) }
    },
    Crime("a row of nobody's", "for which nobody asked") {
      $0.rows.append(World.row(5, of: 77))
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
    Crime("a deposed leader commits", "a commit of term 1 after one of 2") {
      $0.rows.append(World.row(5, of: 5, commit: 1))
    },
    Crime("a commit comes after a later one", "commit 1 after 2") {
      $0.rows.append(StormVerdict.Row(id: 5, request: 5, part: 0, term: 2, commit: 1))
    },
    Crime("two terms have a commit of the same number", "of two terms") {
      $0.rows.append(StormVerdict.Row(id: 5, request: 5, part: 0, term: 3, commit: 2))
    },
    Crime("a receipt of another commit than the one that wrote", "written by commit 1") {
      $0.spoil(0) { $0.commit = 2 }
    },
    Crime("what was acknowledged is overtaken by what is asked later", "overtaken") {
      $0.entries[0].asks[0].sentAt = 100
      $0.entries[0].asks[0].answeredAt = 101
    },
    Crime("a foreign program's row is lost", "a foreign program committed") {
      $0.strangers.present = 1
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
