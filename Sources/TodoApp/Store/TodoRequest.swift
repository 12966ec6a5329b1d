import Foundation
import GRDB
import Penholder

/// Who changes something, and when.
struct Author: Hashable, Sendable {
  /// Nil for a command, which is no tab that anybody could speak of a moment later.
  var tab: Int?
  var at: Instant
}

/// Every change as a request, which the leader carries out, whichever tab that is.
///
/// A change that does not find what it was made for must change nothing: it is one statement, whose
/// `WHERE` says what that is, and the receipt of a statement that met no row counts 0 changes.
enum TodoRequest {
  /// - Throws: `TodoStoreError.unusable` for a title that is none.
  static func change(
    _ change: Change, by author: Author
  ) throws(TodoStoreError) -> WriteRequest {
    switch change {
    case .add(let title, let mark):
      return try add(NewTodo(title: title), mark: mark, by: author)
    case .rename(let id, let base, let title):
      return update(id, base, set: "title = ?", [try self.title(title)], by: author)
    case .setDone(let id, let base, let done):
      return update(
        id, base, set: "done = ?, completedAt = ?", [done, done ? author.at.milliseconds : nil],
        by: author)
    case .delete(let id, let base):
      return update(
        id, base, set: "deletedAt = ?, deletedByTab = ?", [author.at.milliseconds, author.tab],
        by: author)
    case .restore(let id, let base):
      return update(
        id, base, set: "deletedAt = NULL, deletedByTab = NULL", [], isDeleted: true, by: author)
    }
  }

  /// Adds a todo at the end of the list; the receipt has its id.
  ///
  /// - Throws: `TodoStoreError.unusable` for a title that is none.
  static func add(
    _ todo: NewTodo, mark: Int64? = nil, by author: Author
  ) throws(TodoStoreError) -> WriteRequest {
    WriteRequest(
      """
      INSERT INTO todo (title, priority, project, tags, due, notes, parent, recurrence, createdAt,
        changedAt, position, createdByTab, changedByTab, mark)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, (SELECT ifnull(max(position), 0) + ? FROM todo
        WHERE deletedAt IS NULL), ?, ?, ?)
      """,
      arguments: [
        try title(todo.title), todo.priority?.rawValue, todo.project, json(todo.tags),
        todo.due?.iso, todo.notes, todo.parent, todo.recurrence?.text, author.at.milliseconds,
        author.at.milliseconds, TodoSchema.positionStep,
        author.tab, author.tab, mark,
      ])
  }

  /// Marks todos as done or as open, those that are not so; none if one of them is not in the list.
  static func setDone(_ ids: [Int64], _ done: Bool, by author: Author) -> WriteRequest {
    update(
      ids, set: "done = ?, completedAt = ?", [done, done ? author.at.milliseconds : nil],
      where: "AND (done <> 0) <> ?", [done], by: author)
  }

  /// Takes todos out of the list; none if one of them is not in it.
  static func remove(_ ids: [Int64], by author: Author) -> WriteRequest {
    update(
      ids, set: "deletedAt = ?, deletedByTab = ?", [author.at.milliseconds, author.tab], by: author)
  }

  private typealias Values = [(any DatabaseValueConvertible)?]

  /// The version is looked at by the statement itself, so that nobody can come in between.
  private static func update(
    _ id: Int64, _ base: Int64, set: String, _ values: Values, isDeleted: Bool = false,
    by author: Author
  ) -> WriteRequest {
    let name = id < 0 ? "mark" : "id"
    return WriteRequest(
      """
      UPDATE todo SET \(set), version = version + 1, changedAt = ?, changedByTab = ?
      WHERE \(name) = ? AND version = ? AND deletedAt IS \(isDeleted ? "NOT NULL" : "NULL")
      """,
      arguments: SQLArguments(
        values + [author.at.milliseconds, author.tab, abs(id), base]))
  }

  private static func update(
    _ ids: [Int64], set: String, _ values: Values, where condition: String = "",
    _ conditionValues: Values = [], by author: Author
  ) -> WriteRequest {
    let list = "[" + Set(ids).sorted().map(String.init).joined(separator: ",") + "]"
    return WriteRequest(
      """
      UPDATE todo SET \(set), version = version + 1, changedAt = ?, changedByTab = ?
      WHERE id IN (SELECT value FROM json_each(?)) AND deletedAt IS NULL \(condition)
        AND (SELECT count(*) FROM todo WHERE id IN (SELECT value FROM json_each(?))
          AND deletedAt IS NULL) = json_array_length(?)
      """,
      arguments: SQLArguments(
        values + [author.at.milliseconds, author.tab, list] + conditionValues + [list, list]))
  }

  /// - Throws: `TodoStoreError.unusable` for an empty title or one that is too long.
  static func title(_ text: String) throws(TodoStoreError) -> String {
    let title = LineEditor.singleLine(text).trimmed
    guard !title.isEmpty else { throw .unusable("A todo needs a title.") }
    guard title.utf8.count <= Todo.titleLimit else {
      throw .unusable("A title has at most \(Todo.titleLimit) bytes.")
    }
    return title
  }

  static func json(_ tags: [String]) -> String {
    guard !tags.isEmpty else { return "[]" }
    do { return String(decoding: try JSONEncoder().encode(tags), as: UTF8.self) } catch {
      preconditionFailure("a list of strings is JSON")
    }
  }
}

extension NewTodo {
  /// - Throws: `TodoStoreError.unusable` if it cannot be added.
  public func check() throws(TodoStoreError) { _ = try TodoRequest.title(title) }
}
