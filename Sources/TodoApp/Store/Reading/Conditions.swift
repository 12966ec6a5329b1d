import GRDB

/// What a view and a filter ask of rows, in SQL.
struct Conditions {
  /// What has to be so of a row of `todo`; all of it.
  private(set) var predicates: [String] = ["todo.deletedAt IS NULL"]
  private(set) var arguments: [DatabaseValue] = []
  /// Whether it is no more than what is done.
  private(set) var isDoneOnly = false
  /// The best way to those that may be found, if there is one: a query for their ids, its arguments,
  /// and about how many they are.
  private(set) var source: (sql: String, argument: DatabaseValue, count: Int)?

  /// Whether every todo is wanted.
  var isEmpty: Bool { predicates.count == 1 }

  /// How many ids a source may have to be better than a walk through the order.
  static let narrow = 4_096

  init(_ db: Database, _ query: ListQuery, at now: Moment) throws {
    let filter = Filter(query.filter, at: now)
    let terms = Filter(query.view, at: now).terms + filter.terms
    isDoneOnly = terms == [Filter.Term(.isDone)]
    for term in terms { try add(term, now, db) }
  }

  init(_ db: Database, _ terms: [Filter.Term], at now: Moment) throws {
    for term in terms { try add(term, now, db) }
  }

  private mutating func add(_ term: Filter.Term, _ now: Moment, _ db: Database) throws {
    var isFound = false
    if !term.isNegated, let way = Self.way(term.condition, now) {
      // A count of what is there already, or as far as it matters.
      let count =
        try Int.fetchOne(
          db.cachedStatement(
            sql: "SELECT count(*) FROM (\(way.sql) LIMIT \(Self.narrow + 1))"),
          arguments: [way.argument]) ?? 0
      isFound = count <= Self.narrow
      if count < source?.count ?? .max { source = (way.sql, way.argument, count) }
    }
    let (sql, values) = Self.sql(term.condition, now, isFrequent: !term.isNegated && !isFound)
    predicates.append(term.isNegated ? "NOT ifnull((\(sql)), 0)" : sql)
    arguments += values
  }

  private static func way(
    _ condition: Filter.Condition, _ now: Moment
  ) -> (sql: String, argument: DatabaseValue)? {
    switch condition {
    case .text(let text) where text.unicodeScalars.count >= 3:
      ("SELECT rowid AS found FROM todo_words WHERE todo_words MATCH ?", match(text))
    case .tag(let name):
      ("SELECT todo AS found FROM todo_tag WHERE tag = ?", name.databaseValue)
    case .project(let name):
      (
        "SELECT id AS found FROM todo WHERE deletedAt IS NULL AND project = ? COLLATE NOCASE",
        name.databaseValue
      )
    case .due(_, let before?):
      (
        "SELECT id AS found FROM todo INDEXED BY todo_due "
          + "WHERE deletedAt IS NULL AND done IN (0, 1) AND due < ?", before.iso.databaseValue
      )
    case .isOverdue:
      (
        "SELECT id AS found FROM todo INDEXED BY todo_due "
          + "WHERE deletedAt IS NULL AND done = 0 AND due < ?", now.iso.databaseValue
      )
    case .id(let id): ("SELECT id AS found FROM todo WHERE id = ?", id.databaseValue)
    default: nil
    }
  }

  /// A phrase; the tokenizer makes a substring of it.
  private static func match(_ text: String) -> DatabaseValue {
    "\"\(escaped(text, "\"", by: "\""))\"".databaseValue
  }

  /// `text` with a sign before each of these. By scalars, as SQLite reads it: a combining mark makes
  /// another character of a quotation mark and leaves it one.
  private static func escaped(
    _ text: String, _ special: String, by sign: Unicode.Scalar
  ) -> String {
    var result = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      if special.unicodeScalars.contains(scalar) { result.append(sign) }
      result.append(scalar)
    }
    return String(result)
  }

  /// - Parameter isFrequent: whether many todos are like that: then a look at each text is quicker
  ///   than to collect them beforehand.
  private static func sql(
    _ condition: Filter.Condition, _ now: Moment, isFrequent: Bool
  ) -> (String, [DatabaseValue]) {
    switch condition {
    case .text(let text):
      let isASCII = text.utf8.allSatisfy { $0 < 0x80 }
      if text.unicodeScalars.count >= 3, !(isFrequent && isASCII) {
        return (
          "todo.id IN (SELECT rowid FROM todo_words WHERE todo_words MATCH ?)", [match(text)]
        )
      }
      // SQLite's LIKE knows the upper and lower case of ASCII only.
      let variants =
        isASCII ? [text] : [text, text.lowercased(), text.uppercased()]
      return (
        "("
          + variants.map { _ in #"title LIKE ? ESCAPE '\' OR notes LIKE ? ESCAPE '\'"# }
          .joined(separator: " OR ") + ")",
        variants.flatMap { [like($0).databaseValue, like($0).databaseValue] }
      )
    case .tag(let name):
      return ("todo.id IN (SELECT todo FROM todo_tag WHERE tag = ?)", [name.databaseValue])
    case .project(let name): return ("project = ? COLLATE NOCASE", [name.databaseValue])
    case .priority(let priority): return ("priority = ?", [priority.rawValue.databaseValue])
    case .due(let from, let before):
      let bounds = (from == nil ? "" : " AND due >= ?") + (before == nil ? "" : " AND due < ?")
      return (
        "(due IS NOT NULL\(bounds))", [from, before].compactMap { $0?.iso.databaseValue }
      )
    case .isDone: return ("done <> 0", [])
    case .isOverdue:
      return (
        "(done = 0 AND due < ? AND due <> ?)", [now.iso.databaseValue, now.day.iso.databaseValue]
      )
    case .isRecurring: return ("recurrence IS NOT NULL", [])
    case .isPart: return ("parent IS NOT NULL", [])
    case .hasProject: return ("project IS NOT NULL", [])
    case .hasTags: return ("todo.id IN (SELECT todo FROM todo_tag)", [])
    case .hasNotes: return ("notes <> ''", [])
    case .hasPriority: return ("urgency < 3", [])
    case .id(let id): return ("todo.id = ?", [id.databaseValue])
    }
  }

  private static func like(_ text: String) -> String { "%" + escaped(text, "%_\\", by: "\\") + "%" }
}
