import GRDB
import PenholderCore

/// Learns from SQLite which tables and rows a transaction changes.
///
/// SQLite does not tell of changes to tables without rowids (nor GRDB, which builds on it); the
/// number of changed rows, which counts them, betrays them. Used on the writer's queue only, which
/// GRDB sees to.
final class ChangeCollector: TransactionObserver {
  private var tables: [String: RowChanges] = [:]
  private var current: (table: String, rows: Set<Int64>)?
  private var seen = 0

  /// Whether the library itself is about to commit; a COMMIT in a write's body is refused.
  var mayCommit = true
  /// Whether the write's body has ended the transaction that it was given.
  private(set) var wasEnded = false

  /// A write's body begins: forgets everything.
  func begin() {
    tables.removeAll(keepingCapacity: true)
    current = nil
    seen = 0
    mayCommit = false
    wasEnded = false
  }

  /// What was changed since ``begin()``.
  ///
  /// - Parameter changedRows: how many rows SQLite counted in that time, without ours.
  func changes(counting changedRows: Int) -> TableChanges {
    keepCurrent()
    return seen < changedRows ? .any : .tables(tables)
  }

  /// The write is over, however it went.
  func end() { mayCommit = true }

  func observes(eventsOfKind eventKind: DatabaseEventKind) -> Bool {
    !StateRow.isOurs(eventKind.tableName)
  }

  func databaseDidChange(with event: DatabaseEvent) {
    seen += 1
    // Most transactions change one table: no look-up for a row of the same table again.
    if current?.table != event.tableName {
      keepCurrent()
      current = (event.tableName, [])
    }
    if current.map({ $0.rows.count <= RowChanges.limit }) == true {
      current?.rows.insert(event.rowID)
    }
  }

  private func keepCurrent() {
    guard let (table, rows) = current else { return }
    let changes = rows.count <= RowChanges.limit ? RowChanges.rows(rows) : .any
    tables[table] = tables[table].map { $0.union(changes) } ?? changes
    current = nil
  }

  func databaseWillCommit() throws {
    // GRDB rolls back, and the statement fails with this error.
    if !mayCommit { throw Store.endedByItself }
  }

  func databaseDidCommit(_ db: Database) {}
  func databaseDidRollback(_ db: Database) { wasEnded = true }
}
