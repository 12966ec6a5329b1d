extension TodoSchema {
  /// The words of titles and notes, three characters at a time, so that any part of a word is found.
  ///
  /// What is deleted is not in it.
  static let fifth = """
    CREATE VIEW todo_text AS SELECT id, title, notes FROM todo WHERE deletedAt IS NULL;
    CREATE VIRTUAL TABLE todo_words USING fts5(title, notes, content = 'todo_text',
      content_rowid = 'id', tokenize = 'trigram');
    INSERT INTO todo_words (todo_words) VALUES ('rebuild');
    CREATE TRIGGER todo_worded AFTER INSERT ON todo WHEN NEW.deletedAt IS NULL BEGIN
      INSERT INTO todo_words (rowid, title, notes) VALUES (NEW.id, NEW.title, NEW.notes);
    END;
    CREATE TRIGGER todo_reworded AFTER UPDATE OF title, notes, deletedAt ON todo
    WHEN NEW.title IS NOT OLD.title OR NEW.notes IS NOT OLD.notes
      OR (NEW.deletedAt IS NULL) <> (OLD.deletedAt IS NULL) BEGIN
      INSERT INTO todo_words (todo_words, rowid, title, notes)
        SELECT 'delete', OLD.id, OLD.title, OLD.notes WHERE OLD.deletedAt IS NULL;
      INSERT INTO todo_words (rowid, title, notes)
        SELECT NEW.id, NEW.title, NEW.notes WHERE NEW.deletedAt IS NULL;
    END;
    CREATE TRIGGER todo_unworded AFTER DELETE ON todo WHEN OLD.deletedAt IS NULL BEGIN
      INSERT INTO todo_words (todo_words, rowid, title, notes)
        VALUES ('delete', OLD.id, OLD.title, OLD.notes);
    END;
    """
}
