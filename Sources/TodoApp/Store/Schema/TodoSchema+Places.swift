extension TodoSchema {
  /// Parts, recurrence, and where a todo stands in the list.
  ///
  /// `position` orders the parts of one todo, or those that are part of none. Where a todo stands in
  /// the whole list follows from that: `(rank, family, path)` are the position and the id of the
  /// todo outermost around it, and for each level below it the position and the id as text of fixed
  /// width. So a todo's parts stand right behind it, an index has the list's order, and a part's
  /// level is the length of its path. Triggers keep the three right, whoever writes; a row counts
  /// from the moment at which it has its place.
  ///
  /// `urgency` is the priority as a number, so that an index has that order; `follows` is the
  /// recurring todo whose completion added this one. Indexes end in `deletedAt` because SQLite would
  /// look at the row for it otherwise, although it is the index's own condition.
  static let third = """
    ALTER TABLE todo ADD COLUMN parent INTEGER;
    ALTER TABLE todo ADD COLUMN recurrence TEXT;
    ALTER TABLE todo ADD COLUMN follows INTEGER;
    ALTER TABLE todo ADD COLUMN rank INTEGER;
    ALTER TABLE todo ADD COLUMN family INTEGER;
    ALTER TABLE todo ADD COLUMN path TEXT;
    ALTER TABLE todo ADD COLUMN urgency INTEGER;
    DROP TRIGGER todo_inserted;
    DROP TRIGGER todo_deleted;
    DROP TRIGGER todo_updated;
    DROP INDEX todo_list;
    UPDATE todo SET position = position << 14, rank = position << 14, family = id, path = '',
      done = done <> 0, urgency = \(urgency("priority"));
    DELETE FROM todo_block;
    INSERT INTO todo_block SELECT rank >> 30, sum(done = 0), sum(done <> 0) FROM todo
      WHERE deletedAt IS NULL GROUP BY 1;

    CREATE INDEX todo_list ON todo (rank, family, path, done, deletedAt) WHERE deletedAt IS NULL;
    CREATE INDEX todo_sibling ON todo (parent, position, id);
    CREATE INDEX todo_family ON todo (family, path) WHERE parent IS NOT NULL;
    CREATE INDEX todo_follows ON todo (follows) WHERE follows IS NOT NULL;

    CREATE TRIGGER todo_placed AFTER INSERT ON todo BEGIN
      UPDATE todo SET done = NEW.done <> 0, urgency = \(urgency("NEW.priority")),
        (rank, family, path) = (\(place)) WHERE id = NEW.id;
    END;
    CREATE TRIGGER todo_moved AFTER UPDATE OF position, parent ON todo
    WHEN NEW.position IS NOT OLD.position OR NEW.parent IS NOT OLD.parent BEGIN
      UPDATE todo SET (rank, family, path) = (\(place)) WHERE id = NEW.id;
      UPDATE todo SET (rank, family, path) = (SELECT o.rank, o.family,
          o.path || substr(todo.path, length(OLD.path) + 1) FROM todo o WHERE o.id = NEW.id)
        WHERE family = OLD.family AND parent IS NOT NULL AND id <> NEW.id
          AND substr(path, 1, length(OLD.path)) = OLD.path;
    END;
    CREATE TRIGGER todo_pressed AFTER UPDATE OF priority ON todo
    WHEN NEW.priority IS NOT OLD.priority BEGIN
      UPDATE todo SET urgency = \(urgency("NEW.priority")) WHERE id = NEW.id;
    END;
    CREATE TRIGGER todo_decided AFTER UPDATE OF done ON todo WHEN NEW.done NOT IN (0, 1) BEGIN
      UPDATE todo SET done = NEW.done <> 0 WHERE id = NEW.id;
    END;
    CREATE TRIGGER todo_counted AFTER UPDATE OF rank, done, deletedAt ON todo
    WHEN NEW.rank IS NOT OLD.rank OR (NEW.done <> 0) <> (OLD.done <> 0)
      OR (NEW.deletedAt IS NULL) <> (OLD.deletedAt IS NULL) BEGIN
      INSERT INTO todo_block SELECT OLD.rank >> 30, -(OLD.done = 0), -(OLD.done <> 0)
        WHERE OLD.rank IS NOT NULL AND OLD.deletedAt IS NULL
        ON CONFLICT (block) DO UPDATE SET open = open + excluded.open, done = done + excluded.done;
      INSERT INTO todo_block SELECT NEW.rank >> 30, NEW.done = 0, NEW.done <> 0
        WHERE NEW.rank IS NOT NULL AND NEW.deletedAt IS NULL
        ON CONFLICT (block) DO UPDATE SET open = open + excluded.open, done = done + excluded.done;
    END;
    CREATE TRIGGER todo_uncounted AFTER DELETE ON todo WHEN OLD.deletedAt IS NULL BEGIN
      UPDATE todo_block SET open = open - (OLD.done = 0), done = done - (OLD.done <> 0)
        WHERE block = OLD.rank >> 30;
    END;
    """

  /// Where a row of a trigger stands: behind what it is a part of, or by itself.
  static let place = """
    SELECT rank, family, path || \(step("NEW.position", "NEW.id")) FROM todo
      WHERE id = NEW.parent AND id <> NEW.id
    UNION ALL SELECT NEW.position, NEW.id, '' LIMIT 1
    """

  private static func step(_ position: String, _ id: String) -> String {
    "printf('%016x%010x', \(position) + 4611686018427387904, \(id))"
  }

  /// How long the path of a todo is for each level.
  static let stepLength = 26

  static func urgency(_ priority: String) -> String {
    "CASE \(priority) WHEN 'high' THEN 0 WHEN 'medium' THEN 1 WHEN 'low' THEN 2 ELSE 3 END"
  }
}
