import Foundation
import GRDB
import Penholder

/// Who changes something, and when.
struct Author: Hashable, Sendable {
  /// Whose journal it goes into.
  var owner: String
  /// Nil for a command, which is no tab that anybody could speak of a moment later.
  var tab: Int?
  var at: Moment
}

/// Every change as a request, which the leader carries out, whichever tab that is.
///
/// A request is a few statements. The first one enters the change into the journal, under a random
/// token, if everything is as its user saw it; the others look for that entry, and so do nothing if
/// it is not there. A change that does not find what it was made for changes nothing, therefore, and
/// its receipt counts 0 changes. Nothing fails, so the other requests of the same commit need no
/// second attempt.
struct TodoRequest: Sendable {
  /// What is sent.
  var request: WriteRequest
  /// What the journal calls it.
  var token: Int64

  typealias Values = [String: (any DatabaseValueConvertible)?]

  /// - Throws: `TodoStoreError.unusable` for what cannot be.
  static func change(_ change: Change, by author: Author) throws(TodoStoreError) -> TodoRequest {
    guard change.targets.count <= Change.targetLimit else {
      throw .unusable("At most \(Change.targetLimit) todos can be changed at a time.")
    }
    switch change {
    case .add(let additions, let token):
      return try add(additions, token: token ?? .random(in: 1 ... .max), by: author)
    case .edit(let targets, let edits): return try edit(targets, edits, by: author)
    case .move(let targets, let destination): return move(targets, destination, by: author)
    case .delete(let targets): return delete(targets, by: author)
    case .restore(let targets): return restore(targets, by: author)
    case .clearDone: return clearDone(by: author)
    case .undo: return turn(isRedo: false, by: author)
    case .redo: return turn(isRedo: true, by: author)
    case .saveFilter(let filter):
      let name = try check(filter.name, named: "A filter's name")
      return TodoRequest(
        request: WriteRequest(
          "INSERT INTO todo_filter VALUES (?, ?) ON CONFLICT DO UPDATE SET text = excluded.text",
          arguments: [name, filter.text]), token: 0)
    case .removeFilter(let name):
      return TodoRequest(
        request: WriteRequest("DELETE FROM todo_filter WHERE name = ?", arguments: [name]),
        token: 0)
    }
  }

  /// A request of these statements, which share their arguments by name.
  ///
  /// - Parameter statements: SQLite takes no argument that a statement does not name: each gets those
  ///   that it names.
  static func make(
    _ kind: Turned.Kind, by author: Author, token: Int64 = .random(in: 1 ... .max),
    _ values: Values = [:], _ statements: [String]
  ) -> TodoRequest {
    let values = values.merging([
      "token": token, "owner": author.owner, "kind": kind.rawValue,
      "at": author.at.instant.milliseconds, "tab": author.tab, "today": author.at.day.iso,
    ]) { first, _ in first }
    return TodoRequest(
      request: WriteRequest(
        statements.map { sql in
          let names = names(in: sql)
          return SQLStatement(
            sql, arguments: SQLArguments(named: values.filter { names.contains($0.key) }))
        }), token: token)
  }

  private static func names(in sql: String) -> Set<String> {
    var names: Set<String> = []
    var rest = sql.utf8[...]
    while let colon = rest.firstIndex(of: UInt8(ascii: ":")) {
      rest = rest[rest.index(after: colon)...]
      let name = rest.prefix { $0 >= 0x41 && $0 <= 0x5A || $0 >= 0x61 && $0 <= 0x7A }
      if !name.isEmpty { names.insert(String(Substring(name))) }
    }
    return names
  }

  // MARK: Parts of statements

  /// The todos that a change names: `target`, with the versions that were seen.
  static let targets = """
    target (id, version) AS (
      SELECT CASE WHEN value ->> 0 > 0 THEN value ->> 0
          ELSE (SELECT id FROM todo WHERE mark = -(value ->> 0)) END, value ->> 1
      FROM json_each(:targets))
    """

  /// Whether all of them are in the list, or all out of it, as they were seen.
  static func areAsSeen(isDeleted: Bool = false) -> String {
    """
    (SELECT count(*) FROM target CROSS JOIN todo t ON t.id = target.id
      WHERE t.version = ifnull(target.version, t.version)
        AND t.deletedAt IS \(isDeleted ? "NOT NULL" : "NULL")) = json_array_length(:targets)
    """
  }

  /// Enters the change, if so.
  static func enter(where condition: String, with: String = "WITH \(targets)") -> String {
    """
    \(with) INSERT INTO todo_journal (token, owner, kind, at, tab)
    SELECT :token, :owner, :kind, :at, :tab WHERE \(condition)
    """
  }

  static let entry = "(SELECT id FROM todo_journal WHERE token = :token)"
  static let stamp = "version = todo.version + 1, changedAt = :at, changedByTab = :tab"

  /// Everything about a todo that a change may change, in the order of `Journal.turn`.
  static func image(_ row: String) -> String {
    """
    json_array(\(row).title, \(row).done, \(row).completedAt, \(row).priority, \(row).project,
      \(row).tags, \(row).due, \(row).notes, \(row).recurrence, \(row).parent, \(row).position)
    """
  }

  static func json(_ targets: [Seen]) -> String {
    var seen: Set<Int64> = []
    let pairs = targets.filter { seen.insert($0.id).inserted }.map { target in
      "[\(target.id),\(target.base.map(String.init) ?? "null")]"
    }
    return "[" + pairs.joined(separator: ",") + "]"
  }

  static func json(_ value: some Encodable) -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .withoutEscapingSlashes
    do { return String(decoding: try encoder.encode(value), as: UTF8.self) } catch {
      preconditionFailure("texts and numbers are JSON")
    }
  }

  // MARK: Checking

  /// - Throws: `TodoStoreError.unusable` for an empty title or one that is too long.
  static func title(_ text: String) throws(TodoStoreError) -> String {
    let title = LineEditor.singleLine(text).trimmed
    guard !title.isEmpty else { throw .unusable("A todo needs a title.") }
    guard title.utf8.count <= Todo.titleLimit else {
      throw .unusable("A title has at most \(Todo.titleLimit) bytes.")
    }
    return title
  }

  static func notes(_ text: String) throws(TodoStoreError) -> String {
    guard text.utf8.count <= Todo.notesLimit else {
      throw .unusable("Notes have at most \(Todo.notesLimit) bytes.")
    }
    return text
  }

  static func check(_ text: String, named what: String) throws(TodoStoreError) -> String {
    let name = LineEditor.singleLine(text).trimmed
    guard !name.isEmpty, name.utf8.count <= Todo.nameLimit else {
      throw .unusable("\(what) has 1 to \(Todo.nameLimit) bytes.")
    }
    return name
  }

  static func project(_ name: String?) throws(TodoStoreError) -> String? {
    guard let name else { return nil }
    return try check(name, named: "A project's name")
  }

  static func tags(_ tags: [String]) throws(TodoStoreError) -> [String] {
    guard tags.count <= Todo.tagsLimit else {
      throw .unusable("A todo has at most \(Todo.tagsLimit) tags.")
    }
    var names: [String] = []
    for tag in tags {
      let name = try check(tag, named: "A tag")
      if !names.contains(where: { isSameName($0, name) }) { names.append(name) }
    }
    return names
  }
}

extension NewTodo {
  /// - Throws: `TodoStoreError.unusable` if it cannot be added.
  public func check() throws(TodoStoreError) { _ = try checked() }

  /// As it will be.
  ///
  /// - Throws: `TodoStoreError.unusable` if it cannot be added.
  func checked() throws(TodoStoreError) -> NewTodo {
    var todo = self
    todo.title = try TodoRequest.title(title)
    todo.notes = try TodoRequest.notes(notes)
    todo.project = try TodoRequest.project(project)
    todo.tags = try TodoRequest.tags(tags)
    guard TodoRequest.fits(todo) else {
      throw .unusable("Its title, notes and tags are too long together.")
    }
    return todo
  }
}
