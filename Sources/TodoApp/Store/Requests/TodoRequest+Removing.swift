import Penholder

extension TodoRequest {
  /// Takes todos and their parts out of the list, all or none.
  static func delete(_ targets: [Seen], by author: Author) -> TodoRequest {
    make(
      .delete, by: author, ["targets": json(targets)],
      [
        enter(where: areAsSeen()),
        journaling(
          "WITH RECURSIVE \(self.targets), part (id) AS (SELECT id FROM target "
            + "UNION SELECT t.id FROM part CROSS JOIN todo t ON t.parent = part.id "
            + "WHERE t.deletedAt IS NULL)", of: "part CROSS JOIN todo t ON t.id = part.id"),
        removing,
      ])
  }

  /// Takes out what is done, except what has open parts: they would go with it.
  static func clearDone(by author: Author) -> TodoRequest {
    make(
      .clear, by: author, [:],
      [
        enter(where: "EXISTS (SELECT 1 FROM \(cleared))", with: ""),
        journaling("", of: cleared),
        removing,
      ])
  }

  private static let cleared = """
    todo t WHERE t.done = 1 AND t.deletedAt IS NULL AND NOT EXISTS (
      SELECT 1 FROM todo p INDEXED BY todo_family WHERE p.family = t.family AND p.parent IS NOT NULL AND p.done = 0
        AND p.deletedAt IS NULL AND substr(p.path, 1, length(t.path)) = t.path)
    """

  private static func journaling(_ with: String, of rows: String) -> String {
    """
    \(with) INSERT INTO todo_journal_row (entry, todo, version, other, image)
    SELECT \(entry), t.id, t.version + 1, t.version, \(image("t")) FROM \(rows)
      \(rows.contains("WHERE") ? "AND" : "WHERE") \(entry) IS NOT NULL
    """
  }

  private static let removing =
    "UPDATE todo SET deletedAt = :at, deletedByTab = :tab, \(stamp) FROM todo_journal_row r "
    + "WHERE r.entry = \(entry) AND todo.id = r.todo"

  /// Brings deleted todos back, all or none; not into something that is deleted itself.
  static func restore(_ targets: [Seen], by author: Author) -> TodoRequest {
    make(
      .restore, by: author, ["targets": json(targets)],
      [
        enter(
          where: areAsSeen(isDeleted: true) + """
             AND NOT EXISTS (SELECT 1 FROM target JOIN todo t USING (id)
              JOIN todo p ON p.id = t.parent WHERE p.deletedAt IS NOT NULL
                AND p.id NOT IN (SELECT id FROM target))
            """),
        """
        WITH \(self.targets) INSERT INTO todo_journal_row (entry, todo, version, other)
        SELECT \(entry), t.id, t.version + 1, t.version FROM target CROSS JOIN todo t USING (id)
        WHERE \(entry) IS NOT NULL
        """,
        "UPDATE todo SET deletedAt = NULL, deletedByTab = NULL, \(stamp) "
          + "FROM todo_journal_row r WHERE r.entry = \(entry) AND todo.id = r.todo",
      ])
  }
}
