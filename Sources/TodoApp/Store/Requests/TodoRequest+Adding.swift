import Foundation
import Penholder

extension TodoRequest {
  /// Adds todos in their order, all or none: each at the end of the list, or of its parent's parts.
  ///
  /// A parent called by its mark may be one of the same request.
  ///
  /// - Parameter token: that of an entry of the journal to go on with, for what takes more than one
  ///   request; a new one otherwise.
  /// - Throws: `TodoStoreError.unusable` if one of them cannot be.
  static func add(
    _ additions: [Addition], kind: Turned.Kind = .add,
    token: Int64 = .random(in: 1 ... .max), by author: Author
  ) throws(TodoStoreError) -> TodoRequest {
    var rows: [Row] = []
    for new in additions { rows.append(Row(try new.todo.checked(), mark: new.mark, author)) }
    let marks = additions.map(\.mark)
    let adopted = additions.compactMap { new in
      new.todo.parent.flatMap { $0 < 0 ? [new.mark, -$0] : nil }
    }
    // Each statement carries its own arguments, so the todos themselves are in one only.
    return make(
      kind, by: author, token: token,
      [
        "todos": json(rows), "step": TodoSchema.positionStep, "levels": levelLimit,
        "marks": json(marks), "first": marks.first, "adopted": json(adopted),
      ], [insertion] + (adopted.isEmpty ? [] : [adoption]) + [entering, journaling])
  }

  /// How many levels of parts there may be.
  static let levelLimit = 16 * TodoSchema.stepLength

  /// The parents are looked for first: if one of them is gone, nothing is added. What is part of
  /// nothing is written with its place; the ids that AUTOINCREMENT would give are the next ones.
  private static let insertion = """
    WITH new (key, row, parent) AS MATERIALIZED (
      SELECT key, value, CASE WHEN value ->> 8 > 0 THEN value ->> 8
          ELSE (SELECT id FROM todo WHERE mark = -(value ->> 8)) END FROM json_each(:todos)),
    last (id) AS MATERIALIZED (
      SELECT ifnull((SELECT seq FROM sqlite_sequence WHERE name = 'todo'), 0)),
    placed (key, row, parent, id, position) AS MATERIALIZED (
      SELECT key, row, parent, last.id + key + 1, ifnull((SELECT s.position FROM todo s
        WHERE s.parent IS new.parent ORDER BY s.position DESC LIMIT 1), 0) + :step * (key + 1)
      FROM new, last)
    INSERT INTO todo (id, mark, title, done, priority, project, tags, due, notes, parent, recurrence,
      createdAt, completedAt, changedAt, position, createdByTab, changedByTab,
      rank, family, path, urgency)
    SELECT id, row ->> 0, row ->> 1, row ->> 2, row ->> 3, row ->> 4, row ->> 5, row ->> 6,
      row ->> 7, parent, row ->> 9, row ->> 10, row ->> 11, :at, position, :tab, :tab,
      iif(parent IS NULL, position, NULL), iif(parent IS NULL, id, NULL),
      iif(parent IS NULL, '', NULL), iif(parent IS NULL, \(TodoSchema.urgency("row ->> 3")), NULL)
    FROM placed WHERE NOT EXISTS (
      SELECT 1 FROM new n LEFT JOIN todo p ON p.id = n.parent
      WHERE n.row ->> 8 IS NOT NULL AND (p.deletedAt IS NOT NULL OR length(p.path) >= :levels
        OR p.id IS NULL AND n.row ->> 8 NOT IN (SELECT -(o.row ->> 0) FROM new o)))
    """

  /// Parents of the same request are there only now.
  private static let adoption = """
    UPDATE todo SET parent = (SELECT p.id FROM json_each(:adopted) j
      CROSS JOIN todo p ON p.mark = j.value ->> 1 WHERE j.value ->> 0 = todo.mark)
    WHERE mark IN (SELECT value ->> 0 FROM json_each(:adopted)) AND parent IS NULL
    """

  private static let entering = """
    INSERT INTO todo_journal (token, owner, kind, at, tab) SELECT :token, :owner, :kind, :at, :tab
    WHERE EXISTS (SELECT 1 FROM todo WHERE mark = :first)
    ON CONFLICT (token) DO NOTHING
    """

  private static let journaling = """
    INSERT INTO todo_journal_row (entry, todo, version, other)
    SELECT \(entry), t.id, 1, 0 FROM json_each(:marks) j CROSS JOIN todo t
    WHERE t.mark = j.value AND \(entry) IS NOT NULL
    """

  /// So many bytes of a request are left for a todo, as it is spelled there: 2,768 for the rest.
  private static let sizeLimit = 30_000

  /// Whether a todo fits into a request. Each text of it has a limit, but thousands of quotation
  /// marks or line breaks are spelled longer than they are.
  static func fits(_ todo: NewTodo) -> Bool {
    if Additions.size(todo) <= sizeLimit { return true }
    let anyone = Author(
      owner: "", tab: nil, at: Moment(Instant(milliseconds: 0), secondsFromUTC: 0))
    return json([Row(todo, mark: .max, anyone)]).utf8.count <= sizeLimit
  }

  /// A new todo as an array, which needs no names.
  private struct Row: Encodable {
    let todo: NewTodo
    let mark: Int64
    let at: Instant

    init(_ todo: NewTodo, mark: Int64, _ author: Author) {
      (self.todo, self.mark, at) = (todo, mark, author.at.instant)
    }

    func encode(to encoder: any Encoder) throws {
      var row = encoder.unkeyedContainer()
      try row.encode(mark)
      try row.encode(todo.title)
      try row.encode(todo.done ? 1 : 0)
      try row.encode(todo.priority)
      try row.encode(todo.project)
      try row.encode(todo.tags.isEmpty ? "[]" : TodoRequest.json(todo.tags))
      try row.encode(todo.due)
      try row.encode(todo.notes)
      try row.encode(todo.parent)
      try row.encode(todo.recurrence)
      try row.encode((todo.createdAt ?? at).milliseconds)
      try row.encode(todo.done ? (todo.completedAt ?? at).milliseconds : nil)
    }
  }
}
