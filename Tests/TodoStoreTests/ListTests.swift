import GRDB
import Penholder
import TestSupport
import Testing

@testable import TodoApp

@Suite("Views, filters and orders")
struct ListTests {
  let world: StoreWorld

  init() throws { world = try StoreWorld() }

  private static let filters = [
    "", "", "milk", "mi", "-milk", "\"ilk n\"", "#home", "-#home", "+launch", "!high", "due:today",
    "due<fri", "due>=tomorrow", "due:none", "is:open", "is:done", "is:overdue", "is:part",
    "milk #home is:open", "x", "notes 1", "50%", "a_b", "ÄPFEL", "has:notes", "has:tags", "id:7",
    "due<14:30", "is:recurring",
  ]
  private static let views: [TodoView] = [
    .all, .all, .today, .overdue, .done, .project("Launch"), .tag("HOME"), .tag("none"),
  ]

  /// A failing seed is printed with the failure.
  @Test("a window is what sorting and filtering everything would give", arguments: 1...6)
  func againstEverything(seed: UInt64) async throws {
    var dice = Seeded(seed: seed)
    let store = try await world.open()
    let todos = try await fill(store, 400, &dice)
    for step in 0..<60 {
      let query = ListQuery(
        Self.views.randomElement(using: &dice) ?? .all,
        filter: Self.filters.randomElement(using: &dice) ?? "",
        sort: Sort.allCases.randomElement(using: &dice) ?? .list,
        isReversed: Bool.random(using: &dice))
      let expected = todos.sorted(as: query).filter { todo in
        Filter(query.view, at: StoreWorld.now).matches(todo)
          && Filter(query.filter, at: StoreWorld.now).matches(todo)
      }
      let label = "seed \(seed), step \(step), \(query)"
      let anchor = expected.randomElement(using: &dice)
      let snapshot = try await store.load(
        WindowRequest(
          around: anchor.map { .item($0.id, otherwise: 3) } ?? .place(0), limit: 40, of: query))
      #expect(snapshot.window.total == expected.count, "\(label)")
      let ids = expected.map(\.id)
      #expect(
        snapshot.window.todos.map(\.id) == Array(ids.dropFirst(snapshot.window.offset).prefix(40)),
        "\(label)")
      #expect(snapshot.anchorPlace == anchor.flatMap { ids.firstIndex(of: $0.id) }, "\(label)")
      #expect(snapshot.query == query)
    }
    let counts = try await store.load(WindowRequest(around: .place(0), limit: 1)).counts
    expect(counts, todos)
    await store.database.close()
  }

  @Test("what finds thousands is found as what finds few, in every order")
  func thousands() async throws {
    let store = try await world.open()
    let count = Conditions.narrow + 500
    try await store.fill(count)
    try await store.database.write { db in
      try db.execute(
        sql: """
          UPDATE todo SET tags = '["many"]' WHERE id > 100; UPDATE todo SET project = 'p';
          UPDATE todo SET due = date('2026-01-01', (id % 50) || ' days') WHERE id % 2 = 0;
          UPDATE todo SET done = id % 3 = 0, notes = 'Äpfel';
          """)
    }
    let all = try await store.load(WindowRequest(around: .place(0), limit: count)).window.todos
    #expect(all.count == count)
    for filter in ["todo", "TODO -#many", "#many", "+p is:open", "äpfel", "äp", "due<2027-01-01"] {
      for sort in [Sort.list, .due, .priority] {
        let query = ListQuery(filter: filter, sort: sort, isReversed: sort.isReversible)
        let wanted = Filter(filter, at: StoreWorld.now)
        let expected = all.filter(wanted.matches).sorted(as: query).map(\.id)
        let snapshot = try await store.load(
          WindowRequest(around: .place(expected.count / 2), limit: 20, of: query))
        #expect(snapshot.window.total == expected.count, "\(query)")
        #expect(
          snapshot.window.todos.map(\.id)
            == Array(expected.dropFirst(snapshot.window.offset).prefix(20)), "\(query)")
      }
    }
    await store.database.close()
  }

  @Test("the numbers of the views are right after any changes, whoever makes them")
  func counts() async throws {
    var dice = Seeded(seed: 99)
    let store = try await world.open()
    _ = try await fill(store, 200, &dice)
    for _ in 0..<30 {
      let id = Int64.random(in: 1...200, using: &dice)
      let seen = [Seen(id, base: nil)]
      let changes: [TodoApp.Change] = [
        .edit(seen, [.done(Bool.random(using: &dice))]), .delete(seen), .undo(showing: []),
        .edit(seen, [.tags([["home"], [], ["Ops", "ops"], ["new"]].randomElement() ?? [])]),
        .edit(seen, [.project(["launch", nil, "other"].randomElement() ?? nil)]),
        .edit(
          seen,
          [
            .due(
              [nil, Due(iso: "2026-11-23T08:00"), Due(iso: "2026-11-23T14:03")].randomElement()
                ?? nil)
          ]),
        .redo(showing: []),
      ]
      _ = await store.perform(changes.randomElement(using: &dice) ?? .clearDone)
    }
    // As other programs would.
    try await store.database.write { db in
      try db.execute(
        sql: """
          DELETE FROM todo WHERE id % 11 = 0; UPDATE todo SET done = 5 WHERE id % 13 = 0;
          UPDATE todo SET tags = 'nonsense' WHERE id % 17 = 0;
          UPDATE todo SET deletedAt = 1 WHERE id % 19 = 0;
          UPDATE todo SET due = NULL, project = 'LAUNCH' WHERE id % 7 = 0;
          """)
    }
    let snapshot = try await store.load(WindowRequest(around: .place(0), limit: 1_000))
    expect(snapshot.counts, snapshot.window.todos)
    #expect(snapshot.window.total == snapshot.window.todos.count)
    // The words are those of the rows.
    try await store.database.write { db in
      try db.execute(sql: "INSERT INTO todo_words (todo_words) VALUES ('integrity-check')")
    }
    await store.database.close()
  }

  @Test("filters that have names are shared, in their order, and one name is one filter")
  func savedFilters() async throws {
    let store = try await world.open()
    let other = try await world.open(leading: false)
    _ = await store.perform(.saveFilter(SavedFilter(name: "urgent", text: "!high")))
    _ = await other.perform(
      .saveFilter(SavedFilter(name: "Errands", text: "#shop is:open")), queueing: true)
    _ = await store.perform(.saveFilter(SavedFilter(name: "URGENT", text: "!high due<fri")))
    let request = WindowRequest(around: .place(0), limit: 1)
    #expect(
      try await other.load(request).filters == [
        SavedFilter(name: "Errands", text: "#shop is:open"),
        SavedFilter(name: "urgent", text: "!high due<fri"),
      ])
    _ = await other.perform(.removeFilter("errands"), queueing: true)
    #expect(try await store.load(request).filters.map(\.name) == ["urgent"])
    await other.database.close()
    await store.database.close()
  }

  private func expect(_ counts: ViewCounts, _ todos: [Todo]) {
    let open = todos.filter { !$0.done }
    #expect(counts.open == open.count && counts.done == todos.count - open.count)
    #expect(counts.today == open.count { $0.due.map { $0.day <= StoreWorld.now.day } ?? false })
    #expect(counts.overdue == open.count { $0.due?.isOver(at: StoreWorld.now) ?? false })
    let later = open.compactMap(\.due).filter {
      $0.day == StoreWorld.now.day && $0.minute != nil && !$0.isOver(at: StoreWorld.now)
    }
    #expect(counts.nextDue == later.min())
    for (names, of) in [
      (counts.projects, { ($0 as Todo).project.map { [$0] } ?? [] }), (counts.tags, { $0.tags }),
    ] {
      let expected = open.reduce(into: [String: Int]()) { counts, todo in
        for name in Set(of(todo).map { $0.lowercased() }) { counts[name, default: 0] += 1 }
      }
      #expect(
        Dictionary(names.map { ($0.name.lowercased(), $0.open) }) { $0 + $1 } == expected)
      #expect(names.map(\.open) == names.map(\.open).sorted(by: >))
    }
  }

  /// Todos of every kind, some of them parts, and what they are in the list's order.
  private func fill(_ store: TodoStore, _ count: Int, _ dice: inout Seeded) async throws
    -> [Todo]
  {
    let words = ["milk", "note", "50% off", "a_b", "axb", "Äpfel", "x", "call", "Milk notes"]
    let notes = ["", "", "notes 1", "milk now", "buy"]
    let tags = [[], [], ["home"], ["Home", "ops"], ["ops"]]
    let todos = (0..<count).map { index -> NewTodo in
      let day = Due(
        Day(number: StoreWorld.now.day.number + Int.random(in: -9...9, using: &dice)),
        minute: Bool.random(using: &dice) ? Int.random(in: 0..<1_440, using: &dice) : nil)
      var todo = NewTodo(
        title: "\(words.randomElement(using: &dice) ?? "") \(index)",
        priority: [nil, .high, .low, .medium].randomElement(using: &dice) ?? nil,
        project: [nil, "launch", "Launch", "home"].randomElement(using: &dice) ?? nil,
        tags: tags.randomElement(using: &dice) ?? [],
        due: Bool.random(using: &dice) ? day : nil,
        notes: notes.randomElement(using: &dice) ?? "",
        recurrence: index % 9 == 0 ? Recurrence(text: "1d") : nil)
      todo.done = Int.random(in: 0..<4, using: &dice) == 0
      todo.createdAt = Instant(milliseconds: Int64.random(in: 0...50, using: &dice))
      return todo
    }
    let parents = (1..<count).reduce(into: [Int: Int]()) { parents, index in
      if index % 3 == 0 { parents[index] = Int.random(in: max(0, index - 9)..<index, using: &dice) }
    }
    let whole = try Additions(todos, parents: parents)
    for chunk in whole.chunks { try await store.add(chunk, of: whole) }
    let all = try await store.load(WindowRequest(around: .place(0), limit: 10_000)).window.todos
    #expect(all.count == count)
    for index in 1..<all.count {
      // A part stands behind what it is a part of.
      guard let parent = all[index].parent else { continue }
      #expect(all[..<index].contains { $0.id == parent })
    }
    return all
  }
}

extension [Todo] {
  /// Todos in the list's order, sorted as a query says, the slow way.
  fileprivate func sorted(as query: ListQuery) -> [Todo] {
    let turned = query.isReversed
    func number(_ priority: Priority?) -> Int {
      priority.flatMap { Priority.allCases.firstIndex(of: $0) } ?? 3
    }
    func key(_ todo: Todo) -> (first: [Int64], text: String) {
      let id = todo.id
      let urgency = Int64(number(todo.priority))
      let minutes = todo.due.map { Int64($0.day.number) * 2_000 + Int64($0.minute ?? -1) }
      switch query.sort {
      case .list, .doneLast: return ([], "")
      case .due: return ([minutes ?? 0, urgency, id], "")
      case .priority: return ([urgency, minutes == nil ? 1 : 0, minutes ?? 0, id], "")
      case .title: return ([], todo.title.asciiLowercased)
      case .created: return ([todo.createdAt.milliseconds, id], "")
      case .changed: return ([todo.changedAt.milliseconds, id], "")
      case .id: return ([id], "")
      }
    }
    if query.sort == .list { return self }
    func less(_ left: Todo, _ right: Todo) -> Bool {
      if left.done != right.done { return right.done }
      let (mine, other) = (key(left), key(right))
      switch query.sort {
      case .list, .doneLast: return false
      case .due:
        if (left.due == nil) != (right.due == nil) { return right.due == nil }
        let isTurned = turned && left.due != nil
        return isTurned
          ? other.first.lexicographicallyPrecedes(mine.first)
          : mine.first.lexicographicallyPrecedes(other.first)
      case .priority:
        if mine.first[0] != other.first[0] {
          return turned ? mine.first[0] > other.first[0] : mine.first[0] < other.first[0]
        }
        return mine.first.lexicographicallyPrecedes(other.first)
      case .title:
        if mine.text != other.text {
          // As SQLite compares: by bytes.
          let isLess = mine.text.utf8.lexicographicallyPrecedes(other.text.utf8)
          return isLess != turned
        }
        return turned ? left.id > right.id : left.id < right.id
      case .created, .changed:
        return turned
          ? mine.first.lexicographicallyPrecedes(other.first)
          : other.first.lexicographicallyPrecedes(mine.first)
      case .id:
        return turned ? left.id > right.id : left.id < right.id
      }
    }
    // Stable, so that equal ones keep the list's order.
    return enumerated().sorted { left, right in
      if less(left.element, right.element) { return true }
      if less(right.element, left.element) { return false }
      return left.offset < right.offset
    }.map(\.element)
  }
}

extension String {
  fileprivate var asciiLowercased: String {
    String(
      String.UnicodeScalarView(
        unicodeScalars.map {
          (65...90).contains($0.value) ? Unicode.Scalar(UInt8($0.value + 32)) : $0
        }))
  }
}
