import Penholder
import Testing

/// How an app with a list of rows uses an overlay.
private struct Todos: Equatable, Sendable {
  /// Until the receipt tells its id, a row is called by its mark, or by the edit that adds it.
  enum Name: Hashable {
    case row(Int64)
    case queued(EditID)
    case marked(UInt64)
  }
  struct Todo: Equatable {
    var name: Name
    var title: String
    var done = false
    var version: Int64 = 1
    /// A random number that the request writes into the row.
    var mark: UInt64?
    /// For the picture: nil for a row that is as the database has it.
    var state: EditState?
  }
  var todos: [Todo] = []

  func place(_ name: Name) -> Int? {
    if case .marked(let mark) = name { return todos.firstIndex { $0.mark == mark } }
    return todos.firstIndex { $0.name == name }
  }
}

private enum Edit: OptimisticEdit, Hashable {
  case add(title: String, mark: UInt64?, row: Int64? = nil)
  case rename(Todos.Name, to: String)
  case setDone(Todos.Name, Bool)
  case delete(Todos.Name)

  var name: Todos.Name? {
    switch self {
    case .add: nil
    case .rename(let name, _), .setDone(let name, _), .delete(let name): name
    }
  }

  func apply(to base: inout Todos, id: EditID, state: EditState) -> Bool {
    if case .add(let title, let mark, let row) = self {
      let name = row.map { .row($0) } ?? mark.map { .marked($0) } ?? Todos.Name.queued(id)
      base.todos.append(.init(name: name, title: title, mark: mark, state: state))
      return true
    }
    guard let place = name.flatMap(base.place) else { return false }
    base.todos[place].version += 1
    base.todos[place].state = state
    switch self {
    case .add: break
    case .rename(_, let title): base.todos[place].title = title
    case .setDone(_, let done): base.todos[place].done = done
    case .delete: base.todos.remove(at: place)
    }
    return true
  }

  func footing(in base: Todos) -> Int64? {
    name.flatMap(base.place).map { base.todos[$0].version }
  }

  func merged(from version: Int64?, into base: Todos) -> Edit? {
    guard case .rename(let name, let title) = self, footing(in: base) != version,
      let place = base.place(name)
    else { return self }
    return .rename(name, to: base.todos[place].title + " / " + title)
  }

  func isContained(in base: Todos, id: EditID) -> Bool {
    guard case .add(_, .some(let mark), _) = self else { return false }
    return base.todos.contains { $0.mark == mark }
  }

  /// What a receipt does to every edit: to the one it answers, and to those addressed to its row.
  mutating func learn(_ new: Todos.Name, isRow row: Int64, isAddition: Bool) {
    switch self {
    case .add(let title, let mark, _):
      if isAddition { self = .add(title: title, mark: mark, row: row) }
    case .rename(new, let title): self = .rename(.row(row), to: title)
    case .setDone(new, let done): self = .setDone(.row(row), done)
    case .delete(new): self = .delete(.row(row))
    case .rename, .setDone, .delete: break
    }
  }
}

@Suite("A todo list with optimistic edits")
struct OptimisticTodoTests {
  private typealias Todo = Todos.Todo
  private typealias List = Optimistic<Todos, Edit>

  private func row(_ id: Int64, _ title: String, done: Bool = false, version: Int64 = 1) -> Todo {
    Todo(name: .row(id), title: title, done: done, version: version)
  }

  private func list(_ todos: Todo..., strategy: ConflictStrategy = .rejectIfChanged) -> List {
    List(Todos(todos: todos), commit: 3, strategy: strategy)
  }

  // 1. The user adds "Milk" and renames it before anybody has answered.
  // 2. The receipt says that it is row 17: now the renaming's request can be made.
  // 3. Snapshots come: of the addition, then of the renaming.
  @Test("a row that was just added can be changed before it has an id", arguments: [true, false])
  func queuedRow(receiptFirst: Bool) throws {
    var list = list(row(1, "Tea"))
    let added = try list.added(.add(title: "Milk", mark: nil))
    #expect(list.view.todos.last?.name == .queued(added))
    #expect(list.view.todos.last?.state == .waiting)
    let renamed = try list.added(.rename(.queued(added), to: "Oat milk"))
    #expect(list.view.todos.map(\.title) == ["Tea", "Oat milk"])

    let snapshot = Todos(todos: [row(1, "Tea"), row(17, "Milk")])
    if !receiptFirst { list.refresh(snapshot, commit: 4) }
    list.accepted(added, at: 4) {
      $1.learn(.queued(added), isRow: 17, isAddition: $0 == added)
    }
    #expect(list.view.todos.map(\.title) == ["Tea", "Oat milk"])
    #expect(list.view.todos.last?.name == .row(17))
    #expect(list.pending.last?.edit == .rename(.row(17), to: "Oat milk"))

    if receiptFirst { list.refresh(snapshot, commit: 4) }
    #expect(list.view.todos.map(\.title) == ["Tea", "Oat milk"])
    list.accepted(renamed, at: 5)
    list.refresh(
      Todos(todos: [row(1, "Tea"), row(17, "Oat milk", version: 2)]), commit: 5)
    #expect(list.view == list.confirmed && list.pendingCount == 0)
  }

  @Test("with a mark, a snapshot before the receipt changes nothing that is seen")
  func marked() throws {
    var list = list()
    let added = try list.added(.add(title: "Milk", mark: 99))
    let done = try list.added(.setDone(.marked(99), true))
    #expect(list.view.todos.map(\.done) == [true])
    var milk = row(17, "Milk")
    milk.mark = 99
    list.refresh(Todos(todos: [milk]), commit: 4)
    #expect(list.pending.map(\.id) == [done])
    #expect(list.view.todos.map(\.done) == [true])
    // The receipt of an edit that has left still tells the others.
    list.accepted(added, at: 4) { $1.learn(.marked(99), isRow: 17, isAddition: $0 == added) }
    #expect(list.pending.map(\.edit) == [.setDone(.row(17), true)])
    #expect(list.view.todos.map(\.done) == [true])
  }

  @Test("of two equal additions only the one that was answered gets the id")
  func equalAdditions() throws {
    var list = list()
    let first = try list.added(.add(title: "Milk", mark: nil))
    let second = try list.added(.add(title: "Milk", mark: nil))
    list.accepted(second, at: 4) { $1.learn(.queued(second), isRow: 17, isAddition: $0 == second) }
    #expect(list.view.todos.map(\.name) == [.queued(first), .row(17)])
  }

  @Test("a change that waits for a row which is not to be is told so")
  func refusedRow() throws {
    var list = list()
    let added = try list.added(.add(title: "Milk", mark: nil))
    let renamed = try list.added(.rename(.queued(added), to: "Oat milk"))
    list.rejected(added, because: "the disk is full")
    #expect(list.view.todos.isEmpty)
    #expect(list.pending.filter { !$0.isShown }.map(\.id) == [renamed])
  }

  @Test("a renaming whose todo another tab has renamed gives way and hands its text back")
  func conflict() throws {
    var list = list(row(1, "Tea"), row(2, "Rice"))
    let renamed = try list.added(.rename(.row(1), to: "Green tea"))
    _ = list.make(.setDone(.row(2), true))
    list.refresh(
      Todos(todos: [row(1, "Black tea", version: 2), row(2, "Rice")]), commit: 4)
    #expect(list.view.todos.map(\.title) == ["Black tea", "Rice"])
    #expect(list.view.todos.map(\.done) == [false, true])
    let rejection = list.rejected(renamed, because: "changed")
    #expect(rejection?.edit.edit == .rename(.row(1), to: "Green tea"))
    #expect(list.pendingCount == 1)
  }

  @Test("a renaming is merged with another tab's, and only with that")
  func merge() {
    var list = list(row(1, "Tea"), strategy: .merge)
    _ = list.make(.rename(.row(1), to: "Green tea"))
    #expect(list.view.todos.map(\.title) == ["Green tea"])
    list.refresh(Todos(todos: [row(1, "Black tea", version: 2)]), commit: 4)
    #expect(list.view.todos.map(\.title) == ["Black tea / Green tea"])
  }

  @Test("two quick toggles do not flicker when their commit is seen first and the last answer next")
  func toggles() throws {
    var list = list(row(1, "Tea"))
    let on = try list.added(.setDone(.row(1), true))
    let off = try list.added(.setDone(.row(1), false))
    #expect(list.view.todos.map(\.done) == [false])
    list.refresh(Todos(todos: [row(1, "Tea", version: 3)]), commit: 4)
    #expect(list.view.todos.map(\.done) == [false])
    list.accepted(off, at: 4)
    #expect(list.view.todos.map(\.done) == [false])
    list.accepted(on, at: 4)
    #expect(list.view == list.confirmed && list.pendingCount == 0)
  }

  @Test("a row can be painted by the state of its edit")
  func states() throws {
    var list = list(row(1, "Tea"))
    let id = try list.added(.rename(.row(1), to: "Green tea"))
    #expect(list.view.todos[0].state == .waiting)
    list.unknown(id)
    #expect(list.view.todos[0].state == .unknown)
    list.accepted(id, at: 4)
    #expect(list.view.todos[0].state == .accepted(commit: 4))
    list.refresh(Todos(todos: [row(1, "Green tea", version: 2)]), commit: 4)
    #expect(list.view.todos[0].state == nil)
  }
}
