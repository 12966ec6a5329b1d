import GRDB

/// What a view and a filter find, in order: the ids, read once for a window. 8 bytes a todo, for as
/// long as the reading takes.
struct FoundList: TodoList {
  private let ids: [Int64]

  /// Complexity: O(found × log found) if a source leads to few todos, otherwise O(todos): a walk
  /// through the order's index, or a sort where there is none.
  init(_ db: Database, _ conditions: Conditions, _ query: ListQuery) throws {
    let isReversed = query.isReversed && query.sort.isReversible
    let predicate = conditions.predicates.joined(separator: " AND ")
    if let source = conditions.source, source.count <= Conditions.narrow {
      ids = try Int64.fetchAll(
        db.cachedStatement(
          sql: """
            SELECT id FROM (\(source.sql)) CROSS JOIN todo ON todo.id = found WHERE \(predicate)
            ORDER BY \(query.sort.sql(isReversed: isReversed, isDoneLast: true))
            """), arguments: StatementArguments([source.argument] + conditions.arguments))
      return
    }
    guard !query.isManual else {
      ids = try Int64.fetchAll(
        db.cachedStatement(
          sql: """
            SELECT id FROM todo INDEXED BY todo_list WHERE \(predicate)
            ORDER BY rank, family, path
            """), arguments: StatementArguments(conditions.arguments))
      return
    }
    var ids: [Int64] = []
    for segment in SegmentedList.Segment.segments(
      of: query.sort, query.isReversed, isDoneOnly: query.view == .done)
    {
      ids += try Int64.fetchAll(
        db.cachedStatement(
          sql: """
            SELECT id FROM todo INDEXED BY \(segment.index)
            WHERE \(segment.condition) AND \(predicate) ORDER BY \(segment.orderSQL)
            """), arguments: StatementArguments(conditions.arguments))
    }
    self.ids = ids
  }

  func total(_ db: Database) -> Int { ids.count }

  func place(_ db: Database, of id: Int64) -> Int? { ids.firstIndex(of: id) }

  func forEachRow(
    _ db: Database, from place: Int, limit: Int, _ body: (Row) throws -> Void
  ) throws {
    let window = ids.dropFirst(place).prefix(limit)
    try Row.fetchCursor(
      db.cachedStatement(
        sql: """
          SELECT \(TodoTable.columns) FROM json_each(?) wanted
          CROSS JOIN todo ON todo.id = wanted.value ORDER BY wanted.key
          """),
      arguments: ["[" + window.map(String.init).joined(separator: ",") + "]"]
    ).forEach(body)
  }
}
