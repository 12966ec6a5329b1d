import Penholder

extension TodoRequest {
  /// Takes back the owner's last change that stands, or makes again the one taken back last.
  ///
  /// A change and its opposite are the same: its todos are given the images that the journal has of
  /// them, and the journal takes over what they were. The todo's new version stands for the same
  /// contents as the one that it had then, so it replaces that one in all other entries: a second
  /// undo finds the todo as its own change left it.
  ///
  /// Only what a move changed gets its place back: others may have moved on since, without another
  /// version, to make room between them (see `move`).
  ///
  /// If one of the todos is not as the change left it, the entry is given up, and that is all that
  /// happens: the next undo takes back what was before it.
  static func turn(isRedo: Bool, by author: Author) -> TodoRequest {
    make(
      .edit, by: author, ["from": isRedo ? 1 : 0, "to": isRedo ? 0 : 1],
      [
        """
        UPDATE todo_journal SET asked = :token, state = CASE WHEN \(isBlocked) THEN 2 ELSE :to END
        WHERE id = (SELECT id FROM todo_journal WHERE owner = :owner AND state = :from
          ORDER BY id \(isRedo ? "ASC" : "DESC") LIMIT 1)
        """,
        """
        UPDATE todo_journal_row SET isTurning = 1, newImage = (
            SELECT iif(t.deletedAt IS NULL, \(image("t")), NULL) FROM todo t WHERE t.id = todo)
        WHERE entry = \(turned)
          AND version = (SELECT t.version FROM todo t WHERE t.id = todo_journal_row.todo)
        """,
        """
        UPDATE todo SET title = r.image ->> 0, done = r.image ->> 1, completedAt = r.image ->> 2,
          priority = r.image ->> 3, project = r.image ->> 4, tags = r.image ->> 5,
          due = r.image ->> 6, notes = r.image ->> 7, recurrence = r.image ->> 8,
          parent = iif(e.kind = 'move', r.image ->> 9, todo.parent),
          position = iif(e.kind = 'move', r.image ->> 10, todo.position),
          deletedAt = NULL, deletedByTab = NULL, \(stamp)
        FROM todo_journal_row r CROSS JOIN todo_journal e ON e.id = r.entry
        WHERE r.entry = \(turned) AND r.isTurning AND r.image IS NOT NULL AND todo.id = r.todo
        """,
        """
        UPDATE todo SET deletedAt = :at, deletedByTab = :tab, \(stamp) FROM todo_journal_row r
        WHERE r.entry = \(turned) AND r.isTurning AND r.image IS NULL AND todo.id = r.todo
        """,
        """
        UPDATE todo_journal_row AS o SET version = iif(o.version = r.other, r.version + 1, o.version),
          other = iif(o.other = r.other, r.version + 1, o.other)
        FROM todo_journal_row r
        WHERE r.entry = \(turned) AND r.isTurning AND o.todo = r.todo AND o.entry <> r.entry
        """,
        """
        UPDATE todo_journal_row SET image = newImage, newImage = NULL, isTurning = 0,
          other = version, version = version + 1
        WHERE entry = \(turned) AND isTurning
        """,
      ])
  }

  private static let turned = "(SELECT id FROM todo_journal WHERE asked = :token AND state = :to)"

  /// Somebody has changed one of the todos; or one that would go has got parts; or what one would
  /// be a part of again is gone, or has become a part of it.
  private static let isBlocked = """
    EXISTS (SELECT 1 FROM todo_journal_row r CROSS JOIN todo t ON t.id = r.todo
      WHERE r.entry = todo_journal.id AND NOT r.isLoose AND t.version <> r.version)
    OR EXISTS (SELECT 1 FROM todo_journal_row r CROSS JOIN todo p ON p.parent = r.todo
      WHERE r.entry = todo_journal.id AND NOT r.isLoose AND r.image IS NULL AND p.deletedAt IS NULL
        AND p.id NOT IN (SELECT todo FROM todo_journal_row WHERE entry = todo_journal.id))
    OR EXISTS (SELECT 1 FROM todo_journal_row r CROSS JOIN todo p ON p.id = r.image ->> 9
      WHERE r.entry = todo_journal.id AND NOT r.isLoose AND p.deletedAt IS NOT NULL
        AND p.id NOT IN (SELECT todo FROM todo_journal_row WHERE entry = todo_journal.id))
    OR EXISTS (WITH RECURSIVE around (start, id) AS (
        SELECT r.todo, r.image ->> 9 FROM todo_journal_row r
          WHERE r.entry = todo_journal.id AND r.image ->> 9 IS NOT NULL
        UNION SELECT start, t.parent FROM around CROSS JOIN todo t USING (id)
          WHERE t.parent IS NOT NULL)
      SELECT 1 FROM around WHERE start = id)
    """
}
