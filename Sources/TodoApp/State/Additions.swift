/// A new todo, and what its tab calls it until its id is known.
public struct Addition: Hashable, Sendable {
  /// The todo.
  public var todo: NewTodo
  /// A random positive number.
  public var mark: Int64

  /// The todo under this mark.
  public init(_ todo: NewTodo, mark: Int64) {
    self.todo = todo
    self.mark = mark
  }

  /// What the list calls it until then.
  public var id: Int64 { Todo.id(marked: mark) }
}

/// Many new todos as chunks that each fit into a request, in the order in which they shall stand.
///
/// Each chunk is added whole or not at all; all of them are one entry of the journal, so that one
/// undo takes all of them back.
public struct Additions: Sendable {
  /// The most todos of a chunk, and roughly the most bytes: a request has 32 KiB at most.
  static let chunkCount = 150
  static let chunkBytes = 16_000

  /// What the journal calls them.
  public let token: Int64
  /// The chunks, in their order.
  public let chunks: [[Addition]]

  /// Divides todos.
  ///
  /// - Parameters:
  ///   - parents: the index of a todo's parent in `todos`, by the index of the todo. A parent stands
  ///     before its parts.
  ///   - mark: random positive numbers.
  /// - Throws: ``Unusable`` for the first one that cannot be added.
  public init(
    _ todos: [NewTodo], parents: [Int: Int] = [:],
    mark: () -> Int64 = { Int64.random(in: 1 ... .max) }
  ) throws(Unusable) {
    token = mark()
    var all: [Addition] = []
    var start = 0
    var bytes = 0
    var chunks: [[Addition]] = []
    for (index, todo) in todos.enumerated() {
      do { try todo.check() } catch { throw Unusable(index: index, reason: error) }
      var addition = Addition(todo, mark: mark())
      if let parent = parents[index] {
        precondition(parent < index, "a parent stands before its parts")
        addition.todo.parent = all[parent].id
      }
      let size = Self.size(todo)
      if index - start == Self.chunkCount || bytes + size > Self.chunkBytes, index > start {
        chunks.append(Array(all[start...]))
        (start, bytes) = (index, 0)
      }
      all.append(addition)
      bytes += size
    }
    if start < all.count { chunks.append(Array(all[start...])) }
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
  static func size(_ todo: NewTodo) -> Int {
    func size(_ text: String) -> Int {
      text.utf8.reduce(2) { $0 + ($1 < 0x20 ? 6 : $1 == 0x22 || $1 == 0x5c ? 4 : 1) }
    }
    return 120 + size(todo.title) + size(todo.notes) + size(todo.project ?? "")
      + todo.tags.reduce(0) { $0 + 4 + size($1) }
  }
}
