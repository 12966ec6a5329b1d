import Foundation
import GRDB

/// A todo that has no id yet.
public struct NewTodo: Hashable, Sendable {
  /// What is to be done.
  public var title: String
  /// How pressing it is.
  public var priority: Priority?
  /// The project that it belongs to.
  public var project: String?
  /// Its tags.
  public var tags: [String]
  /// When it is due.
  public var due: Due?
  /// Text beside the title.
  public var notes: String
  /// The todo that it is a part of.
  public var parent: Int64?
  /// Whether it comes again when it is done.
  public var recurrence: Recurrence?

  /// A todo to be added.
  public init(
    title: String, priority: Priority? = nil, project: String? = nil, tags: [String] = [],
    due: Due? = nil, notes: String = "", parent: Int64? = nil, recurrence: Recurrence? = nil
  ) {
    self.title = title
    self.priority = priority
    self.project = project
    self.tags = tags
    self.due = due
    self.notes = notes
    self.parent = parent
    self.recurrence = recurrence
  }
}

/// The rows of the table `todo`.
enum TodoTable {
  /// Who removed the todo of this id, if it was.
  static func removal(_ db: Database, _ id: Int64) throws -> Removal? {
    guard let row = try row(db, id), row["deletedAt"] != nil else { return nil }
    return Removal(row: row)
  }

  static func row(_ db: Database, _ id: Int64) throws -> Row? {
    try Row.fetchOne(
      db.cachedStatement(sql: "SELECT * FROM todo WHERE \(id < 0 ? "mark" : "id") = ?"),
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
