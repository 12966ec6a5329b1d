import Foundation
import GRDB

@testable import Penholder

/// A request that must fail, and how.
struct Poison: Sendable {
  let name: String
  let request: WriteRequest
  /// The word of the error that it gets.
  let code: String

  init(_ name: String, _ code: String, _ request: WriteRequest) {
    (self.name, self.code, self.request) = (name, code, request)
  }

  init(_ name: String, _ code: String, _ sql: String...) {
    self.init(name, code, WriteRequest(sql.map { SQLStatement($0) }))
  }

  /// What they need beside `note`, where number 1 is taken.
  static let schema = """
    INSERT INTO note VALUES (1, 'first');
    CREATE TABLE parent (id INTEGER PRIMARY KEY);
    CREATE TABLE child (parent INTEGER REFERENCES parent (id));
    CREATE TABLE late (parent INTEGER REFERENCES parent (id) DEFERRABLE INITIALLY DEFERRED);
    CREATE TABLE pair (a, b, PRIMARY KEY (a, b)) WITHOUT ROWID;
    INSERT INTO pair VALUES (1, 1);
    CREATE TABLE picky (x);
    CREATE TRIGGER picky_rollback BEFORE INSERT ON picky WHEN NEW.x = 'rollback' BEGIN
      SELECT RAISE (ROLLBACK, 'taken back');
    END;
    CREATE TRIGGER picky_abort AFTER INSERT ON picky WHEN NEW.x = 'abort' BEGIN
      INSERT INTO note (text) VALUES ('of a trigger');
      SELECT RAISE (ABORT, 'aborted');
    END;
    CREATE TRIGGER picky_fail AFTER INSERT ON picky WHEN NEW.x = 'fail' BEGIN
      INSERT INTO note (text) VALUES ('of a trigger');
      SELECT RAISE (FAIL, 'failed');
    END;
    CREATE TRIGGER picky_inner BEFORE INSERT ON picky WHEN NEW.x = 'inner' BEGIN
      INSERT OR FAIL INTO note (id, text) VALUES (900, 'half of a trigger'), (1, 'taken');
    END;
    CREATE TRIGGER picky_pair BEFORE INSERT ON picky WHEN NEW.x = 'pair' BEGIN
      INSERT OR FAIL INTO pair VALUES (9, 9), (1, 1);
    END;
    """

  private static let good = "INSERT INTO note (text) VALUES ('poison')"
  private static let taken = "INSERT INTO note VALUES (1, 'taken')"

  /// Those that fail before the commit.
  static let all: [Poison] =
    constraints + halves + transactions + misfits + conflicts + arguments

  static let constraints: [Poison] = [
    Poison("a taken primary key", "SQL_ERROR", taken),
    Poison("NULL where none may be", "SQL_ERROR", "INSERT INTO note (text) VALUES (NULL)"),
    Poison("a parent that is not there", "SQL_ERROR", "INSERT INTO child VALUES (77)"),
    Poison("a taken key without rowid", "SQL_ERROR", "INSERT INTO pair VALUES (2, 2), (1, 1)"),
    Poison("RAISE (ABORT)", "SQL_ERROR", "INSERT INTO picky VALUES ('abort')"),
  ]

  /// Those that leave something behind if nobody takes it back.
  static let halves: [Poison] = [
    Poison("the second of three statements", "SQL_ERROR", good, taken, good),
    Poison("the same in one string", "SQL_ERROR", "\(good); \(taken); \(good)"),
    Poison("an unknown table after a row", "SQL_ERROR", good, "INSERT INTO nowhere VALUES (1)"),
    Poison("a failure after CREATE TABLE", "SQL_ERROR", "CREATE TABLE poison (x)", taken),
    Poison("a failure after DROP TABLE", "SQL_ERROR", "DROP TABLE pair", taken),
    Poison("a failure after DELETE of all", "SQL_ERROR", "DELETE FROM pair", taken),
    Poison("a failure after CREATE INDEX", "SQL_ERROR", "CREATE INDEX p ON note (text)", taken),
    Poison("a failure after a pragma", "SQL_ERROR", "PRAGMA user_version = 7", taken),
    Poison("a failure after REPLACE", "SQL_ERROR", "REPLACE INTO pair VALUES (1, 1)", taken),
    Poison("OR FAIL", "SQL_ERROR", "INSERT OR FAIL INTO note VALUES (800, 'half'), (1, 'no')"),
    Poison("OR FAIL, no rowid", "SQL_ERROR", "INSERT OR FAIL INTO pair VALUES (8, 8), (1, 1)"),
    Poison("RAISE (FAIL)", "SQL_ERROR", "INSERT INTO picky VALUES ('x'), ('fail')"),
    Poison("OR FAIL in a trigger", "SQL_ERROR", "INSERT INTO picky VALUES ('inner')"),
    Poison("OR FAIL in a trigger, no rowid", "SQL_ERROR", "INSERT INTO picky VALUES ('pair')"),
  ]

  /// Those that end, or would end, the transaction that they share.
  static let transactions: [Poison] = [
    Poison("OR ROLLBACK", "SQL_ERROR", "INSERT OR ROLLBACK INTO note VALUES (1, 'taken')"),
    Poison(
      "OR ROLLBACK after a row", "SQL_ERROR", good, "INSERT OR ROLLBACK INTO note VALUES (1, 1)"),
    Poison("RAISE (ROLLBACK)", "SQL_ERROR", "INSERT INTO picky VALUES ('rollback')"),
    Poison("COMMIT", "BAD_REQUEST", "COMMIT"),
    Poison("COMMIT after a row", "BAD_REQUEST", "\(good); COMMIT"),
    Poison("END and BEGIN", "BAD_REQUEST", "\(good); END; BEGIN; \(good)"),
    Poison("ROLLBACK", "BAD_REQUEST", good, "ROLLBACK"),
    Poison("BEGIN", "BAD_REQUEST", "BEGIN"),
    Poison("SAVEPOINT", "BAD_REQUEST", good, "SAVEPOINT s", good),
    Poison("RELEASE", "BAD_REQUEST", "RELEASE grdb"),
  ]

  static let misfits: [Poison] = [
    Poison("ATTACH", "BAD_REQUEST", "ATTACH ':memory:' AS other"),
    Poison("DETACH", "BAD_REQUEST", "DETACH main"),
    Poison("VACUUM", "BAD_REQUEST", "VACUUM"),
    Poison("a pragma of the connection", "BAD_REQUEST", "PRAGMA query_only = 0"),
    Poison("the same after a row", "BAD_REQUEST", "\(good); PRAGMA foreign_keys = 0"),
    Poison("RETURNING", "BAD_REQUEST", "\(good) RETURNING id"),
    Poison("no SQL", "BAD_REQUEST", " -- nothing"),
    Poison("no SQL after a row", "BAD_REQUEST", good, ""),
    Poison("an unknown table", "SQL_ERROR", "INSERT INTO nowhere VALUES (1)"),
    Poison("nonsense", "SQL_ERROR", "INSRT INTO note"),
    Poison("nonsense after a row", "SQL_ERROR", "\(good); INSRT INTO note"),
  ]

  static let conflicts: [Poison] = [
    Poison(
      "one change too many", "CONFLICT",
      WriteRequest([SQLStatement(good), SQLStatement(good)], expectedChanges: 1)),
    Poison(
      "no change", "CONFLICT",
      WriteRequest("UPDATE note SET text = 'poison' WHERE id = -1", expectedChanges: 1)),
    Poison("a change where none is expected", "CONFLICT", WriteRequest(good, expectedChanges: 0)),
    Poison(
      "a schema change and no row", "CONFLICT",
      WriteRequest("CREATE TABLE poison (x)", expectedChanges: 1)),
  ]

  static let arguments: [Poison] = [
    Poison(
      "too few arguments", "SQL_ERROR",
      WriteRequest("INSERT INTO note (id, text) VALUES (?, ?)", arguments: [700])),
    Poison(
      "too many arguments", "SQL_ERROR",
      WriteRequest("INSERT INTO note (text) VALUES (?)", arguments: ["a", "b"])),
    Poison(
      "an argument of another name", "SQL_ERROR",
      WriteRequest("INSERT INTO note (text) VALUES (:text)", arguments: ["txt": "x"])),
  ]
}
