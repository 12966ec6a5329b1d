import GRDB
import Penholder

/// What commands do. They are no tab that others speak of.
extension TodoStore {
  /// As many requests of a command are under way at a time: what a lane holds, and as many behind it.
  private static let window = 128
  /// How often a command asks for an outcome at most.
  private static let asks = 3

  /// Adds todos in this order, each by itself.
  ///
  /// - Returns: of each the id, or why it was not added. After a failure no more are sent; those
  ///   have timed out as well.
  /// - Throws: what `prepare` throws; `TodoStoreError.unusable` if one of them cannot be added: then
  ///   none is.
  public func add(_ todos: [NewTodo]) async throws -> [Result<Int64, any Error>] {
    let author = Author(tab: nil, at: clock())
    let requests = try todos.map { try TodoRequest.add($0, by: author) }
    try await prepare()
    let (answers, arrivals) = AsyncStream<(Int, Result<WriteReceipt, any Error>)>.makeStream()
    let unsent = PenholderError.timedOut(waitingFor: "the leader")
    var results: [Result<Int64, any Error>] = Array(repeating: .failure(unsent), count: todos.count)
    var next = 0
    var open = 0
    func sendMore() {
      while open < Self.window, next < requests.count {
        let index = next
        queue(requests[index], asks: Self.asks) { arrivals.yield((index, $0)) }
        next += 1
        open += 1
      }
    }
    sendMore()
    if open == 0 { return [] }
    for await (index, result) in answers {
      results[index] = result.map { $0.lastInsertedRowID ?? 0 }
      open -= 1
      if case .failure = result { next = requests.count }
      sendMore()
      if open == 0 { break }
    }
    return results
  }

  /// Marks todos as done or as open, all or none; those that are so already stay as they are.
  ///
  /// - Throws: `TodoStoreError.noSuchTodo`, what `prepare` throws.
  public func setDone(_ ids: [Int64], _ done: Bool) async throws -> [Todo] {
    let author = Author(tab: nil, at: clock())
    try await prepare()
    _ = try await carryOut(TodoRequest.setDone(ids, done, by: author))
    return try await todos(ids)
  }

  /// Takes todos out of the list, all or none, and returns what they were.
  ///
  /// - Throws: `TodoStoreError.noSuchTodo`, what `prepare` throws.
  public func remove(_ ids: [Int64]) async throws -> [Todo] {
    let author = Author(tab: nil, at: clock())
    try await prepare()
    let before = try await todos(ids)
    if try await carryOut(TodoRequest.remove(ids, by: author)).changes > 0 { return before }
    // Somebody else removed one of them meanwhile.
    return try await todos(ids)
  }

  /// The todos of these ids, which must all be in the list.
  ///
  /// - Throws: `TodoStoreError.noSuchTodo`, GRDB's `DatabaseError`.
  public func todos(_ ids: [Int64]) async throws -> [Todo] {
    try await database.read { db in
      try ids.map { id in
        guard case .todo(let todo) = try TodoTable.find(db, id) else {
          throw TodoStoreError.noSuchTodo(id)
        }
        return todo
      }
    }
  }

  /// The todos of these ids as they are now, be they in the list or deleted.
  public func rows(_ ids: [Int64]) async throws -> [Todo] {
    try await database.read { db in
      try ids.compactMap { id in try TodoTable.row(db, id).map(Todo.init(row:)) }
    }
  }

  private func carryOut(_ request: WriteRequest) async throws -> WriteReceipt {
    try await withCheckedThrowingContinuation { continuation in
      queue(request, asks: Self.asks) { continuation.resume(with: $0) }
    }
  }
}
