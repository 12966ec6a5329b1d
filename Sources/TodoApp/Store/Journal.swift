import GRDB

/// What the journal tells of changes that were, or can be, taken back. Inside a read transaction.
enum Journal {
  /// What a request to turn a change came to.
  enum Answer: Sendable {
    /// It was turned.
    case turned(Turned)
    /// It was given up, because of this todo if it is one.
    case blocked(TodoTable.Finding?)
    /// There was none.
    case none
  }

  /// What became of the request with this token.
  static func answer(_ db: Database, to token: Int64, isRedo: Bool) throws -> Answer {
    let entry = try Row.fetchOne(
      db.cachedStatement(
        sql: "SELECT id, kind, at, state FROM todo_journal WHERE asked = ?"),
      arguments: [token])
    guard let entry else { return .none }
    if entry["state"] == 2 {
      let id = try Int64.fetchOne(
        db,
        sql: """
          SELECT t.id FROM todo_journal_row r JOIN todo t ON t.id = r.todo
          WHERE r.entry = ? AND NOT r.isLoose AND t.version <> r.version
          ORDER BY t.changedAt DESC LIMIT 1
          """, arguments: [entry["id"] as Int64])
      return .blocked(try id.flatMap { try TodoTable.find(db, $0) })
    }
    return try turned(db, entry, isRedo: isRedo).map(Answer.turned) ?? .none
  }

  /// What an owner's next undo would take back, or next redo make again; nil if there is nothing.
  static func next(_ db: Database, of owner: String, isRedo: Bool) throws -> Turned? {
    let entry = try Row.fetchOne(
      db.cachedStatement(
        sql: """
          SELECT id, kind, at FROM todo_journal WHERE owner = ? AND state = ?
          ORDER BY id \(isRedo ? "" : "DESC") LIMIT 1
          """),
      arguments: [owner, isRedo ? 1 : 0])
    return try entry.flatMap { try turned(db, $0, isRedo: isRedo) }
  }

  private static func turned(_ db: Database, _ entry: Row, isRedo: Bool) throws -> Turned? {
    let first = try Row.fetchOne(
      db.cachedStatement(
        sql: """
          SELECT t.id, t.title, t.deletedAt IS NULL AS isThere, (
            SELECT count(*) FROM todo_journal_row WHERE entry = r.entry AND NOT isLoose) AS count
          FROM todo_journal_row r JOIN todo t ON t.id = r.todo
          WHERE r.entry = ? AND NOT r.isLoose ORDER BY r.todo LIMIT 1
          """), arguments: [entry["id"] as Int64])
    // Nothing but what another program has removed.
    guard let first else { return nil }
    return Turned(
      kind: Turned.Kind(rawValue: entry["kind"]) ?? .edit, isRedo: isRedo, count: first["count"],
      id: first["id"], title: first["title"], isThere: first["isThere"],
      at: Instant(milliseconds: entry["at"]))
  }
}
