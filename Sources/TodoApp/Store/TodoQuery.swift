import GRDB
import Penholder

/// Which todos a command wants to see, and in which order.
public struct TodoQuery: Hashable, Sendable {
  /// Whether they are to be open, done, or either.
  public enum Scope: Hashable, Sendable {
    case open
    case done
    case all
  }

  /// What comes first.
  public enum Order: String, Hashable, Sendable, CaseIterable {
    /// As in the list on the screen.
    case list
    case id
    case title
    /// The most pressing first.
    case priority
    /// The earliest first, those without a day last.
    case due
    /// The newest first.
    case created
    /// The latest change first.
    case changed

    fileprivate var sql: String {
      switch self {
      case .list: "position, id"
      case .id: "id"
      case .title: "title COLLATE NOCASE, id"
      case .priority:
        "CASE priority WHEN 'high' THEN 0 WHEN 'medium' THEN 1 WHEN 'low' THEN 2 ELSE 3 END, id"
      case .due: "due IS NULL, due, id"
      case .created: "createdAt DESC, id DESC"
      case .changed: "changedAt DESC, id DESC"
      }
    }
  }

  /// Words that all have to be there: `#tag`, `+project`, or a part of the title or the notes.
  public var words: [String]
  /// Whether they are to be open, done, or either.
  public var scope: Scope
  /// What comes first.
  public var order: Order
  /// At most as many; nil for all.
  public var limit: Int?

  /// The todos that `text` describes.
  public init(
    _ text: String = "", scope: Scope = .open, order: Order = .list, limit: Int? = nil
  ) {
    words = text.split(whereSeparator: \.isWhitespace).map(String.init)
    self.scope = scope
    self.order = order
    self.limit = limit
  }

  /// The todos, read from a database that no tab of this process has open. Blocks; takes part in
  /// nothing: the tabs do not notice.
  ///
  /// - Throws: `TodoStoreError.newerSchema`, what `MultiTabDatabase.read(at:_:)` throws.
  public func read(at path: String) throws -> [Todo] {
    try MultiTabDatabase.read(at: path) { db in
      switch try TodoSchema.standing(db) {
      case .newer: throw TodoStoreError.newerSchema
      case .older where try !db.tableExists("todo"): return []
      case .older, .current: return try todos(db)
      }
    }
  }

  func todos(_ db: Database) throws -> [Todo] {
    let rows = try cursor(db)
    var todos: [Todo] = []
    while let row = try rows.next() { todos.append(Todo(row: row)) }
    return todos
  }

  /// The rows, one after another.
  func cursor(_ db: Database) throws -> RowCursor {
    var conditions = ["deletedAt IS NULL"]
    var arguments: [(any DatabaseValueConvertible)?] = []
    switch scope {
    case .open: conditions.append("done = 0")
    case .done: conditions.append("done <> 0")
    case .all: break
    }
    for word in words {
      let (condition, argument) = Self.condition(word)
      conditions.append(condition)
      arguments.append(argument)
    }
    arguments.append(limit ?? -1)
    return try Row.fetchCursor(
      db,
      sql: """
        SELECT * FROM todo WHERE \(conditions.joined(separator: " AND "))
        ORDER BY \(order.sql) LIMIT ?
        """, arguments: StatementArguments(arguments))
  }

  private static func condition(_ word: String) -> (sql: String, argument: String) {
    let rest = String(word.dropFirst())
    if word.hasPrefix("#"), !rest.isEmpty {
      return (
        "EXISTS (SELECT 1 FROM json_each(tags) WHERE value = ? COLLATE NOCASE)", rest
      )
    }
    if word.hasPrefix("+"), !rest.isEmpty { return ("project = ? COLLATE NOCASE", rest) }
    let pattern = word.reduce(into: "") { pattern, character in
      if "%_\\".contains(character) { pattern.append("\\") }
      pattern.append(character)
    }
    return (#"(title || ' ' || notes) LIKE ? ESCAPE '\'"#, "%\(pattern)%")
  }
}
