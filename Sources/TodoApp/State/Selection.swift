/// The todos that were marked, so that the next change concerns all of them.
///
/// Marks belong to todos, not to rows, and each one knows the version that was painted last: a mark
/// that has scrolled out of sight is still a promise to change what was seen.
public struct Selection: Hashable, Sendable {
  /// The marked todos by their ids, with the versions that were seen.
  public internal(set) var versions: [Int64: Int64] = [:]
  /// Where a range begins that ends at the cursor.
  public internal(set) var anchor: Int64?
  /// What was marked before the range was begun.
  private var before: [Int64: Int64] = [:]

  /// How many todos are marked.
  public var count: Int { versions.count }
  /// Whether none is.
  public var isEmpty: Bool { versions.isEmpty && anchor == nil }

  /// Whether a todo is marked.
  public func contains(_ todo: Todo) -> Bool { versions[todo.id] != nil }

  mutating func toggle(_ todo: Todo) {
    if versions.removeValue(forKey: todo.id) == nil { versions[todo.id] = todo.version }
  }

  mutating func begin(at todo: Todo) {
    (anchor, before) = (todo.id, versions)
    versions[todo.id] = todo.version
  }

  mutating func end() { (anchor, before) = (nil, [:]) }

  /// Marks what lies between the range's beginning and the cursor, as far as the window reaches: what
  /// it reached before stays marked.
  mutating func extend(to place: Int, in window: TodoWindow) {
    guard let anchor else { return }
    guard let start = window.place(of: anchor) else {
      if let todo = window.todo(at: place) { versions[todo.id] = todo.version }
      return
    }
    versions = before
    for index in min(start, place)...max(start, place) {
      if let todo = window.todo(at: index) { versions[todo.id] = todo.version }
    }
  }

  /// Marks these, and no range any more.
  mutating func mark(_ todos: some Sequence<Todo>) {
    end()
    for todo in todos { versions[todo.id] = todo.version }
  }

  /// The window shows other versions, and numbers of what had none. Complexity: O(window).
  mutating func refresh(from window: TodoWindow) {
    guard !isEmpty else { return }
    var found: Set<Int64> = []
    for todo in window.todos {
      if let mark = todo.mark, todo.id > 0 {
        if versions.removeValue(forKey: -mark) != nil { versions[todo.id] = todo.version }
        if anchor == -mark { anchor = todo.id }
      }
      if versions[todo.id] != nil {
        versions[todo.id] = todo.version
        found.insert(todo.id)
      }
    }
    // Only where the whole list is in memory it is known what is gone.
    if window.todos.count == window.total { versions = versions.filter { found.contains($0.key) } }
    if let anchor, window.todos.count == window.total, window.index(of: anchor) == nil { end() }
  }
}

/// What a change is made to: what is marked, else the todo under the cursor.
public struct Targets: Hashable, Sendable {
  /// The todos, as they were seen.
  public var seen: [Seen]
  /// Those of them that are in the window.
  var todos: [Todo]

  /// What they are called in a sentence.
  var name: String { name(limit: 40) }

  /// The same, with so much of a title.
  func name(limit: Int) -> String {
    guard seen.count == 1 else { return "\(seen.count) todos" }
    return todos.first.map { quoted($0.title, limit: limit) } ?? "a todo"
  }

  /// The title that stands for them in what is under way.
  var title: String { seen.count == 1 ? todos.first?.title ?? "" : "\(seen.count) todos" }
}

extension State {
  /// What the next change concerns; nil if there is nothing.
  var targets: Targets? {
    guard !selection.versions.isEmpty else {
      return list.selectedTodo.map { Targets(seen: [Seen($0)], todos: [$0]) }
    }
    let todos = list.window.todos.filter(selection.contains)
    let shown = Set(todos.map(\.id))
    let others = selection.versions.filter { !shown.contains($0.key) }.sorted { $0.key < $1.key }
    return Targets(
      seen: todos.map { Seen($0) } + others.map { Seen($0.key, base: $0.value) }, todos: todos)
  }
}
