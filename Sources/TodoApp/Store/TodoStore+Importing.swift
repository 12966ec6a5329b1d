import Penholder

/// Todos from elsewhere, many at a time: chunks of one change.
///
/// Each chunk is one atomic request; all of them are one entry of the journal, so that one undo takes
/// back the whole import.
public struct TodoImport: Sendable {
  /// The most todos of a chunk, and roughly the most bytes: a request has 32 KiB at most.
  static let chunkCount = 150
  static let chunkBytes = 16_000

  let token = Int64.random(in: 1 ... .max)
  /// The chunks, in their order, with the marks of their todos.
  public let chunks: [Chunk]

  /// Some of the todos.
  public struct Chunk: Sendable {
    let todos: [(todo: NewTodo, mark: Int64)]

    /// How many there are.
    public var count: Int { todos.count }
  }

  /// Prepares an import.
  ///
  /// - Parameter todos: in the order in which they shall stand. A parent is called by its index in
  ///   this array, `parents[index]`, and stands before its parts.
  /// - Throws: ``TodoImport/Unusable`` for the first one that cannot be.
  public init(_ todos: [NewTodo], parents: [Int: Int] = [:]) throws {
    let marks = todos.map { _ in Int64.random(in: 1 ... .max) }
    var chunks: [Chunk] = []
    var rows: [(todo: NewTodo, mark: Int64)] = []
    var bytes = 0
    for (index, todo) in todos.enumerated() {
      var todo = todo
      do { try todo.check() } catch { throw Unusable(index: index, reason: error) }
      if let parent = parents[index] {
        precondition(parent < index, "a parent stands before its parts")
        todo.parent = Todo.id(marked: marks[parent])
      }
      let size = Self.size(todo)
      if rows.count == Self.chunkCount || bytes + size > Self.chunkBytes, !rows.isEmpty {
        chunks.append(Chunk(todos: rows))
        (rows, bytes) = ([], 0)
      }
      rows.append((todo, marks[index]))
      bytes += size
    }
    if !rows.isEmpty { chunks.append(Chunk(todos: rows)) }
    self.chunks = chunks
  }

  /// A todo that cannot be added.
  public struct Unusable: Error, Sendable {
    /// Which one, from 0.
    public let index: Int
    /// Why.
    public let reason: TodoStoreError
  }

  /// As JSON at worst: of a control character six bytes.
  private static func size(_ todo: NewTodo) -> Int {
    func size(_ text: String) -> Int {
      text.utf8.reduce(2) { $0 + ($1 < 0x20 ? 6 : $1 == 0x22 || $1 == 0x2f || $1 == 0x5c ? 4 : 1) }
    }
    return 120 + size(todo.title) + size(todo.notes) + size(todo.project ?? "")
      + todo.tags.reduce(0) { $0 + 4 + size($1) }
  }
}

extension TodoStore {
  /// Adds a chunk of an import: all of it or nothing. One after the other.
  ///
  /// - Throws: what `prepare` throws.
  public func add(_ chunk: TodoImport.Chunk, of whole: TodoImport) async throws {
    try await prepare()
    let request = try TodoRequest.add(
      chunk.todos, kind: .import, token: whole.token, by: author)
    _ = try await carryOut(request.request)
  }
}
