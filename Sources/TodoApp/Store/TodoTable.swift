import Foundation
import GRDB

/// The rows of the table `todo`.
enum TodoTable {
  /// Whether there is a table of this name. GRDB would read the whole schema to tell.
  static func exists(_ name: String, _ db: Database) throws -> Bool {
    try Bool.fetchOne(
      db.cachedStatement(
        sql: "SELECT EXISTS (SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?)"),
      arguments: [name]) ?? false
  }

  /// Who removed the todo of this id, if it was.
  static func removal(_ db: Database, _ id: Int64) throws -> Removal? {
    guard let row = try row(db, id), row["deletedAt"] != nil else { return nil }
    return Removal(row: row)
  }

  /// The todo with this mark, if it is there.
  static func id(_ db: Database, marked mark: Int64) throws -> Int64? {
    try Int64.fetchOne(
      db.cachedStatement(sql: "SELECT id FROM todo WHERE mark = ?"), arguments: [mark])
  }

  /// What `Todo.init(row:)` and `Removal.init(row:)` read.
  static let columns = (TodoRows.names + ["deletedAt", "deletedByTab"]).map { "todo.\($0)" }
    .joined(separator: ", ")

  static func row(_ db: Database, _ id: Int64) throws -> Row? {
    try Row.fetchOne(
      db.cachedStatement(sql: "SELECT \(columns) FROM todo WHERE \(id < 0 ? "mark" : "id") = ?"),
      arguments: [abs(id)])
  }

  /// The todo of this id in the list, or who removed it; nil if there never was one. The id may be
  /// one by its mark.
  static func find(_ db: Database, _ id: Int64) throws -> Finding? {
    guard let row = try row(db, id) else { return nil }
    return row["deletedAt"] == nil ? .todo(Todo(row: row)) : .removal(Removal(row: row))
  }

  /// What can be said of an id.
  enum Finding: Sendable {
    case todo(Todo)
    case removal(Removal)
  }
}

/// Reads rows of one statement as todos, by the places of columns.
///
/// A copied row finds a column by comparing names without their case, one after the other, and decodes
/// each value through types that are looked up at run time: for a window of the list both took longer
/// than the query. So places are found once, and values are taken as SQLite's.
struct TodoRows {
  private enum Column: Int {
    case id, title, done, priority, project, tags, due, notes, parent, recurrence
    case createdAt, completedAt, version, changedAt, createdByTab, changedByTab, mark, path
  }

  /// What they are called, in the order of the cases: asked for it, a case looks its name up each time.
  fileprivate static let names = [
    "id", "title", "done", "priority", "project", "tags", "due", "notes", "parent", "recurrence",
    "createdAt", "completedAt", "version", "changedAt", "createdByTab", "changedByTab", "mark",
    "path",
  ]

  /// Where each column stands; nowhere, in tables of an older program.
  private let places: [Int?]

  /// For rows with the columns of this one.
  init(like row: Row) {
    // A name that stands twice means its first place, as it does in a row.
    let found = Dictionary(row.columnNames.enumerated().map { ($1, $0) }) { first, _ in first }
    places = Self.names.map { found[$0] }
  }

  /// The rows of one statement.
  static func todos(_ rows: [Row]) -> [Todo] {
    guard let first = rows.first else { return [] }
    let reader = TodoRows(like: first)
    return rows.map { reader.todo($0) }
  }

  /// How deep below a todo without a parent this one stands.
  func level(_ row: Row) -> Int {
    guard let place = places[Column.path.rawValue] else { return 0 }
    return (row[place] as String?).map { $0.utf8.count / TodoSchema.stepLength } ?? 0
  }

  /// What a row holds. Other programs may write rows: what is no priority, day or list of tags is
  /// none, and what is of another kind altogether is as good as nothing.
  func todo(_ row: Row) -> Todo {
    let values = Array(row.databaseValues)
    func value(_ column: Column) -> DatabaseValue {
      places[column.rawValue].map { values[$0] } ?? .null
    }
    func text(_ column: Column) -> String? { String.fromDatabaseValue(value(column)) }
    func number(_ column: Column) -> Int64? { Int64.fromDatabaseValue(value(column)) }
    func tab(_ column: Column) -> Int? { Int.fromDatabaseValue(value(column)) }
    let tags = text(.tags) ?? "[]"
    return Todo(
      id: number(.id) ?? 0, title: text(.title) ?? "", done: number(.done) ?? 0 != 0,
      priority: text(.priority).flatMap(Priority.init(rawValue:)), project: text(.project),
      // No list of tags is none, as said above.
      tags: tags == "[]"
        ? [] : (try? JSONDecoder().decode([String].self, from: Data(tags.utf8))) ?? [],
      due: text(.due).flatMap { Due(iso: $0) }, notes: text(.notes) ?? "", parent: number(.parent),
      recurrence: text(.recurrence).flatMap { Recurrence(text: $0) },
      createdAt: Instant(milliseconds: number(.createdAt) ?? 0),
      completedAt: number(.completedAt).map(Instant.init(milliseconds:)),
      version: number(.version) ?? 0, changedAt: Instant(milliseconds: number(.changedAt) ?? 0),
      createdByTab: tab(.createdByTab), changedByTab: tab(.changedByTab), mark: number(.mark))
  }
}

extension Todo {
  /// What one row holds.
  init(row: Row) { self = TodoRows(like: row).todo(row) }
}

extension Removal {
  /// Who deleted the todo of this row, which is deleted.
  fileprivate init(row: Row) {
    self.init(
      id: row["id"], title: row["title"], tab: row["deletedByTab"],
      at: Instant(milliseconds: row["deletedAt"]))
  }
}
