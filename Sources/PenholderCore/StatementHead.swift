/// The first words of a SQL statement: enough to know those that SQLite's compiler calls read-only
/// and that are not harmless.
package struct StatementHead: Equatable, Sendable {
  /// The first keyword, in upper case; empty when there is none.
  package let keyword: String
  /// For a pragma: its name without schema, in lower case.
  package let pragma: String?
  /// For a pragma: whether it is given a value, in either of SQLite's two ways.
  package let hasValue: Bool
  /// Whether the statement is only explained, which changes nothing (but a pragma is run all the
  /// same: SQLite runs many while it compiles them).
  package let isExplained: Bool

  /// Reads the beginning of `sql`. O(length of what comes before the third word).
  package init(_ sql: String) {
    var scanner = Scanner(sql)
    self.init(&scanner)
  }

  private init(_ scanner: inout Scanner) {
    var word = scanner.word().uppercased()
    isExplained = word == "EXPLAIN"
    while ["EXPLAIN", "QUERY", "PLAN"].contains(word) { word = scanner.word().uppercased() }
    keyword = word
    guard keyword == "PRAGMA" else {
      pragma = nil
      hasValue = false
      return
    }
    var name = scanner.word()
    scanner.skipBlanks()
    if scanner.take(UInt8(ascii: ".")) {
      name = scanner.word()
      scanner.skipBlanks()
    }
    pragma = name.lowercased()
    hasValue = scanner.take(UInt8(ascii: "=")) || scanner.take(UInt8(ascii: "("))
  }

  /// The pragmas in a string of several statements, found without compiling it: SQLite runs many of
  /// them while it compiles them. O(length).
  package static func pragmas(in sql: String) -> [StatementHead] {
    var scanner = Scanner(sql)
    var found: [StatementHead] = []
    while !scanner.isAtEnd {
      let head = StatementHead(&scanner)
      if head.pragma != nil { found.append(head) }
      scanner.skipStatement()
    }
    return found
  }

  /// Whether it is one whose changes SQLite counts, and that changes nothing else.
  package var changesRows: Bool {
    !isExplained && ["INSERT", "UPDATE", "DELETE", "REPLACE", "WITH"].contains(keyword)
  }

  /// Why the statement has no place in a routed request, or nil.
  package var objection: String? {
    switch keyword {
    case "BEGIN", "COMMIT", "END", "ROLLBACK", "SAVEPOINT", "RELEASE":
      """
      \(keyword) has no place here: each request is one transaction by itself. Put the statements \
      that belong together into one request.
      """
    case "ATTACH", "DETACH":
      "\(keyword) has no place here: open the other database with a handle of its own."
    case "VACUUM":
      """
      VACUUM has no place here: it rewrites the file outside any transaction. Close every tab and \
      run it with sqlite3.
      """
    case "PRAGMA": pragmaObjection
    default: nil
    }
  }

  private var pragmaObjection: String? {
    guard let pragma else { return nil }
    if Self.questions.contains(pragma) { return nil }
    if Self.values.contains(pragma), !hasValue { return nil }
    if Self.stored.contains(pragma) { return nil }
    if pragma == "wal_checkpoint" {
      return "PRAGMA wal_checkpoint has no place here: only the leader checkpoints (checkpoint)."
    }
    return """
      PRAGMA \(pragma) has no place here: it changes how one connection works. Say it in the \
      configuration (prepareDatabase).
      """
  }

  /// Pragmas that only answer, with an argument or without.
  private static let questions: Set<String> = [
    "table_info", "table_xinfo", "table_list", "index_list", "index_info", "index_xinfo",
    "foreign_key_list", "foreign_key_check", "integrity_check", "quick_check", "database_list",
    "collation_list", "function_list", "module_list", "pragma_list", "compile_options",
    "data_version", "page_count", "freelist_count",
  ]

  /// Pragmas that answer when they are given no value, and change the connection when they are.
  private static let values: Set<String> = [
    "journal_mode", "synchronous", "foreign_keys", "locking_mode", "wal_autocheckpoint",
    "page_size", "encoding", "auto_vacuum", "busy_timeout", "cache_size", "cache_spill",
    "journal_size_limit", "max_page_count", "mmap_size", "query_only", "recursive_triggers",
    "secure_delete", "temp_store", "threads", "trusted_schema", "defer_foreign_keys",
    "case_sensitive_like", "cell_size_check", "checkpoint_fullfsync", "fullfsync",
    "ignore_check_constraints", "legacy_alter_table", "automatic_index", "analysis_limit",
    "hard_heap_limit", "soft_heap_limit", "reverse_unordered_selects", "read_uncommitted",
    "schema_version",
  ]

  /// Pragmas whose value lies in the database: a write like any other, which SQLite says.
  private static let stored: Set<String> = ["user_version", "application_id"]

  private struct Scanner {
    private var rest: Substring.UTF8View

    init(_ text: String) { rest = text[...].utf8 }

    mutating func take(_ byte: UInt8) -> Bool {
      guard rest.first == byte else { return false }
      rest = rest.dropFirst()
      return true
    }

    var isAtEnd: Bool { rest.isEmpty }

    /// Skips what is left of a statement, to behind its semicolon. Inside a trigger that is the end
    /// of one of its statements, none of which can be a pragma.
    mutating func skipStatement() {
      while let byte = rest.first {
        switch byte {
        case UInt8(ascii: ";"):
          rest = rest.dropFirst()
          return
        case UInt8(ascii: "'"), UInt8(ascii: "\""), UInt8(ascii: "`"), UInt8(ascii: "["):
          _ = word()
        case UInt8(ascii: "-"), UInt8(ascii: "/"):
          let before = rest.count
          skipBlanks(stoppingAtSemicolon: true)
          if rest.count == before { rest = rest.dropFirst() }
        default: rest = rest.dropFirst()
        }
      }
    }

    /// Skips white space, comments and empty statements.
    mutating func skipBlanks(stoppingAtSemicolon: Bool = false) {
      while let byte = rest.first {
        switch byte {
        case UInt8(ascii: ";") where stoppingAtSemicolon: return
        case 0x09...0x0D, 0x20, UInt8(ascii: ";"): rest = rest.dropFirst()
        case UInt8(ascii: "-") where rest.dropFirst().first == UInt8(ascii: "-"):
          rest = rest.drop { $0 != 0x0A }
        case UInt8(ascii: "/") where rest.dropFirst().first == UInt8(ascii: "*"):
          skipBlockComment()
        case 0xEF where rest.starts(with: [0xEF, 0xBB, 0xBF]): rest = rest.dropFirst(3)
        default: return
        }
      }
    }

    private mutating func skipBlockComment() {
      rest = rest.dropFirst(2)
      while !rest.isEmpty, !rest.starts(with: [UInt8(ascii: "*"), UInt8(ascii: "/")]) {
        rest = rest.dropFirst()
      }
      rest = rest.dropFirst(2)
    }

    /// The next identifier, quoted or not.
    mutating func word() -> String {
      skipBlanks()
      let closing: [UInt8: UInt8] = [
        UInt8(ascii: "\""): UInt8(ascii: "\""), UInt8(ascii: "'"): UInt8(ascii: "'"),
        UInt8(ascii: "`"): UInt8(ascii: "`"), UInt8(ascii: "["): UInt8(ascii: "]"),
      ]
      if let first = rest.first, let end = closing[first] {
        rest = rest.dropFirst()
        let word = rest.prefix { $0 != end }
        rest = rest.dropFirst(word.count + 1)
        return String(Substring(word))
      }
      let word = rest.prefix { byte in
        byte == UInt8(ascii: "_") || byte >= 0x80 || (byte >= 0x30 && byte <= 0x39)
          || (byte | 0x20 >= 0x61 && byte | 0x20 <= 0x7A)
      }
      rest = rest.dropFirst(word.count)
      return String(Substring(word))
    }
  }
}
