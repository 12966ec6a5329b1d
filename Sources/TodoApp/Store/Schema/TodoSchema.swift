import GRDB
import Penholder

/// The tables of a todo database and how they came to be.
///
/// Migrations are named and kept as GRDB's `DatabaseMigrator` keeps them, in `grdb_migrations`, so
/// that its tools understand the file. They are not run by it but sent to the leader, whichever tab
/// that is: so a tab can queue its first todo before anybody has made the tables. For a list that is
/// there already each is a request by itself, because the leader allows a request only so much time,
/// and the list may be long.
enum TodoSchema {
  /// What a database says about its tables.
  enum Standing: Hashable, Sendable {
    /// There are none, or older ones than this program's: what makes them, one after the other.
    /// What another tab was quicker with is refused and changes nothing.
    case older([WriteRequest])
    /// Just this program's.
    case current
    /// Made by a newer program; nothing here may touch them.
    case newer
  }

  private struct Migration: Sendable {
    let identifier: String
    let sql: String
  }

  private static let migrations = [
    Migration(identifier: "1 todos", sql: first), Migration(identifier: "2 marks", sql: second),
    Migration(identifier: "3 parts and recurrence", sql: third),
    Migration(identifier: "4 counts and orders", sql: fourth),
    Migration(identifier: "5 search", sql: fifth), Migration(identifier: "6 journal", sql: sixth),
    Migration(identifier: "7 entering", sql: seventh),
  ]

  /// Whether the tables are those of this program.
  static func standing(_ db: Database) throws -> Standing {
    let applied = try applied(db)
    if !applied.isSubset(of: migrations.map(\.identifier)) { return .newer }
    let missing = migrations.filter { !applied.contains($0.identifier) }
    if missing.isEmpty { return .current }
    // A new list is made at once; an old one has something to be brought up to date in each.
    return .older(
      applied.isEmpty ? [request(for: missing)] : missing.map { request(for: [$0]) })
  }

  /// What makes the tables as they were after the first migrations; for tests of upgrades.
  static func requests(first count: Int) -> [WriteRequest] {
    migrations.prefix(count).map { request(for: [$0]) }
  }

  /// Each migration is entered before it is made: if it has been made, that is what fails.
  private static func request(for migrations: [Migration]) -> WriteRequest {
    let table = SQLStatement(
      "CREATE TABLE IF NOT EXISTS grdb_migrations (identifier TEXT NOT NULL PRIMARY KEY)")
    return WriteRequest(
      migrations.reduce(into: [table]) { statements, migration in
        statements.append(
          SQLStatement(
            "INSERT INTO grdb_migrations (identifier) VALUES (?)",
            arguments: [migration.identifier]))
        statements.append(SQLStatement(migration.sql))
      })
  }

  private static func applied(_ db: Database) throws -> Set<String> {
    guard try TodoTable.exists("grdb_migrations", db) else { return [] }
    return try String.fetchSet(db, sql: "SELECT identifier FROM grdb_migrations")
  }

  /// A window of a list that is nowhere in memory needs to know how many todos stand before it.
  /// `todo_block` counts them by blocks of positions (triggers keep it right, whoever writes), so
  /// that counting takes one look at each block and then at most one block's todos.
  ///
  /// A deleted todo keeps its row: its id is never given again, its deleter can be named, and the
  /// deletion can be taken back. Times are milliseconds since 1970, days ISO 8601, tags a JSON array.
  private static let first = """
    CREATE TABLE todo (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      title TEXT NOT NULL,
      done INTEGER NOT NULL DEFAULT 0,
      priority TEXT,
      project TEXT,
      tags TEXT NOT NULL DEFAULT '[]',
      due TEXT,
      notes TEXT NOT NULL DEFAULT '',
      createdAt INTEGER NOT NULL,
      completedAt INTEGER,
      version INTEGER NOT NULL DEFAULT 1,
      position INTEGER NOT NULL,
      createdByTab INTEGER,
      changedByTab INTEGER,
      changedAt INTEGER NOT NULL,
      deletedAt INTEGER,
      deletedByTab INTEGER
    );
    CREATE INDEX todo_list ON todo (position, id) WHERE deletedAt IS NULL;

    CREATE TABLE todo_block (
      block INTEGER PRIMARY KEY,
      open INTEGER NOT NULL,
      done INTEGER NOT NULL
    );
    CREATE TRIGGER todo_inserted AFTER INSERT ON todo WHEN NEW.deletedAt IS NULL BEGIN
      INSERT INTO todo_block VALUES (NEW.position >> 16, NEW.done = 0, NEW.done <> 0)
        ON CONFLICT (block) DO UPDATE SET open = open + excluded.open, done = done + excluded.done;
    END;
    CREATE TRIGGER todo_deleted AFTER DELETE ON todo WHEN OLD.deletedAt IS NULL BEGIN
      UPDATE todo_block SET open = open - (OLD.done = 0), done = done - (OLD.done <> 0)
        WHERE block = OLD.position >> 16;
    END;
    CREATE TRIGGER todo_updated AFTER UPDATE OF done, position, deletedAt ON todo BEGIN
      UPDATE todo_block SET open = open - (OLD.done = 0), done = done - (OLD.done <> 0)
        WHERE OLD.deletedAt IS NULL AND block = OLD.position >> 16;
      INSERT INTO todo_block SELECT NEW.position >> 16, NEW.done = 0, NEW.done <> 0
        WHERE NEW.deletedAt IS NULL
        ON CONFLICT (block) DO UPDATE SET open = open + excluded.open, done = done + excluded.done;
    END;
    """

  /// A todo that is queued has no id yet. Its tab calls it by a random mark, which is written into
  /// the row: so the tab knows it when it reads it, and can address further changes to it.
  private static let second = """
    ALTER TABLE todo ADD COLUMN mark INTEGER;
    CREATE UNIQUE INDEX todo_mark ON todo (mark) WHERE mark IS NOT NULL;
    """

  /// The distance of the positions of two todos added one after the other: room to move others in
  /// between. A block holds 2^30 positions, so 1,024 todos that were only added.
  static let positionStep: Int64 = 1 << 20
  /// The block that a rank belongs to is this many bits to the right.
  static let blockShift: Int64 = 30
}

/// Why a todo database cannot be used.
public enum TodoStoreError: Error, Hashable, Sendable, CustomStringConvertible {
  /// A newer `todos` made its tables.
  case newerSchema
  /// There is no todo of this id, or there is none any more.
  case noSuchTodo(Int64)
  /// This owner has no change to take back, or to make again.
  case nothingToUndo(isRedo: Bool)
  /// Somebody changed a todo, this one if it is known, since it was changed by what was to be taken
  /// back or made again.
  case changedSince(isRedo: Bool, Int64?)
  /// A todo cannot be like that; the reason as a sentence.
  case unusable(String)

  /// One sentence that says what happened and what to do.
  public var description: String {
    switch self {
    case .newerSchema:
      "This database was made by a newer version of todos. Use that version, or another database."
    case .noSuchTodo(let id):
      "There is no todo #\(id). `todos list --all` shows those that there are."
    case .nothingToUndo(let isRedo):
      isRedo
        ? "There is nothing to do again: your last change was not an undo."
        : "There is nothing to undo: no change of yours is left to take back."
    case .changedSince(let isRedo, let id):
      "Not \(isRedo ? "done again" : "undone"): \(id.map { "#\($0) was" } ?? "its todos were") changed "
        + "since by somebody else. The next one takes the change before it."
    case .unusable(let reason): reason
    }
  }
}
