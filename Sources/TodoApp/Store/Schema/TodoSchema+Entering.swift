extension TodoSchema {
  /// A todo that comes with its place is written once.
  ///
  /// Where a todo stands that is part of nothing follows from its position and its id. Whoever adds
  /// it writes that along, and a trigger only counts it; all others get their place afterwards, which
  /// writes the row, and its line in most indexes, a second time: two fifths of an import's work. A
  /// place that is not the right one is counted all the same, and mended by the same triggers as if
  /// it had been moved.
  static let seventh = """
    DROP TRIGGER todo_placed;
    CREATE TRIGGER todo_placed AFTER INSERT ON todo WHEN NOT (\(isPlaced)) BEGIN
      UPDATE todo SET done = NEW.done <> 0, urgency = \(urgency("NEW.priority")),
        (rank, family, path) = (\(place)) WHERE id = NEW.id;
    END;
    CREATE TRIGGER todo_entered AFTER INSERT ON todo
    WHEN NEW.deletedAt IS NULL AND NEW.rank IS NOT NULL BEGIN
      INSERT INTO todo_block VALUES (NEW.rank >> 30, NEW.done = 0, NEW.done <> 0)
        ON CONFLICT (block) DO UPDATE SET open = open + excluded.open, done = done + excluded.done;
      \(tally("SELECT 'project', NEW.project", 1, "NEW", where: "NEW.project IS NOT NULL"))
      \(tally("SELECT 'day', substr(NEW.due, 1, 10)", 1, "NEW", where: "NEW.due IS NOT NULL"))
      INSERT INTO todo_tag \(tags("NEW.id", "NEW.tags", where: "NEW.tags <> '[]'"));
      \(tally("SELECT 'tag', tag", 1, "NEW", from: "FROM todo_tag", where: "todo = NEW.id"))
    END;
    """

  /// Whether a new row has all that `todo_placed` would give it.
  private static let isPlaced = """
    NEW.parent IS NULL AND NEW.rank IS NEW.position AND NEW.family IS NEW.id AND NEW.path IS ''
      AND NEW.done IN (0, 1) AND NEW.urgency IS \(urgency("NEW.priority"))
    """
}
