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
    let author = author
    let marks = todos.map { _ in Int64.random(in: 1 ... .max) }
    let requests = try zip(todos, marks).map {
      try TodoRequest.add([Addition($0, mark: $1)], by: author).request
    }
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
      results[index] = result.map { Int64($0.changes) }
      open -= 1
      if case .failure = result { next = requests.count }
      sendMore()
      if open == 0 { break }
    }
    return try await numbered(results, marks, todos)
  }

  /// Puts the ids of what was added in the place of how much that was.
  private func numbered(
    _ results: [Result<Int64, any Error>], _ marks: [Int64], _ todos: [NewTodo]
  ) async throws -> [Result<Int64, any Error>] {
    try await database.read { db in
      try zip(zip(results, todos), marks).map { pair, mark in
        guard case .success(let changes) = pair.0 else { return pair.0 }
        if changes == 0 { return .failure(try Self.objection(db, toParent: pair.1.parent ?? 0)) }
        return .success(try TodoTable.id(db, marked: mark) ?? 0)
      }
    }
  }

  /// Why a todo can have no more parts.
  private static func objection(_ db: Database, toParent id: Int64) throws -> TodoStoreError {
    guard case .todo? = try TodoTable.find(db, id) else { return .noSuchTodo(id) }
    return .unusable("#\(id) cannot have parts: parts of parts end at 16 levels.")
  }

  /// Marks todos as done or as open, all or none; those that are so already stay as they are.
  ///
  /// - Throws: `TodoStoreError.noSuchTodo`, what `prepare` throws.
  public func setDone(_ ids: [Int64], _ done: Bool) async throws -> [Todo] {
    try await edit(ids, [.done(done)])
  }

  /// Makes todos different, all or none, and returns what they are then.
  ///
  /// - Throws: `TodoStoreError.noSuchTodo`, `TodoStoreError.unusable`, what `prepare` throws.
  public func edit(_ ids: [Int64], _ edits: [TodoEdit]) async throws -> [Todo] {
    let change = Change.edit(ids.map { Seen($0, base: nil) }, edits)
    let request = try TodoRequest.change(change, by: author).request
    try await prepare()
    let changes = try await carryOut(request).changes
    let todos = try await todos(ids)
    if changes == 0, todos.contains(where: { $0.isOverfull(after: edits) }) {
      throw TodoStoreError.unusable(
        "A todo has at most \(Todo.tagsLimit) tags. Nothing was changed.")
    }
    return todos
  }

  /// Takes todos and their parts out of the list, all or none, and returns what they were.
  ///
  /// - Throws: `TodoStoreError.noSuchTodo`, what `prepare` throws.
  public func remove(_ ids: [Int64]) async throws -> [Todo] {
    let change = Change.delete(ids.map { Seen($0, base: nil) })
    let request = try TodoRequest.change(change, by: author).request
    try await prepare()
    let before = try await todos(ids)
    if try await carryOut(request).changes > 0 { return before }
    // Somebody else removed one of them meanwhile.
    return try await todos(ids)
  }

  /// Takes out what is done, except what has open parts.
  ///
  /// - Returns: how many todos.
  /// - Throws: what `prepare` throws.
  public func clearDone() async throws -> Int {
    let request = TodoRequest.clearDone(by: author)
    try await prepare()
    guard try await carryOut(request.request).changes > 0 else { return 0 }
    return try await database.read { db in
      try Int.fetchOne(
        db,
        sql: """
          SELECT count(*) FROM todo_journal_row
          WHERE entry = (SELECT id FROM todo_journal WHERE token = ?)
          """, arguments: [request.token]) ?? 0
    }
  }

  /// Takes back this owner's last change, or makes again the one taken back last.
  ///
  /// - Throws: `TodoStoreError.nothingToUndo`, `TodoStoreError.changedSince`, what `prepare` throws.
  public func turn(isRedo: Bool) async throws -> Turned {
    let request = TodoRequest.turn(isRedo: isRedo, by: author)
    try await prepare()
    _ = try await carryOut(request.request)
    let answer = try await database.read { db in
      try Journal.answer(db, to: request.token, isRedo: isRedo)
    }
    switch answer {
    case .turned(let turned): return turned
    case .none: throw TodoStoreError.nothingToUndo(isRedo: isRedo)
    case .blocked(let finding): throw TodoStoreError.changedSince(isRedo: isRedo, finding?.id)
    }
  }

  /// What the next undo would take back, or the next redo make again; nil if there is nothing.
  public func next(isRedo: Bool) async throws -> Turned? {
    let owner = owner
    return try await database.read { db in
      guard try TodoTable.exists("todo_journal", db) else { return nil }
      return try Journal.next(db, of: owner, isRedo: isRedo)
    }
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

  var author: Author { Author(owner: owner, tab: nil, at: clock()) }

  func carryOut(_ request: WriteRequest) async throws -> WriteReceipt {
    try await withCheckedThrowingContinuation { continuation in
      queue(request, asks: Self.asks) { continuation.resume(with: $0) }
    }
  }
}

extension TodoTable.Finding {
  /// The todo.
  var id: Int64 {
    switch self {
    case .todo(let todo): todo.id
    case .removal(let removal): removal.id
    }
  }
}
