import GRDB
import PenholderCore

/// Learns from SQLite which tables and rows a transaction changes.
///
/// SQLite does not tell of changes to tables without rowids and to virtual ones (nor GRDB, which builds on
/// it). But it counts them, or tells of the tables in which a virtual one keeps its contents; and GRDB
/// asks for each statement about the tables that it may write to, by its triggers and foreign keys as
/// well. So whatever nobody told of happened to those among them that nobody told anything of. Used on
/// the writer's queue only, which GRDB sees to.
final class ChangeCollector: TransactionObserver {
  private var tables: [String: RowChanges] = [:]
  private var current: (table: String, rows: Set<Int64>)?
  /// The tables that the statements may have written to, and the one that was named last.
  private var named: Set<String> = []
  private var lastNamed = ""
  /// Changes that SQLite told of.
  private var seen = 0
  /// What SQLite's count of changed rows was at the beginning, and what has been taken back since: the
  /// count does not go down.
  private var countedBefore = 0
  private var takenBack = 0

  /// Whether the library itself is about to commit; a COMMIT in a write's body is refused.
  var mayCommit = true
  /// Whether the write's body has ended the transaction that it was given.
  private(set) var wasEnded = false

  /// What is to be committed begins: forgets everything.
  ///
  /// - Parameter count: how many rows the connection has changed so far, as SQLite counts them.
  func begin(counting count: Int) {
    tables.removeAll(keepingCapacity: true)
    named.removeAll(keepingCapacity: true)
    lastNamed = ""
    current = nil
    seen = 0
    (countedBefore, takenBack) = (count, 0)
    mayCommit = false
    wasEnded = false
  }

  /// A place to go back to.
  var mark: Int { seen }

  /// What came after a mark has been taken back. Its rows may stay among the changed ones: one that is
  /// looked at in vain does no harm.
  func takeBack(to mark: Int, changes: Int) {
    seen = min(seen, mark)
    takenBack += changes
  }

  /// What was changed since ``begin(counting:)``.
  func changes(counting count: Int) -> TableChanges {
    keepCurrent()
    let isAllSeen = seen >= count - countedBefore - takenBack
    if isAllSeen && tables.keys.allSatisfy(named.contains) { return .tables(tables) }
    let silent = named.filter { tables[$0] == nil }
    // A table of which somebody told is told of whole, so it cannot have been one of those.
    if silent.isEmpty { return isAllSeen ? .tables(tables) : .any }
    // What no statement named keeps the contents of a virtual table, which is named instead.
    let told = tables.filter { named.contains($0.key) }
    return .tables(told.merging(silent.map { ($0, .any) }) { told, _ in told })
  }

  /// The write is over, however it went.
  func end() { mayCommit = true }

  func observes(eventsOfKind eventKind: DatabaseEventKind) -> Bool {
    let table = eventKind.tableName
    if StateRow.isOurs(table) { return false }
    if table != lastNamed {
      lastNamed = table
      named.insert(table)
    }
    return true
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
