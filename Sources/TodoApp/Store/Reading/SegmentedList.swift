import GRDB

/// All todos, or those that are done, in an order that an index has.
///
/// The order is one of segments, one after the other, each of which is a part of the index and can
/// be turned round by itself: so what is done comes last either way, and what has no day after what
/// has one.
struct SegmentedList: TodoList {
  private let segments: [Segment]

  init(_ sort: Sort, _ isReversed: Bool, isDoneOnly: Bool) {
    segments = Segment.segments(of: sort, isReversed, isDoneOnly: isDoneOnly)
  }

  /// A part of an index.
  struct Segment {
    let index: String
    let condition: String
    let order: [String]
    let isDescending: Bool

    var orderSQL: String {
      order.map { $0 + (isDescending ? " DESC" : "") }.joined(separator: ", ")
    }

    static func segments(
      of sort: Sort, _ isReversed: Bool, isDoneOnly: Bool
    ) -> [Segment] {
      (isDoneOnly ? [1] : [0, 1]).flatMap { segments(of: sort, isReversed, done: $0) }
    }

    private static func segments(
      of sort: Sort, _ isReversed: Bool, done: Int
    ) -> [Segment] {
      func segment(
        _ index: String, _ order: [String], _ isDescending: Bool, where more: String = ""
      ) -> Segment {
        Segment(
          index: index, condition: "deletedAt IS NULL AND done = \(done)\(more)", order: order,
          isDescending: isDescending)
      }
      switch sort {
      case .list, .doneLast: return [segment("todo_state", ["rank", "family", "path"], false)]
      case .due:
        return [
          segment(
            "todo_due", ["due", "urgency", "id"], isReversed, where: " AND due IS NOT NULL"),
          segment("todo_due", ["urgency", "id"], false, where: " AND due IS NULL"),
        ]
      case .priority:
        return (isReversed ? [3, 2, 1, 0] : [0, 1, 2, 3]).flatMap { urgency in
          [
            segment(
              "todo_urgency", ["due", "id"], false,
              where: " AND urgency = \(urgency) AND due IS NOT NULL"),
            segment(
              "todo_urgency", ["id"], false, where: " AND urgency = \(urgency) AND due IS NULL"),
          ]
        }
      case .title: return [segment("todo_title", ["title COLLATE NOCASE", "id"], isReversed)]
      case .created: return [segment("todo_created", ["createdAt", "id"], !isReversed)]
      case .changed: return [segment("todo_changed", ["changedAt", "id"], !isReversed)]
      case .id: return [segment("todo_number", ["id"], isReversed)]
      }
    }

    func count(_ db: Database) throws -> Int {
      try Int.fetchOne(
        db.cachedStatement(
          sql: "SELECT count(*) FROM todo INDEXED BY \(index) WHERE \(condition)")) ?? 0
    }
  }

  func total(_ db: Database) throws -> Int {
    try segments.reduce(0) { try $0 + $1.count(db) }
  }

  func place(_ db: Database, of id: Int64) throws -> Int? {
    var before = 0
    for segment in segments {
      // One look at the row; null if it is not in this segment.
      let key = try Row.fetchOne(
        db.cachedStatement(
          sql: """
            SELECT \(segment.order.map(Self.plain).joined(separator: ", ")) FROM todo
            WHERE id = ? AND \(segment.condition)
            """), arguments: [id])
      guard let key else {
        before += try segment.count(db)
        continue
      }
      let values = Array(key.databaseValues)
      let places = values.map { _ in "?" }.joined(separator: ", ")
      let within = try Int.fetchOne(
        db.cachedStatement(
          sql: """
            SELECT count(*) FROM todo INDEXED BY \(segment.index) WHERE \(segment.condition)
              AND (\(segment.order.joined(separator: ", "))) \(segment.isDescending ? ">" : "<")
                (\(places))
            """), arguments: StatementArguments(values))
      return before + (within ?? 0)
    }
    return nil
  }

  private static func plain(_ column: String) -> String {
    String(column.prefix { $0 != " " })
  }

  func rows(_ db: Database, from place: Int, limit: Int) throws -> [Row] {
    var rows: [Row] = []
    var skipped = place
    for segment in segments where rows.count < limit {
      if skipped > 0 {
        let count = try segment.count(db)
        if skipped >= count {
          skipped -= count
          continue
        }
      }
      rows += try Row.fetchAll(
        db.cachedStatement(
          sql: """
            SELECT \(TodoTable.columns) FROM (
              SELECT id AS found FROM todo INDEXED BY \(segment.index) WHERE \(segment.condition)
              ORDER BY \(segment.orderSQL) LIMIT ? OFFSET ?)
            CROSS JOIN todo ON todo.id = found ORDER BY \(segment.orderSQL)
            """), arguments: [limit - rows.count, skipped])
      skipped = 0
    }
    return rows
  }
}

extension Sort {
  /// The whole order, for what is sorted and not walked through.
  func sql(isReversed: Bool) -> String {
    let down = isReversed ? " DESC" : ""
    let up = isReversed ? "" : " DESC"
    return switch self {
    case .list: "rank, family, path"
    case .doneLast: "done, rank, family, path"
    case .due:
      "done, due IS NULL, due\(down), iif(due IS NULL, urgency, NULL), "
        + "iif(due IS NULL, id, NULL), urgency\(down), id\(down)"
    case .priority: "done, urgency\(down), due IS NULL, due, id"
    case .title: "done, title COLLATE NOCASE\(down), id\(down)"
    case .created: "done, createdAt\(up), id\(up)"
    case .changed: "done, changedAt\(up), id\(up)"
    case .id: "done, id\(down)"
    }
  }
}
