import GRDB
import Penholder

extension TodoRequest {
  /// Makes todos different, all or none.
  ///
  /// - Throws: `TodoStoreError.unusable` for what a todo cannot be.
  static func edit(
    _ targets: [Seen], _ edits: [TodoEdit], by author: Author
  ) throws(TodoStoreError) -> TodoRequest {
    var values: Values = ["targets": json(targets)]
    var sets: [String] = []
    var done: Bool?
    var all: [String]?
    var (added, removed): ([String], [String]) = ([], [])
    for edit in edits {
      switch edit {
      case .title(let text): set("title", try title(text))
      case .done(let isDone):
        done = isDone
        values["done"] = isDone
        sets.append(
          "done = :done, completedAt = iif((done <> 0) = :done, completedAt, "
            + (isDone ? ":at)" : "NULL)"))
      case .priority(let priority): set("priority", priority?.rawValue)
      case .project(let name): set("project", try project(name))
      case .due(let due): set("due", due?.iso)
      case .notes(let text): set("notes", try notes(text))
      case .recurrence(let recurrence): set("recurrence", recurrence?.text)
      case .tags(let names): all = names
      case .addTag(let name) where all != nil: all?.append(name)
      case .removeTag(let name) where all != nil: all?.removeAll { isSameName($0, name) }
      case .addTag(let name): added = try tags(added + [name])
      case .removeTag(let name): removed.append(name)
      }
    }
    func set(_ field: String, _ value: (any DatabaseValueConvertible)?) {
      values[field] = value
      sets.append("\(field) = :\(field)")
    }
    if let all {
      set("tags", json(try tags(all)))
    } else if !added.isEmpty || !removed.isEmpty {
      (values["added"], values["removed"]) = (json(added), json(removed))
      values["most"] = Todo.tagsLimit
      sets.append("tags = " + tagsChanged(of: "tags"))
    }
    guard !sets.isEmpty else { throw .unusable("Nothing is to be changed.") }
    return make(
      kind(of: edits), by: author, values,
      statements(
        sets.joined(separator: ", "), done: done, isAlone: edits.count == 1,
        isBounded: all == nil && !added.isEmpty))
  }

  private static func kind(of edits: [TodoEdit]) -> Turned.Kind {
    guard edits.count == 1, let edit = edits.first else { return .edit }
    if case .done(false) = edit { return .open }
    return Turned.Kind(rawValue: edit.field) ?? .edit
  }

  /// - Parameters:
  ///   - isAlone: whether nothing else is to be changed: then those that are so already are left
  ///     alone.
  ///   - isBounded: whether a todo may get too many tags by it: only the leader knows how many it
  ///     has by then.
  private static func statements(
    _ sets: String, done: Bool?, isAlone: Bool, isBounded: Bool
  ) -> [String] {
    let isOther = done == nil || !isAlone ? "" : "AND (t.done <> 0) <> :done"
    var statements = [
      enter(
        where: areAsSeen()
          + (done == nil || !isAlone
            ? ""
            : " AND EXISTS (SELECT 1 FROM target JOIN todo t USING (id) WHERE (t.done <> 0) <> :done)")
          + (isBounded ? " AND NOT EXISTS (\(overfull))" : "")
      ),
      """
      WITH \(targets) INSERT INTO todo_journal_row (entry, todo, version, other, image)
      SELECT \(entry), t.id, t.version + 1, t.version, \(image("t"))
      FROM target CROSS JOIN todo t ON t.id = target.id WHERE \(entry) IS NOT NULL \(isOther)
      """,
      "UPDATE todo SET \(sets), \(stamp) FROM todo_journal_row r "
        + "WHERE r.entry = \(entry) AND NOT r.isLoose AND todo.id = r.todo",
    ]
    switch done {
    case true?: statements += [succession, journalingSuccessors]
    case false?: statements += [journalingUntouched, removingUntouched]
    case nil: break
    }
    return statements
  }

  private static func tagsChanged(of tags: String) -> String {
    """
    (SELECT json_group_array(value) FROM (
      SELECT value FROM json_each(CASE WHEN json_valid(\(tags)) THEN \(tags) ELSE '[]' END)
        WHERE value COLLATE NOCASE NOT IN (SELECT value FROM json_each(:removed))
      UNION ALL SELECT value FROM json_each(:added) a WHERE NOT EXISTS (
        SELECT 1 FROM json_each(CASE WHEN json_valid(\(tags)) THEN \(tags) ELSE '[]' END) old
        WHERE old.value = a.value COLLATE NOCASE)))
    """
  }

  /// Those that would get more tags than a todo may have, and more than they have.
  private static let overfull = """
    SELECT 1 FROM target JOIN todo t USING (id)
    WHERE json_array_length(\(tagsChanged(of: "t.tags"))) > max(:most,
      CASE WHEN json_valid(t.tags) THEN json_array_length(t.tags) ELSE 0 END)
    """

  // MARK: Todos that come again

  /// The successor of each todo that was marked as done here and comes again, at the same place,
  /// unless it has one. Its parts are not repeated. In SQL because only the leader knows what the
  /// todo is by then; ``Recurrence/next(after:doneOn:)`` in its words.
  ///
  /// What is due at the end of a short month is meant for the day that its predecessors were due on:
  /// the rent of the 31st is due on 28 February, and on 31 March again. `meant` walks back to it.
  private static let succession = """
    WITH RECURSIVE done AS (
      SELECT t.*, trim(rtrim(t.recurrence, 'dwmy'), '+') AS count, substr(t.recurrence, -1) AS unit,
        iif(t.recurrence LIKE '+%', ifnull(date(substr(t.due, 1, 10)), :today), :today) AS start
      FROM todo_journal_row r CROSS JOIN todo t ON t.id = r.todo
      WHERE r.entry = \(entry) AND NOT r.isLoose AND r.image ->> 1 = 0
        AND t.recurrence IS NOT NULL),
    meant (todo, follows, recurrence, due, day) AS (
      SELECT id, follows, recurrence, date(substr(due, 1, 10)), \(dayOfMonth("start")) FROM done
      UNION SELECT m.todo, p.follows, p.recurrence, date(substr(p.due, 1, 10)),
        max(m.day, \(dayOfMonth("substr(p.due, 1, 10)")))
      FROM meant m CROSS JOIN todo p ON p.id = m.follows
      WHERE m.recurrence LIKE '+%' AND p.recurrence = m.recurrence AND p.due IS NOT NULL
        AND m.due = date(m.due, 'start of month', '+1 month', '-1 day'))
    INSERT INTO todo (title, priority, project, tags, due, notes, parent, recurrence, createdAt,
      changedAt, position, createdByTab, changedByTab, follows)
    SELECT title, priority, project, tags, ifnull(CASE unit
        WHEN 'd' THEN date(start, '+' || count || ' days')
        WHEN 'w' THEN date(start, '+' || (7 * count) || ' days')
        WHEN 'm' THEN \(monthsLater("count"))
        ELSE \(monthsLater("12 * count")) END, '9999-12-31') || ifnull(substr(due, 11), ''),
      notes, parent, recurrence, :at, :at, position + 1, :tab, :tab, id
    FROM done WHERE count <> '' AND count NOT GLOB '*[^0-9]*' AND unit IN ('d', 'w', 'm', 'y')
      AND NOT EXISTS (SELECT 1 FROM todo s WHERE s.follows = done.id AND s.deletedAt IS NULL)
    """

  /// The day that is meant in a later month, or its last one: SQLite goes on into the next.
  private static func monthsLater(_ months: String) -> String {
    """
    min(date(start, 'start of month', '+' || (\(months)) || ' months',
        '+' || ((SELECT max(day) FROM meant m WHERE m.todo = done.id) - 1) || ' days'),
      date(start, 'start of month', '+' || (\(months) + 1) || ' months', '-1 day'))
    """
  }

  private static func dayOfMonth(_ day: String) -> String {
    "CAST(strftime('%d', \(day)) AS INTEGER)"
  }

  private static let journalingSuccessors = """
    INSERT INTO todo_journal_row (entry, todo, version, other, isLoose)
    SELECT r.entry, s.id, 1, 0, 1 FROM todo_journal_row r CROSS JOIN todo s ON s.follows = r.todo
    WHERE r.entry = \(entry) AND NOT r.isLoose AND s.version = 1 AND s.createdAt = :at
      AND s.deletedAt IS NULL
    """

  /// The successors of what is open again, as far as nobody has changed them.
  private static let journalingUntouched = """
    INSERT INTO todo_journal_row (entry, todo, version, other, isLoose, image)
    SELECT r.entry, s.id, s.version + 1, s.version, 1, \(image("s"))
    FROM todo_journal_row r CROSS JOIN todo s ON s.follows = r.todo
    WHERE r.entry = \(entry) AND NOT r.isLoose AND s.version = 1 AND s.done = 0
      AND s.deletedAt IS NULL
      AND NOT EXISTS (SELECT 1 FROM todo_journal_row o WHERE o.entry = r.entry AND o.todo = s.id)
    """

  private static let removingUntouched =
    "UPDATE todo SET deletedAt = :at, deletedByTab = :tab, \(stamp) FROM todo_journal_row r "
    + "WHERE r.entry = \(entry) AND r.isLoose AND todo.id = r.todo"
}
