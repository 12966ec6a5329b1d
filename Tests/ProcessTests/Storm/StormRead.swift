import CommandLineKit

@testable import penholder_tool

/// A look at the table, with what it has to show.
struct StormRead: Sendable {
  /// Requests that were acknowledged before it was sent.
  var entries: [StormEntry]
  /// A commit that somebody had been told of before it was sent.
  var floor: Int64
  /// The commit that it is to wait for.
  var atLeast: Int64?

  var fields: JSON {
    let numbers = entries.map { String($0.request.number) }.joined(separator: ", ")
    let fields: JSON = [
      "sql": .string(
        """
        SELECT request, count(*) AS count, max(id) AS row FROM entry WHERE request IN (\(numbers)) \
        GROUP BY request
        """)
    ]
    return atLeast.map { fields.adding("atLeast", .integer($0)) } ?? fields
  }

  /// What an answer shows that it must not, or does not and must.
  func violations(in answer: JSON) -> [String] {
    guard answer["ok"] == .bool(true), case .array(let rows)? = answer["rows"],
      let commit = answer["commit"]?.integer
    else {
      return answer.errorCode == "CLOSED" ? [] : ["it failed: \(answer)"]
    }
    var violations: [String] = []
    if commit < max(floor, atLeast ?? 0) {
      violations.append("sees commit \(commit), and \(max(floor, atLeast ?? 0)) had been told of")
    }
    for entry in entries {
      let row = rows.first { $0["request"]?.integer == entry.request.number }
      let (count, id) = (row?["count"]?.integer ?? 0, row?["row"]?.integer)
      switch entry.standing {
      case .present(let receipt)
      where count != entry.request.rows.map(Int64.init) || id != receipt.row:
        violations.append("\(entry) has \(count) rows, the last \(id ?? 0)")
      case .absent where count != 0: violations.append("\(entry) has \(count) rows")
      default: break
      }
    }
    return violations
  }
}
