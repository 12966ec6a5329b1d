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

  @Test(
    "pragmas that ask, or that write what lies in the database, pass",
    arguments: [
      "PRAGMA table_info(t)", "PRAGMA main.index_list('t')", "PRAGMA journal_mode",
      "PRAGMA user_version", "PRAGMA user_version = 3", "PRAGMA integrity_check", "SELECT 1",
      "EXPLAIN INSERT INTO t VALUES (1)", "REPLACE INTO t VALUES (1)", "CREATE TABLE t (x)",
    ])
  func passed(sql: String) { #expect(StatementHead(sql).objection == nil) }
}
