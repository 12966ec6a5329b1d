/// A file's entries as todos that can be added: what is a part of something stands behind it.
public struct ImportPlan: Sendable {
  /// The todos, in the order in which they are to be added.
  public private(set) var todos: [NewTodo] = []
  /// The line where each of them stands.
  public private(set) var lines: [Int] = []
  /// By the place of a todo the place of the one that it is a part of.
  public private(set) var parents: [Int: Int] = [:]
  /// The lines that cannot be added, those that are no todos included.
  public private(set) var problems: [FormatProblem]

  /// So many levels of parts there can be.
  static let levelLimit = 16

  /// Complexity: O(entries).
  public init(_ list: EntryList) {
    problems = list.problems
    var places = [Int?](repeating: nil, count: list.items.count)
    var levels = [Int](repeating: 0, count: list.items.count)
    for place in Self.wholesFirst(list.items) {
      let item = list.items[place]
      let todo = NewTodo(item.entry)
      do {
        try todo.check()
      } catch {
        problems.append(FormatProblem(line: item.line, reason: .init(reason(of: error))))
        continue
      }
      if let whole = item.parent, let parent = places[whole] {
        levels[place] = levels[whole] + 1
        if levels[place] <= Self.levelLimit {
          parents[todos.count] = parent
        } else {
          levels[place] = 0
          let reason = "it is a part on level \(Self.levelLimit + 1), which is too deep"
          problems.append(FormatProblem(line: item.line, reason: .init(reason)))
        }
      }
      places[place] = todos.count
      todos.append(todo)
      lines.append(item.line)
    }
    problems.sort { $0.line < $1.line }
  }

  private static func wholesFirst(_ items: [EntryList.Item]) -> [Int] {
    guard items.indices.contains(where: { (items[$0].parent ?? -1) > $0 }) else {
      return Array(items.indices)
    }
    var order: [Int] = []
    var isIn = Array(repeating: false, count: items.count)
    for place in items.indices {
      var path: [Int] = []
      var next: Int? = place
      while let current = next, !isIn[current] {
        path.append(current)
        next = items[current].parent
      }
      for current in path.reversed() {
        isIn[current] = true
        order.append(current)
      }
    }
    return order
  }
}

extension NewTodo {
  fileprivate init(_ entry: TodoEntry) {
    self.init(
      title: entry.title, priority: entry.priority, project: entry.project, tags: entry.tags,
      due: entry.due, notes: entry.notes, recurrence: entry.recurrence)
    done = entry.done
    createdAt = entry.createdAt
    completedAt = entry.completedAt
  }
}
