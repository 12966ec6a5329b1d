import Screen

@testable import TodoApp

/// What a tab did, so that it can be taken back.
struct Journal {
  struct Entry {
    var kind: Turned.Kind
    /// The list before, and the versions that the change left.
    var before: [Todo]
    var left: [Int64: Int64?]
  }
  var done: [Entry] = []
  var undone: [Entry] = []
}

// The store's rules on an array: what SQLite does in the real one.
extension World {
  private var depth: [Int64: Int] {
    var depth: [Int64: Int] = [:]
    for todo in todos { if let parent = todo.parent { depth[todo.id] = (depth[parent] ?? 0) + 1 } }
    return depth
  }

  /// What a query finds, in order.
  func found(_ query: ListQuery) -> [Todo] {
    let view = Filter(query.view, at: now)
    let filter = Filter(query.filter, at: now)
    let found = todos.filter { view.matches($0) && filter.matches($0) }
    func sorted(_ before: (Todo, Todo) -> Bool) -> [Todo] {
      let open = found.filter { !$0.done }.sorted(by: before)
      let all = (query.isReversed ? open.reversed() : open) + found.filter(\.done)
      return all
    }
    switch query.sort {
    case .title: return sorted { ($0.title, $0.id) < ($1.title, $1.id) }
    case .due:
      let day = { (todo: Todo) in todo.due?.iso ?? "9" }
      return sorted { (day($0), $0.id) < (day($1), $1.id) }
    case .id: return sorted { $0.id < $1.id }
    default: return found
    }
  }

  func read(_ request: WindowRequest) -> Snapshot {
    let found = found(request.query)
    var center: Int
    var removal: Removal?
    switch request.anchor {
    case .item(let id, let otherwise):
      let index = found.firstIndex { $0.isCalled(id) }
      if index == nil { removal = removals[id] }
      center = index ?? otherwise
    case .place(let place):
      center = place
    }
    center = min(max(center, 0), max(0, found.count - 1))
    let start = max(0, min(center - request.limit / 2, found.count - request.limit))
    let end = min(found.count, start + request.limit)
    var snapshot = Snapshot(
      commit: commit,
      window: TodoWindow(offset: start, total: found.count, todos: Array(found[start..<end])),
      open: todos.count { !$0.done }, done: todos.count(where: \.done), removal: removal)
    snapshot.query = request.query
    if request.query.isManual { snapshot.window.levels = depth }
    snapshot.counts.today = self.found(ListQuery(.today)).count
    snapshot.counts.overdue = self.found(ListQuery(.overdue)).count
    snapshot.counts.nextDue =
      todos.filter { !$0.done }.compactMap(\.due)
      .filter { $0.day == now.day && $0.minute != nil && !$0.isOver(at: now) }.min()
    snapshot.counts.tags = names(\.tags)
    snapshot.counts.projects = names { $0.project.map { [$0] } ?? [] }
    snapshot.filters = filters
    return snapshot
  }

  private func names(_ names: (Todo) -> [String]) -> [ViewCounts.Name] {
    var counts: [String: Int] = [:]
    for todo in todos where !todo.done { for name in names(todo) { counts[name, default: 0] += 1 } }
    return counts.map { ViewCounts.Name(name: $0.key, open: $0.value) }
      .sorted { ($1.open, $0.name) < ($0.open, $1.name) }
  }

  mutating func perform(_ change: Change, queueing: Bool) -> WriteOutcome {
    let coordination = state.coordination
    if let refusal { return .refused(refusal) }
    guard queueing || coordination.mayWrite else { return .refused(.notLeader) }
    let before = todos
    let outcome = make(change, by: coordination.tab)
    if case .saved = outcome, !change.isOfJournal {
      var left: [Int64: Int64?] = [:]
      for todo in todos where before.first(where: { $0.id == todo.id }) != todo {
        left[todo.id] = todo.version
      }
      for todo in before where !todos.contains(where: { $0.id == todo.id }) {
        left.updateValue(nil, forKey: todo.id)
      }
      journal.done.append(Journal.Entry(kind: change.kind, before: before, left: left))
      journal.undone = []
    }
    return outcome
  }

  private mutating func make(_ change: Change, by tab: Int) -> WriteOutcome {
    func saved(_ id: Int64) -> WriteOutcome {
      .saved(id: id, version: change.version, commit: commit, by: state.coordination.leader?.tab)
    }
    switch change {
    case .add(let additions, _):
      return saved(additions.map { insert($0, by: tab) }.first ?? 0)
    case .saveFilter(let filter):
      filters.removeAll { $0.name == filter.name }
      filters.append(filter)
      commit += 1
      return saved(0)
    case .removeFilter(let name):
      filters.removeAll { $0.name == name }
      commit += 1
      return saved(0)
    case .undo, .redo: return turn(change)
    case .clearDone:
      todos.removeAll(where: \.done)
      commit += 1
      return saved(0)
    case .restore: return .refused(.failed("not in these tests"))
    case .edit, .delete, .move: break
    }
    var ids: [Int64] = []
    for target in change.targets {
      guard let todo = find(target.id) else {
        let unknown = Removal(id: target.id, title: "", tab: nil, at: now.instant)
        return .refused(.deleted(removals[target.id] ?? unknown))
      }
      if let base = target.base, todo.version != base { return .refused(.changed(todo)) }
      ids.append(todo.id)
    }
    switch change {
    case .edit(_, let edits):
      let now = now.instant
      for id in ids {
        update(id, by: tab) { todo in for edit in edits { edit.apply(to: &todo, at: now) } }
      }
    case .delete:
      for id in ids where find(id) != nil {
        for part in todos[(todos.firstIndex { $0.id == id } ?? 0)..<endOfParts(of: id)] {
          remove(part.id, by: tab)
        }
      }
    case .move(_, let destination):
      for id in ids { move(id, destination, by: tab) }
    default: break
    }
    return saved(ids.first ?? 0)
  }

  private mutating func insert(_ new: Addition, by tab: Int) -> Int64 {
    let todo = new.todo
    let id = insert(todo.title, by: tab, mark: new.mark)
    guard let index = todos.firstIndex(where: { $0.id == id }) else { return id }
    (todos[index].priority, todos[index].due) = (todo.priority, todo.due)
    (todos[index].project, todos[index].tags) = (todo.project, todo.tags)
    if let parent = todo.parent.flatMap(find) {
      var added = todos.remove(at: index)
      added.parent = parent.id
      todos.insert(added, at: endOfParts(of: parent.id))
    }
    return id
  }

  private func find(_ id: Int64) -> Todo? { todos.first { $0.isCalled(id) } }

  private func endOfParts(of id: Int64) -> Int {
    let depth = depth
    guard let start = todos.firstIndex(where: { $0.id == id }) else { return todos.count }
    let level = depth[id] ?? 0
    return todos[(start + 1)...].firstIndex { (depth[$0.id] ?? 0) <= level } ?? todos.count
  }

  private mutating func move(_ id: Int64, _ destination: Destination, by tab: Int) {
    guard let start = todos.firstIndex(where: { $0.id == id }) else { return }
    var rows = Array(todos[start..<endOfParts(of: id)])
    todos.removeSubrange(start..<start + rows.count)
    guard let other = destination.other.flatMap(find) else { return }
    let place = todos.firstIndex { $0.id == other.id } ?? 0
    switch destination {
    case .before: rows[0].parent = other.parent
    case .into: rows[0].parent = other.id
    default: rows[0].parent = other.parent
    }
    if case .before = destination {
      todos.insert(contentsOf: rows, at: place)
    } else {
      todos.insert(contentsOf: rows, at: endOfParts(of: other.id))
    }
    update(id, by: tab) { _ in }
  }

  /// Takes back the last change, or makes it again, unless a todo was changed since.
  private mutating func turn(_ change: Change) -> WriteOutcome {
    let isRedo = if case .redo = change { true } else { false }
    guard let entry = isRedo ? journal.undone.popLast() : journal.done.popLast() else {
      return .refused(.nothingLeft)
    }
    for (id, version) in entry.left {
      let now = find(id)
      if let now, now.version != version { return .refused(.changed(now)) }
      if version != nil, now == nil, let removal = removals[id] {
        return .refused(.deleted(removal))
      }
    }
    let current = todos
    var left: [Int64: Int64?] = [:]
    commit += 1
    var todos = entry.before.filter { entry.left[$0.id] != nil || find($0.id) != nil }
    for index in todos.indices {
      let id = todos[index].id
      guard let version = entry.left[id] else {
        todos[index] = find(id) ?? todos[index]
        continue
      }
      // A deletion had its own.
      todos[index].version = (version ?? todos[index].version + 1) + 1
      left[id] = todos[index].version
      removals[id] = nil
    }
    for todo in current where !todos.contains(where: { $0.id == todo.id }) {
      if entry.left[todo.id] == nil {
        todos.append(todo)
      } else {
        left.updateValue(nil, forKey: todo.id)
        removals[todo.id] = Removal(
          id: todo.id, title: todo.title, tab: state.coordination.tab, at: now.instant)
      }
    }
    self.todos = todos
    let opposite = Journal.Entry(kind: entry.kind, before: current, left: left)
    if isRedo { journal.done.append(opposite) } else { journal.undone.append(opposite) }
    let first = left.keys.min() ?? 0
    let title = (find(first) ?? current.first { $0.id == first })?.title ?? ""
    return .turned(
      Turned(
        kind: entry.kind, isRedo: isRedo, count: left.count, id: first, title: title,
        isThere: find(first) != nil, at: now.instant), commit: commit,
      by: state.coordination.leader?.tab)
  }
}

extension Change {
  fileprivate var isOfJournal: Bool {
    switch self {
    case .undo, .redo, .saveFilter, .removeFilter: true
    default: false
    }
  }

  fileprivate var kind: Turned.Kind {
    switch self {
    case .add: .add
    case .delete: .delete
    case .move: .move
    default: onlyEdit.flatMap { Turned.Kind(rawValue: $0.field) } ?? .edit
    }
  }
}
