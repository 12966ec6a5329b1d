import CommandLineKit
import GRDB
import Penholder

/// Prints what SQL came to: one JSON object for programs, an aligned table on a terminal, and values
/// between tabs anywhere else.
struct ResultPrinter {
  private let result: ExecutionResult

  init(_ result: ExecutionResult) { self.result = result }

  func print(json: Bool) throws {
    if json { return try Tool.say(Self.json(result)) }
    let isTerminal = Descriptors.isTerminal(1)
    if !result.columns.isEmpty {
      let lines = isTerminal ? table : result.rows.map { $0.map(text).joined(separator: "\t") }
      if !lines.isEmpty { try Tool.say(lines.joined(separator: "\n")) }
    }
    if let changes = result.changes, let commit = result.commit, isTerminal {
      try Tool.say("\(changes) \(changes == 1 ? "row" : "rows") changed in commit \(commit).")
    }
  }

  /// The members that `penholder tab` answers with.
  static func json(_ result: ExecutionResult) -> JSON {
    let rows = JSON.array(
      result.rows.map { row in
        .object(
          zip(result.columns, row).map { JSON.Member(key: $0, value: JSON($1)) })
      })
    guard let changes = result.changes else {
      return ["rows": rows, "commit": result.commit.map { JSON($0) } ?? JSON(0)]
    }
    let answer: JSON = [
      "changes": JSON(changes),
      "lastInsertedRowID": result.lastInsertedRowID.map { JSON($0) } ?? .null,
      "commit": result.commit.map { JSON($0) } ?? .null,
      "term": result.term.map { JSON($0) } ?? .null,
    ]
    return result.columns.isEmpty ? answer : answer.adding("rows", rows)
  }

  /// The same of a queued write.
  static func json(_ receipt: WriteReceipt) -> JSON {
    json(ExecutionResult(receipt)).adding("key", .string(receipt.key)).adding(
      "replayed", .bool(receipt.replayed))
  }

  private func text(_ value: DatabaseValue) -> String {
    switch value.storage {
    case .null: ""
    case .int64(let number): String(number)
    case .double(let number): String(number)
    case .string(let text): Printable.text(text)
    case .blob(let data): "x'\(data.map { Self.hex($0) }.joined())'"
    }
  }

  private static func hex(_ byte: UInt8) -> String {
    let digits = String(byte, radix: 16)
    return digits.count == 1 ? "0" + digits : digits
  }

  private var table: [String] {
    let cells = [result.columns.map(Printable.text)] + result.rows.map { $0.map(text) }
    let widths = result.columns.indices.map { column in
      cells.map { $0[column].count }.max() ?? 0
    }
    return cells.map { row in
      zip(row, widths).enumerated().map { index, cell in
        let isLast = index == row.count - 1
        return isLast ? cell.0 : cell.0 + String(repeating: " ", count: cell.1 - cell.0.count)
      }.joined(separator: "  ")
    }
  }
}
