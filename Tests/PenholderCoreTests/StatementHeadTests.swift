import PenholderCore
import Testing

@Suite("Heads of statements")
struct StatementHeadTests {
  @Test(
    "the first keyword is found behind blanks and comments",
    arguments: [
      ("select 1", "SELECT"), ("  \n-- a comment; BEGIN\nINSERT INTO t", "INSERT"),
      ("/* BEGIN */ /* ; */\tWith x AS (SELECT 1) DELETE FROM t", "WITH"), (";; commit", "COMMIT"),
      ("", ""), ("/* never ends", ""), ("\u{FEFF}begin", "BEGIN"), ("-- only", ""),
    ])
  func keyword(sql: String, expected: String) {
    #expect(StatementHead(sql).keyword == expected)
  }

  @Test(
    "what would end or leave the transaction is refused",
    arguments: [
      "BEGIN", "begin immediate", "COMMIT", "END", "ROLLBACK", "SAVEPOINT s", "RELEASE s",
      "ATTACH 'x' AS y", "DETACH y", "VACUUM", "VACUUM INTO 'x'", "/**/ BEGIN",
    ])
  func refused(sql: String) { #expect(StatementHead(sql).objection != nil) }

  @Test(
    "pragmas that change the connection are refused, whatever way they are spelt",
    arguments: [
      "PRAGMA journal_mode=DELETE", "PRAGMA main.synchronous = 0", "pragma locking_mode(exclusive)",
      "PRAGMA \"wal_autocheckpoint\" = 1", "PRAGMA writable_schema=1", "PRAGMA optimize",
      "PRAGMA wal_checkpoint", "PRAGMA wal_checkpoint(TRUNCATE)", "PRAGMA query_only=0",
      "PRAGMA main . [synchronous] = 1", "PRAGMA incremental_vacuum", "PRAGMA unheard_of",
      "PRAGMA schema_version=9",
    ])
  func pragmas(sql: String) { #expect(StatementHead(sql).objection != nil) }

  @Test("pragmas are found in any statement, and nowhere else")
  func several() {
    let sql = """
      SELECT 'PRAGMA a'; -- ; PRAGMA b
      INSERT INTO "x;PRAGMA c" VALUES (1) /* ; PRAGMA d */; explain query plan pragma e = 1;
      CREATE TRIGGER t AFTER INSERT ON x BEGIN SELECT 1; SELECT 2; END; PRAGMA main.f(2); PRAGMA g
      """
    #expect(StatementHead.pragmas(in: sql).map(\.pragma) == ["e", "f", "g"])
    #expect(StatementHead.pragmas(in: "SELECT 1 - 2 / 3; PRAGMA h").map(\.pragma) == ["h"])
    #expect(StatementHead.pragmas(in: "SELECT 'unclosed; PRAGMA i").isEmpty)
  }

  @Test("an explained statement is seen through")
  func explained() {
    #expect(StatementHead("EXPLAIN QUERY PLAN INSERT INTO t VALUES (1)").keyword == "INSERT")
    #expect(StatementHead("explain pragma synchronous=0").objection != nil)
  }

  @Test(
    "pragmas that ask, or that write what lies in the database, pass",
    arguments: [
      "PRAGMA table_info(t)", "PRAGMA main.index_list('t')", "PRAGMA journal_mode",
      "PRAGMA user_version", "PRAGMA user_version = 3", "PRAGMA integrity_check", "SELECT 1",
      "EXPLAIN INSERT INTO t VALUES (1)", "REPLACE INTO t VALUES (1)", "CREATE TABLE t (x)",
    ])
  func passed(sql: String) { #expect(StatementHead(sql).objection == nil) }
}
