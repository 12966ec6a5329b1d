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
  public typealias Order = Sort

  /// What they have to be like: as ``Filter/init(_:at:)`` reads it.
  public var text: String
  /// Whether they are to be open, done, or either.
  public var scope: Scope
  /// What comes first; whether it is done or not makes no difference to it, except to `doneLast`.
  public var order: Order
  /// Whether the order is turned round.
  public var isReversed: Bool
  /// At most as many; nil for all.
  public var limit: Int?

  /// The todos that `text` describes.
  public init(
    _ text: String = "", scope: Scope = .open, order: Order = .list, isReversed: Bool = false,
    limit: Int? = nil
  ) {
    self.text = text
    self.scope = scope
    self.order = order
    self.isReversed = isReversed
    self.limit = limit
  }

  /// The todos, read from a database that no tab of this process has open. Blocks; takes part in
  /// nothing: the tabs do not notice.
  ///
  /// - Parameter now: what `due:today` and its like mean.
  /// - Throws: `TodoStoreError.newerSchema`, what `MultiTabDatabase.read(at:_:)` throws.
  public func read(at path: String, now: Moment) throws -> [Todo] {
    var todos: [Todo] = []
    try each(at: path, now: now) { todos.append($0) }
    return todos
  }

  /// As ``read(at:now:)``, one todo after the other, so that a long list is never in memory.
  ///
  /// - Parameter body: may throw, which ends the reading. Is begun anew, from the first todo, if the
  ///   database is changed meanwhile and this process may not write to its folder.
  public func each(at path: String, now: Moment, _ body: (Todo) throws -> Void) throws {
    try MultiTabDatabase.read(at: path) { db in
      switch try TodoSchema.standing(db) {
      case .newer: throw TodoStoreError.newerSchema
      case .older:
        guard try TodoTable.exists("todo", db) else { return }
        let filter = filter(at: now)
        let found = try OldList.todos(db).filter(filter.matches).prefix(limit ?? .max)
        for todo in found { try body(todo) }
      case .current: try each(db, now, body)
      }
    }
  }

  private func filter(at now: Moment) -> Filter {
    var filter = Filter(text, at: now)
    switch scope {
    case .open: filter.terms.append(Filter.Term(.isDone, isNegated: true))
    case .done: filter.terms.append(Filter.Term(.isDone))
    case .all: break
    }
    return filter
  }

  func each(_ db: Database, _ now: Moment, _ body: (Todo) throws -> Void) throws {
    let conditions = try Conditions(db, filter(at: now).terms, at: now)
    let rows = try Row.fetchCursor(
      db,
      sql: """
        SELECT \(TodoTable.columns) FROM todo
        WHERE \(conditions.predicates.joined(separator: " AND "))
        ORDER BY \(order.sql(isReversed: isReversed, isDoneLast: false)) LIMIT ?
        """,
      arguments: StatementArguments(conditions.arguments + [(limit ?? -1).databaseValue]))
    while let row = try rows.next() { try body(Todo(row: row)) }
  }
}
