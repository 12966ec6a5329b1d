import GRDB

@testable import penholder_tool

extension Storm {
  /// What everybody was told, and what is in the database now.
  func verdict() throws -> StormVerdict {
    let (rows, strangers) = try group.foreign { db in
      let rows = try Row.fetchAll(
        db, sql: "SELECT id, request, part, term, commitSequence FROM entry"
      ).map {
        // (What should have been refused says nothing of its commit.)
        StormVerdict.Row(
          id: $0[0], request: $0[1], part: $0[2], term: $0[3] ?? 0, commit: $0[4] ?? 0)
      }
      return (rows, try Int.fetchOne(db, sql: "SELECT count(*) FROM stranger") ?? 0)
    }
    return StormVerdict(
      entries: ledger.entries, rows: rows, leaders: ledger.leaders,
      isOrderKept: !weather.isFileStolen,
      strangers: (committed: self.strangers.withLock { $0 }, present: strangers))
  }
}
