import CommandLineKit
import Testing

@testable import penholder_tool

@Suite("A storm's reads")
struct StormReadTests {
  /// A request that was carried out as row 7 of commit 5, and one that was refused.
  private static let read: StormRead = {
    let receipt = StormEntry.Receipt(commit: 5, term: 1, changes: 1, row: 7, isReplayed: false)
    let asks: [StormEntry.Answer] = [.done(receipt), .refused("SQL_ERROR")]
    let kinds: [StormRequest.Kind] = [.single, .missingTable]
    let entries = (0..<2).map { index in
      StormEntry(
        request: StormRequest(number: Int64(index + 1), kind: kinds[index]),
        asks: [StormEntry.Ask(pid: 1, id: 1, isQueued: true, answer: asks[index])])
    }
    return StormRead(entries: entries, floor: 5, atLeast: nil)
  }()

  private static func answer(commit: Int64 = 5, _ rows: JSON...) -> JSON {
    ["ok": .bool(true), "commit": .integer(commit), "rows": .array(rows)]
  }

  private static func row(_ request: Int64, count: Int64 = 1, row: Int64 = 7) -> JSON {
    ["request": .integer(request), "count": .integer(count), "row": .integer(row)]
  }

  @Test("nothing is wrong with what was told")
  func innocence() { #expect(Self.read.violations(in: Self.answer(Self.row(1))) == []) }

  @Test(
    "finds",
    arguments: [
      ("a view that goes back", answer(commit: 4, row(1)), "sees commit 4, and 5"),
      ("an acknowledged row that is not to be seen", answer(), "has 0 rows"),
      ("a row that is there twice", answer(row(1, count: 2)), "has 2 rows"),
      ("another row than was acknowledged", answer(row(1, row: 8)), "the last 8"),
      ("a row that was refused", answer(row(1), row(2)), "has 1 rows"),
      ("a read that fails", ["ok": .bool(false), "error": ["code": "IO_ERROR"]], "it failed"),
    ] as [(String, JSON, String)])
  func crime(_ crime: String, _ answer: JSON, _ verdict: String) {
    let violations = Self.read.violations(in: answer)
    #expect(violations.contains { $0.contains(verdict) }, "\(crime): \(violations)")
  }
}
