extension TodoSchema {
  /// Who did what, so that it can be taken back; see ``Journal``.
  ///
  /// An entry is a change and belongs to its owner. Each of its rows is a todo that it changed: what
  /// the other side of the change was (`image`; null: not in the list), the version that it must have
  /// to be turned to that side, and the version that it had there. A row that is loose is turned if
  /// it can be and hinders nobody. `asked` is the token of the request that turned it last, or tried;
  /// `state` is 0 for what stands, 1 for what was taken back, 2 for what was given up, and 3 for what
  /// was taken back for good.
  ///
  /// Of each owner the last 200 entries are kept, of all together the last 5,000. Whoever does
  /// something new can do nothing again that was taken back before; that stays to be read, because
  /// whoever took it back may be about to ask what that was.
  static let sixth = """
    CREATE TABLE todo_journal (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      token INTEGER NOT NULL UNIQUE,
      owner TEXT NOT NULL,
      kind TEXT NOT NULL,
      at INTEGER NOT NULL,
      tab INTEGER,
      state INTEGER NOT NULL DEFAULT 0,
      asked INTEGER,
      parent INTEGER,
      low INTEGER,
      high INTEGER,
      highID INTEGER
    );
    CREATE INDEX todo_journal_owner ON todo_journal (owner, state, id);
    CREATE INDEX todo_journal_asked ON todo_journal (asked) WHERE asked IS NOT NULL;
    CREATE TABLE todo_journal_row (
      entry INTEGER NOT NULL,
      todo INTEGER NOT NULL,
      version INTEGER NOT NULL,
      other INTEGER NOT NULL,
      isLoose INTEGER NOT NULL DEFAULT 0,
      image TEXT,
      isTurning INTEGER NOT NULL DEFAULT 0,
      newImage TEXT,
      place INTEGER,
      PRIMARY KEY (entry, todo)
    );
    CREATE INDEX todo_journal_row_todo ON todo_journal_row (todo);
    CREATE TRIGGER todo_journal_pruned AFTER INSERT ON todo_journal BEGIN
      UPDATE todo_journal SET state = 3 WHERE owner = NEW.owner AND state = 1;
      DELETE FROM todo_journal WHERE owner = NEW.owner AND id <= (
        SELECT id FROM todo_journal WHERE owner = NEW.owner ORDER BY id DESC LIMIT 1 OFFSET 200);
      DELETE FROM todo_journal WHERE id <= NEW.id - 5000;
    END;
    CREATE TRIGGER todo_journal_forgotten AFTER DELETE ON todo_journal BEGIN
      DELETE FROM todo_journal_row WHERE entry = OLD.id;
    END;
    """
}
