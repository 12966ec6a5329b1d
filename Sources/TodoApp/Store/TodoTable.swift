import Foundation
import GRDB

/// The rows of the table `todo`.
enum TodoTable {
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
  static let columns = [
    "id", "title", "done", "priority", "project", "tags", "due", "notes", "parent", "recurrence",
    "createdAt", "completedAt", "version", "changedAt", "createdByTab", "changedByTab", "mark",
    "deletedAt", "deletedByTab", "path",
  ].map { "todo.\($0)" }.joined(separator: ", ")

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
/// A copied row finds a column by comparing names without their case, one after the other: for a window
/// of the list that took longer than the query. The places are found once here.
struct TodoRows {
  private let places: [String: Int]

  /// For rows with the columns of this one.
  init(like row: Row) {
    // A name that stands twice means its first place, as it does in a row.
    places = Dictionary(row.columnNames.enumerated().map { ($1, $0) }) { first, _ in first }
  }

  /// The rows of one statement.
  static func todos(_ rows: [Row]) -> [Todo] {
    guard let first = rows.first else { return [] }
    let reader = TodoRows(like: first)
    return rows.map { reader.todo($0) }
  }

  /// What a row holds. Other programs may write rows: what is no priority, day or list of tags is
  /// none.
  func todo(_ row: Row) -> Todo {
    let tags = text(row, "tags") ?? "[]"
    return Todo(
      id: value(row, "id"), title: value(row, "title"), done: value(row, "done"),
      priority: text(row, "priority").flatMap(Priority.init(rawValue:)),
      project: text(row, "project"),
      // No list of tags is none, as said above.
      tags: tags == "[]"
        ? [] : (try? JSONDecoder().decode([String].self, from: Data(tags.utf8))) ?? [],
      due: text(row, "due").flatMap { Due(iso: $0) }, notes: value(row, "notes"),
      parent: optional(row, "parent"),
      recurrence: text(row, "recurrence").flatMap { Recurrence(text: $0) },
      createdAt: Instant(milliseconds: value(row, "createdAt")),
      completedAt: optional(row, "completedAt").map(Instant.init(milliseconds:)),
      version: value(row, "version"), changedAt: Instant(milliseconds: value(row, "changedAt")),
      createdByTab: optional(row, "createdByTab"), changedByTab: optional(row, "changedByTab"),
      mark: optional(row, "mark"))
  }

  /// A column that may be missing, from the tables of an older program, or be nothing.
  func optional<Value: DatabaseValueConvertible & StatementColumnConvertible>(
    _ row: Row, _ name: String
  ) -> Value? {
    places[name].flatMap { row[$0] }
  }

  private func text(_ row: Row, _ name: String) -> String? { optional(row, name) }

  private func value<Value: DatabaseValueConvertible & StatementColumnConvertible>(
    _ row: Row, _ name: String
  ) -> Value {
    guard let place = places[name] else { preconditionFailure("no column \(name)") }
    return row[place]
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
