@testable import penholder_tool

// In which order everything happened: as the rows say, as the receipts say, and as it was to be seen
// from outside.

extension StormVerdict {
  /// Where rows, commits, terms and the tabs' own orders do not go together.
  var disorder: [String] {
    let receipts = entries.compactMap { entry in entry.receipts.first.map { (entry, $0) } }
    var objections: [String] = []
    func demandOrder(
      _ what: String, _ list: [(entry: StormEntry, key: Int64, value: Int64)]
    ) {
      let sorted = list.sorted { ($0.key, $0.value) < ($1.key, $1.value) }
      for (one, next) in zip(sorted, sorted.dropFirst()) where one.value > next.value {
        objections.append("\(what): \(one.entry), and then \(next.entry)")
      }
    }
    demandOrder("a commit's rows", receipts.map { ($0.0, $0.1.commit, $0.1.term) })
    demandOrder("rows and their commits", receipts.map { ($0.0, $0.1.row, $0.1.commit) })
    if !isOrderKept { return objections }
    // Whoever asked once, and through its queue, is served in turn.
    let queued = receipts.filter { $0.0.asks.count == 1 && $0.0.asks[0].isQueued }
    for (pid, list) in Dictionary(grouping: queued, by: { $0.0.asks[0].pid }) {
      demandOrder("the order of pid \(pid)", list.map { ($0.0, $0.0.asks[0].id, $0.1.row) })
    }
    return objections
  }

  /// Where what the transactions wrote of themselves is no single order of terms and commits, those
  /// included that nobody was ever told of; or is not what was told.
  var misstamped: [String] {
    var objections: [String] = []
    let sorted = rows.sorted { $0.id < $1.id }
    for (one, next) in zip(sorted, sorted.dropFirst()) {
      if next.term < one.term {
        objections.append("a commit of term \(next.term) after one of \(one.term): row \(next.id)")
      } else if next.commit < one.commit {
        objections.append("commit \(next.commit) after \(one.commit): row \(next.id)")
      } else if next.commit == one.commit && next.term != one.term {
        objections.append("commit \(next.commit) of two terms: row \(next.id)")
      }
    }
    let byID = Dictionary(rows.map { ($0.id, $0) }) { first, _ in first }
    for entry in entries {
      guard let receipt = entry.receipts.first, let row = byID[receipt.row] else { continue }
      if row.commit != receipt.commit || row.term != receipt.term {
        objections.append("written by commit \(row.commit) of term \(row.term): \(entry)")
      }
    }
    return objections
  }

  /// Where a write that was acknowledged before another was asked for comes after it all the same.
  ///
  /// Every write has to seem to happen at one moment between its first ask and its acknowledgement
  /// (Herlihy and Wing, "Linearizability", TOPLAS 1990); the rows say in which order the moments came.
  /// For keys taken singly as for all together: there is one order. O(n log n).
  var overtaken: [String] {
    let writes = entries.compactMap { entry -> Write? in
      let done = entry.asks.filter { if case .done = $0.answer { true } else { false } }
      guard let receipt = entry.receipts.first, let sent = entry.asks.map(\.sentAt).min(),
        let heard = done.map(\.answeredAt).min()
      else { return nil }
      return Write(entry: entry, row: receipt.row, sent: sent, heard: heard)
    }
    var objections: [String] = []
    var latest: Write?
    for write in writes.sorted(by: { $0.row < $1.row }) {
      if let latest, write.heard < latest.sent {
        objections.append("overtaken: \(write.entry), by what was asked later: \(latest.entry)")
      }
      if write.sent > latest?.sent ?? 0 { latest = write }
    }
    return objections
  }

  private struct Write {
    let entry: StormEntry
    let row: Int64
    let sent: UInt64
    let heard: UInt64
  }
}
