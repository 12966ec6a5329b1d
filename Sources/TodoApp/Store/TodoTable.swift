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
  /// The day on which it is due.
  public var due: Day?

  /// A todo to be added.
  public init(
    title: String, priority: Priority? = nil, project: String? = nil, tags: [String] = [],
    due: Day? = nil
  ) {
    self.title = title
    self.priority = priority
    self.project = project
    self.tags = tags
    self.due = due
  }
}

/// Who changes something, and when.
struct Author: Hashable, Sendable {
  /// Nil for a command, which is no tab that anybody could speak of a moment later.
  var tab: Int?
  var at: Instant
}

/// The rows of the table `todo`: each function is a step inside the caller's transaction.
enum TodoTable {
  /// A change that must not be made; rolls the transaction back.
  struct Refused: Error {
    let refusal: Refusal
  }

  /// Adds a todo at the end of the list and returns its id.
  ///
  /// - Throws: `TodoStoreError.unusable` for an empty title or one that is too long.
  static func insert(_ db: Database, _ todo: NewTodo, by author: Author) throws -> Int64 {
    let statement = try db.cachedStatement(
      sql: """
        INSERT INTO todo (title, priority, project, tags, due, createdAt, changedAt, position,
          createdByTab, changedByTab)
        VALUES (?, ?, ?, ?, ?, ?, ?, (SELECT ifnull(max(position), 0) + ? FROM todo
          WHERE deletedAt IS NULL), ?, ?)
        """)
    try statement.execute(arguments: [
      try title(todo.title), todo.priority?.rawValue, todo.project, try json(todo.tags),
      todo.due?.iso, author.at.milliseconds, author.at.milliseconds, TodoSchema.positionStep,
      author.tab, author.tab,
    ])
    return db.lastInsertedRowID
  }

  /// Gives a todo another title.
  static func rename(
    _ db: Database, id: Int64, base: Int64, to title: String, by author: Author
  ) throws {
    try update(
      db, id: id, base: base, set: "title = ?", [try self.title(title)], by: author)
  }

  /// Marks a todo as done or as open.
  static func setDone(
    _ db: Database, id: Int64, base: Int64, _ done: Bool, by author: Author
  ) throws {
    try update(
      db, id: id, base: base, set: "done = ?, completedAt = ?",
      [done, done ? author.at.milliseconds : nil], by: author)
  }

  /// Takes a todo out of the list; its row stays.
  static func delete(_ db: Database, id: Int64, base: Int64, by author: Author) throws {
    try update(
      db, id: id, base: base, set: "deletedAt = ?, deletedByTab = ?",
      [author.at.milliseconds, author.tab], by: author)
  }

  /// Brings a deleted todo back; `base` is the version that the deletion made.
  static func restore(_ db: Database, id: Int64, base: Int64, by author: Author) throws {
    guard let row = try row(db, id) else { throw Refused(refusal: .failed("there is no #\(id)")) }
    if row["deletedAt"] == nil { throw Refused(refusal: .changed(Todo(row: row))) }
    if row["version"] != base { throw Refused(refusal: .deleted(Removal(row: row))) }
    try write(
      db, id: id, set: "deletedAt = NULL, deletedByTab = NULL", [], by: author)
  }

  /// The todo of this id in the list, or nil.
  static func todo(_ db: Database, _ id: Int64) throws -> Todo? {
    guard let row = try row(db, id), row["deletedAt"] == nil else { return nil }
    return Todo(row: row)
  }

  /// Who removed the todo of this id, if it was.
  static func removal(_ db: Database, _ id: Int64) throws -> Removal? {
    guard let row = try row(db, id), row["deletedAt"] != nil else { return nil }
    return Removal(row: row)
  }

  private static func row(_ db: Database, _ id: Int64) throws -> Row? {
    try Row.fetchOne(
      db.cachedStatement(sql: "SELECT * FROM todo WHERE id = ?"), arguments: [id])
  }

  /// The version check: inside the transaction, so that nobody can come in between.
  private static func update(
    _ db: Database, id: Int64, base: Int64, set: String,
    _ values: [(any DatabaseValueConvertible)?],
    by author: Author
  ) throws {
    guard let row = try row(db, id) else { throw Refused(refusal: .failed("there is no #\(id)")) }
    if row["deletedAt"] != nil { throw Refused(refusal: .deleted(Removal(row: row))) }
    if row["version"] != base { throw Refused(refusal: .changed(Todo(row: row))) }
    try write(db, id: id, set: set, values, by: author)
  }

  private static func write(
    _ db: Database, id: Int64, set: String, _ values: [(any DatabaseValueConvertible)?],
    by author: Author
  ) throws {
    let statement = try db.cachedStatement(
      sql: """
        UPDATE todo SET \(set), version = version + 1, changedAt = ?, changedByTab = ? WHERE id = ?
        """)
    try statement.execute(
      arguments: StatementArguments(values + [author.at.milliseconds, author.tab, id]))
  }

  private static func title(_ text: String) throws -> String {
    let title = LineEditor.singleLine(text).trimmed
    guard !title.isEmpty else { throw TodoStoreError.unusable("A todo needs a title.") }
    guard title.utf8.count <= Todo.titleLimit else {
      throw TodoStoreError.unusable("A title has at most \(Todo.titleLimit) bytes.")
    }
    return title
  }

  private static func json(_ tags: [String]) throws -> String {
    guard !tags.isEmpty else { return "[]" }
    return String(decoding: try JSONEncoder().encode(tags), as: UTF8.self)
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
      due: (row["due"] as String?).flatMap { Day(iso: $0) }, notes: row["notes"],
      createdAt: Instant(milliseconds: row["createdAt"]),
      completedAt: (row["completedAt"] as Int64?).map(Instant.init(milliseconds:)),
      version: row["version"], changedAt: Instant(milliseconds: row["changedAt"]),
      createdByTab: row["createdByTab"], changedByTab: row["changedByTab"])
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
