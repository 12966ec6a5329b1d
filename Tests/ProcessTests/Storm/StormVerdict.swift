@testable import penholder_tool

/// Compares what everybody was told with what is in the database.
struct StormVerdict {
  /// A row of the table.
  struct Row: Sendable {
    var id: Int64
    var request: Int64
    var part: Int64
    /// What the transaction that wrote it believed to be its term and number.
    var term: Int64
    var commit: Int64
  }

  let entries: [StormEntry]
  let rows: [Row]
  /// Who said that it leads, by term.
  let leaders: [Int64: Set<Int64>]
  /// Whether each tab is served in turn. (What somebody scribbled on is sent again, and comes later.)
  var isOrderKept = true
  /// How many rows a foreign program has committed, and how many there are.
  var strangers = (committed: 0, present: 0)

  /// Everything that must not be; best empty.
  var violations: [String] {
    let byRequest = Dictionary(grouping: rows, by: \.request)
    let known = Set(entries.map(\.request.number))
    let strays = byRequest.keys.filter { !known.contains($0) }.map {
      "rows of \($0), for which nobody asked"
    }
    let wrong = entries.flatMap { entry in
      (Self.objections(to: byRequest[entry.request.number] ?? [], of: entry)
        + Self.contradictions(in: entry)).map { "\($0): \(entry)" }
    }
    let shared = leaders.filter { $0.value.count > 1 }.map {
      "term \($0.key) has the leaders \($0.value)"
    }
    let foreign =
      strangers.committed == strangers.present
      ? []
      : ["a foreign program committed \(strangers.committed) rows, \(strangers.present) are there"]
    return strays + wrong + shared + foreign + disorder + misstamped + overtaken
  }

  /// What is wrong with a request's rows.
  private static func objections(to rows: [Row], of entry: StormEntry) -> [String] {
    let parts = rows.map(\.part).sorted()
    let whole = entry.request.rows.map { Array(0..<Int64($0)) }
    switch entry.standing {
    case .absent: return parts.isEmpty ? [] : ["refused, and present as \(parts)"]
    case .open:
      if !entry.isUnderWay, entry.key != nil { return ["never settled"] }
      return parts.isEmpty || parts == whole ? [] : ["unknown, and present as \(parts)"]
    case .present(let receipt):
      guard let whole else { return ["not refused"] }
      if parts.isEmpty { return ["acknowledged, and missing"] }
      if parts != whole { return ["acknowledged, and present as \(parts)"] }
      let isRight =
        receipt.row == rows.map(\.id).max() && receipt.changes == Int64(whole.count)
      return isRight ? [] : ["the receipt is of other rows than \(rows.map(\.id))"]
    }
  }

  /// Where a request's answers do not go together.
  private static func contradictions(in entry: StormEntry) -> [String] {
    var objections: [String] = []
    let receipts = entry.receipts
    if let first = receipts.first, receipts.contains(where: { $0.outcome != first.outcome }) {
      objections.append("its receipts differ")
    }
    if receipts.count(where: { !$0.isReplayed }) > 1 { objections.append("carried out twice") }
    if entry.isUnderWay { objections.append("never answered") }
    for ask in entry.asks {
      switch ask.answer {
      case .refused(let code) where !receipts.isEmpty:
        objections.append("carried out, and refused with \(code)")
      case .refused(let code)
      where code != entry.request.refusal && code != StormEntry.deadly:
        objections.append("refused with \(code)")
      default: break
      }
    }
    // What was done before, no answer may deny; asks of one request come one after another.
    let answers = entry.asks.compactMap(\.answer)
    let isDone = answers.map { if case .done = $0 { true } else { false } }
    if let done = isDone.firstIndex(of: true), answers[done...].contains(where: \.isDenial) {
      objections.append("carried out, and then denied")
    }
    return objections
  }
}

extension StormEntry: CustomStringConvertible {
  var description: String {
    let asks = asks.map { ask in
      let answer = ask.isLost ? "lost" : ask.answer.map { "\($0)" } ?? "nothing"
      return "pid \(ask.pid) line \(ask.id): \(answer)"
    }
    return "request \(request.number) (\(request.kind), key \(key ?? "none")) \(asks)"
  }
}
