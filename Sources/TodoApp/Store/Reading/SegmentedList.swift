import GRDB

/// All todos, or those that are done, in an order that an index has.
///
/// The order is one of segments, one after the other, each of which is a part of the index and can
/// be turned round by itself: so what is done comes last either way, and what has no day after what
/// has one.
struct SegmentedList: TodoList {
  private let segments: [(segment: Segment, count: Int)]

  /// - Parameter blocks: knows how many are open and done, which need not be counted then.
  init(
    _ db: Database, _ sort: Sort, _ isReversed: Bool, isDoneOnly: Bool, _ blocks: Blocks
  ) throws {
    let all = Segment.segments(of: sort, isReversed, isDoneOnly: isDoneOnly)
    if all.count == (isDoneOnly ? 1 : 2) {
      segments = Array(zip(all, isDoneOnly ? [blocks.done] : [blocks.open, blocks.done]))
    } else {
      segments = try all.map { ($0, try $0.count(db)) }
    }
  }

  /// A part of an index.
  struct Segment {
    let index: String
    let condition: String
    let order: [String]
    let isDescending: Bool

    var orderSQL: String { orderSQL(isTurned: false) }

    func orderSQL(isTurned: Bool) -> String {
      order.map { $0 + (isDescending != isTurned ? " DESC" : "") }.joined(separator: ", ")
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

  func total(_ db: Database) -> Int { segments.reduce(0) { $0 + $1.count } }

  func place(_ db: Database, of id: Int64) throws -> Int? {
    var before = 0
    for (segment, count) in segments {
      // One look at the row; nothing if it is not in this segment.
      let key = try Row.fetchOne(
        db.cachedStatement(
          sql: """
            SELECT \(segment.order.map(Self.plain).joined(separator: ", ")) FROM todo
            WHERE id = ? AND \(segment.condition)
            """), arguments: [id])
      guard let key else {
        before += count
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

  func forEachRow(
    _ db: Database, from place: Int, limit: Int, _ body: (Row) throws -> Void
  ) throws {
    var skipped = place
    var left = limit
    for (segment, count) in segments where left > 0 {
      if skipped >= count {
        skipped -= count
        continue
      }
      let wanted = min(left, count - skipped)
      // From the nearer end: what is passed over has to be walked through.
      let isTurned = skipped > (count - wanted) / 2
      try Row.fetchCursor(
        db.cachedStatement(
          sql: """
            SELECT \(TodoTable.columns) FROM (
              SELECT id AS found FROM todo INDEXED BY \(segment.index) WHERE \(segment.condition)
              ORDER BY \(segment.orderSQL(isTurned: isTurned)) LIMIT ? OFFSET ?)
            CROSS JOIN todo ON todo.id = found ORDER BY \(segment.orderSQL)
            """), arguments: [wanted, isTurned ? count - skipped - wanted : skipped]
      ).forEach(body)
      left -= wanted
      skipped = 0
    }
  }
}

extension Sort {
  /// The whole order, for what is sorted and not walked through.
  ///
  /// - Parameter isDoneLast: whether what is done comes last, as on the screen.
  func sql(isReversed: Bool, isDoneLast: Bool) -> String {
    let down = isReversed ? " DESC" : ""
    let up = isReversed ? "" : " DESC"
    let done = isDoneLast ? "done, " : ""
    return switch self {
    case .list: "rank\(down), family\(down), path\(down)"
    case .doneLast: "done\(down), rank\(down), family\(down), path\(down)"
    case .due:
      "\(done)due IS NULL, due\(down), iif(due IS NULL, urgency, NULL), "
        + "iif(due IS NULL, id, NULL), urgency\(down), id\(down)"
    case .priority: "\(done)urgency\(down), due IS NULL, due, id"
    case .title: "\(done)title COLLATE NOCASE\(down), id\(down)"
    case .created: "\(done)createdAt\(up), id\(up)"
    case .changed: "\(done)changedAt\(up), id\(up)"
    case .id: "\(done)id\(down)"
    }
  }
}
