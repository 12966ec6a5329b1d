extension TodoSchema {
  /// Orders, and how many todos each project, tag and day has.
  ///
  /// The bar of views is read after every commit: `todo_tally` has its numbers ready. A todo's tags
  /// are rows of `todo_tag` as long as it is in the list.
  static let fourth = """
    CREATE INDEX todo_state ON todo (done, rank, family, path, deletedAt) WHERE deletedAt IS NULL;
    CREATE INDEX todo_due ON todo (done, due, urgency, deletedAt) WHERE deletedAt IS NULL;
    CREATE INDEX todo_urgency ON todo (done, urgency, due, deletedAt) WHERE deletedAt IS NULL;
    CREATE INDEX todo_title ON todo (done, title COLLATE NOCASE, deletedAt)
      WHERE deletedAt IS NULL;
    CREATE INDEX todo_created ON todo (done, createdAt, deletedAt) WHERE deletedAt IS NULL;
    CREATE INDEX todo_changed ON todo (done, changedAt, deletedAt) WHERE deletedAt IS NULL;
    CREATE INDEX todo_number ON todo (done, id, deletedAt) WHERE deletedAt IS NULL;
    CREATE INDEX todo_project ON todo (project COLLATE NOCASE, deletedAt)
      WHERE deletedAt IS NULL AND project IS NOT NULL;

    CREATE TABLE todo_tag (
      tag TEXT NOT NULL COLLATE NOCASE,
      todo INTEGER NOT NULL,
      PRIMARY KEY (tag, todo)
    );
    CREATE TABLE todo_tally (
      kind TEXT NOT NULL,
      name TEXT NOT NULL COLLATE NOCASE,
      open INTEGER NOT NULL,
      done INTEGER NOT NULL,
      PRIMARY KEY (kind, name)
    );
    INSERT INTO todo_tag \(tags("todo.id", "todo.tags", from: "todo,", where: "deletedAt IS NULL"));
    INSERT INTO todo_tally SELECT 'project', project, sum(done = 0), sum(done <> 0) FROM todo
      WHERE deletedAt IS NULL AND project IS NOT NULL GROUP BY project COLLATE NOCASE;
    INSERT INTO todo_tally SELECT 'tag', tag, sum(done = 0), sum(done <> 0)
      FROM todo_tag JOIN todo ON id = todo GROUP BY tag;
    INSERT INTO todo_tally SELECT 'day', substr(due, 1, 10), sum(done = 0), sum(done <> 0)
      FROM todo WHERE deletedAt IS NULL AND due IS NOT NULL GROUP BY 2 COLLATE NOCASE;

    CREATE TRIGGER todo_project_tallied AFTER UPDATE OF rank, project, done, deletedAt ON todo
    WHEN (NEW.project IS NOT NULL OR OLD.project IS NOT NULL)
      AND (\(isAnother) OR NEW.project IS NOT OLD.project) BEGIN
      \(tally("SELECT 'project', OLD.project", -1, "OLD", where: "OLD.project IS NOT NULL"))
      \(tally("SELECT 'project', NEW.project", 1, "NEW", where: "NEW.project IS NOT NULL"))
    END;
    CREATE TRIGGER todo_day_tallied AFTER UPDATE OF rank, due, done, deletedAt ON todo
    WHEN (NEW.due IS NOT NULL OR OLD.due IS NOT NULL)
      AND (\(isAnother) OR NEW.due IS NOT OLD.due) BEGIN
      \(tally("SELECT 'day', substr(OLD.due, 1, 10)", -1, "OLD", where: "OLD.due IS NOT NULL"))
      \(tally("SELECT 'day', substr(NEW.due, 1, 10)", 1, "NEW", where: "NEW.due IS NOT NULL"))
    END;
    CREATE TRIGGER todo_tag_tallied AFTER UPDATE OF rank, tags, done, deletedAt ON todo
    WHEN (NEW.tags <> '[]' OR OLD.tags <> '[]') AND (\(isAnother) OR NEW.tags <> OLD.tags) BEGIN
      \(tally("SELECT 'tag', tag", -1, "OLD", from: "FROM todo_tag", where: "todo = OLD.id"))
      DELETE FROM todo_tag WHERE todo = OLD.id;
      INSERT INTO todo_tag \(tags("NEW.id", "NEW.tags", where: "NEW.deletedAt IS NULL"));
      \(tally("SELECT 'tag', tag", 1, "NEW", from: "FROM todo_tag", where: "todo = NEW.id"))
    END;
    CREATE INDEX todo_tag_todo ON todo_tag (todo);
    CREATE TRIGGER todo_untallied AFTER DELETE ON todo WHEN OLD.deletedAt IS NULL BEGIN
      \(tally("SELECT 'project', OLD.project", -1, "OLD", where: "OLD.project IS NOT NULL"))
      \(tally("SELECT 'day', substr(OLD.due, 1, 10)", -1, "OLD", where: "OLD.due IS NOT NULL"))
      \(tally("SELECT 'tag', tag", -1, "OLD", from: "FROM todo_tag", where: "todo = OLD.id"))
      DELETE FROM todo_tag WHERE todo = OLD.id;
    END;

    CREATE TABLE todo_filter (
      name TEXT NOT NULL PRIMARY KEY COLLATE NOCASE,
      text TEXT NOT NULL
    );
    """

  /// Whether a todo has come into the list, left it, or been done or opened.
  private static let isAnother = """
    (NEW.rank IS NULL) <> (OLD.rank IS NULL) OR (NEW.done <> 0) <> (OLD.done <> 0)
      OR (NEW.deletedAt IS NULL) <> (OLD.deletedAt IS NULL)
    """

  /// Counts a row of a trigger in or out, as far as it is in the list.
  static func tally(
    _ select: String, _ sign: Int, _ row: String, from: String = "", where condition: String
  ) -> String {
    """
    INSERT INTO todo_tally \(select), \(sign) * (\(row).done = 0), \(sign) * (\(row).done <> 0) \(from)
      WHERE \(row).rank IS NOT NULL AND \(row).deletedAt IS NULL AND \(condition)
      ON CONFLICT (kind, name) DO UPDATE SET open = open + excluded.open, done = done + excluded.done;
    """
  }

  /// The rows of a todo's tags; other programs may write what is no list of texts.
  static func tags(
    _ id: String, _ tags: String, from: String = "", where condition: String
  ) -> String {
    """
    SELECT value, \(id) FROM \(from) json_each(CASE WHEN json_valid(\(tags)) THEN \(tags) ELSE '[]' END)
      WHERE type = 'text' AND \(condition) GROUP BY \(id), value COLLATE NOCASE
    """
  }
}
