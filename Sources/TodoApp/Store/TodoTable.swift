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

extension Todo {
  /// What a row holds. Other programs may write rows: what is no priority, day or list of tags is
  /// none.
  init(row: Row) {
    let tags: String = row["tags"]
    self.init(
      id: row["id"], title: row["title"], done: row["done"],
      priority: (row["priority"] as String?).flatMap(Priority.init(rawValue:)),
      project: row["project"],
      // No list of tags is none, as said above.
      tags: tags == "[]"
        ? [] : (try? JSONDecoder().decode([String].self, from: Data(tags.utf8))) ?? [],
      due: (row["due"] as String?).flatMap { Due(iso: $0) }, notes: row["notes"],
      parent: row["parent"],
      recurrence: (row["recurrence"] as String?).flatMap { Recurrence(text: $0) },
      createdAt: Instant(milliseconds: row["createdAt"]),
      completedAt: (row["completedAt"] as Int64?).map(Instant.init(milliseconds:)),
      version: row["version"], changedAt: Instant(milliseconds: row["changedAt"]),
      createdByTab: row["createdByTab"], changedByTab: row["changedByTab"], mark: row["mark"])
  }
}

extension Removal {
  /// Who deleted the todo of this row, which is deleted.
  fileprivate init(row: Row) {
    self.init(
      id: row["id"], title: row["title"], tab: row["deletedByTab"],
      at: Instant(milliseconds: row["deletedAt"]))
  }
}
