import Foundation
import GRDB
import Penholder
import Testing

@testable import TodoApp

@Suite("Commands on todos")
struct CommandTests {
  let world: StoreWorld

  init() throws { world = try StoreWorld() }

  @Test("an import is added in its order, with its parts, and one undo takes all of it back")
  func importing() async throws {
    let store = try await world.open()
    try await store.fill(1)
    let todos = (0..<1_000).map { index -> NewTodo in
      var todo = NewTodo(
        title: "todo number \(index) \"quoted\"", tags: ["t\(index % 5)"],
        notes: String(repeating: "n\n", count: index % 90))
      todo.done = index % 4 == 0
      todo.createdAt = Instant(milliseconds: Int64(index))
      return todo
    }
    // Each tenth has the nine behind it as parts, across the borders of chunks.
    let parents = (0..<1_000).reduce(into: [Int: Int]()) { parents, index in
      if index % 10 != 0 { parents[index] = index - index % 10 }
    }
    let whole = try Additions(todos, parents: parents)
    #expect(whole.chunks.count > 5)
    #expect(whole.chunks.reduce(0) { $0 + $1.count } == 1_000)
    for chunk in whole.chunks { try await store.add(chunk, of: whole) }
    let window = try await store.load(WindowRequest(around: .place(0), limit: 2_000)).window
    #expect(window.todos.dropFirst().map(\.title) == todos.map(\.title))
    #expect(
      window.todos.dropFirst().map { window.level(of: $0) }
        == (0..<1_000).map { $0 % 10 == 0 ? 0 : 1 })
    #expect(window.todos[1].done && window.todos[8].createdAt.milliseconds == 7)
    let undone = try await store.turn(isRedo: false)
    #expect(undone.kind == .import && undone.count == 1_000)
    #expect(try await store.titles() == ["todo 1"])
    _ = try await store.turn(isRedo: true)
    #expect(try await store.load(WindowRequest(around: .place(0), limit: 1)).window.total == 1_001)
    await store.database.close()
  }

  @Test("an import names the todo that cannot be, before anything is added")
  func unusable() {
    #expect(throws: Additions.Unusable.self) {
      try Additions([NewTodo(title: "fine"), NewTodo(title: " ")])
    }
    #expect(throws: Additions.Unusable.self) {
      try Additions([NewTodo(title: "x", tags: [""])])
    }
  }

  @Test("clear-done takes what is done, except what has open parts, and comes back as one")
  func clearing() async throws {
    let store = try await world.open()
    try await store.fill(6)
    _ = await store.perform(.move([Seen(2, base: nil)], .into(1)))
    _ = await store.perform(.move([Seen(4, base: nil)], .into(3)))
    _ = try await store.setDone([1, 3, 4, 5], true)
    #expect(try await store.clearDone() == 3)
    #expect(try await store.titles() == ["todo 1", "todo 2", "todo 6"])
    #expect(try await store.clearDone() == 0)
    let undone = try await store.turn(isRedo: false)
    #expect(undone.kind == .clear && undone.count == 3)
    #expect(try await store.titles() == (1...6).map { "todo \($0)" })
    await store.database.close()
  }

  @Test("editing is all or none, and every field can be taken away again")
  func editing() async throws {
    let store = try await world.open()
    try await store.fill(2)
    let edits: [TodoEdit] = [
      .title("new"), .priority(.high), .project("p"), .addTag("a"), .addTag("b"), .addTag("A"),
      .due(Due(iso: "2026-12-01T09:00")), .notes("n"), .recurrence(Recurrence(text: "+1m")),
    ]
    let todo = try await store.edit([1], edits)[0]
    #expect(todo.title == "new" && todo.priority == .high && todo.project == "p")
    #expect(todo.tags == ["a", "b"] && todo.due?.iso == "2026-12-01T09:00" && todo.notes == "n")
    #expect(todo.recurrence == Recurrence(text: "+1m") && todo.version == 2)
    let bare = try await store.edit(
      [1, 2],
      [
        .priority(nil), .project(nil), .removeTag("B"), .due(nil), .notes(""), .recurrence(nil),
      ])[0]
    #expect(bare.priority == nil && bare.project == nil && bare.tags == ["a"] && bare.due == nil)
    #expect(bare.notes == "" && bare.recurrence == nil)
    await #expect(throws: TodoStoreError.noSuchTodo(9)) {
      try await store.edit([1, 9], [.title("x")])
    }
    await #expect(throws: TodoStoreError.self) { try await store.edit([1], [.title(" ")]) }
    await #expect(throws: TodoStoreError.self) { try await store.edit([1], []) }
    let many = (1...Change.targetLimit + 1).map { Int64($0) }
    await #expect(throws: TodoStoreError.self) { try await store.edit(many, [.priority(.low)]) }
    #expect(try await store.todos([1])[0].title == "new")
    await store.database.close()
  }

  @Test("tags are taken away and given in one edit, and never become too many")
  func tags() async throws {
    let store = try await world.open()
    _ = try await store.add([NewTodo(title: "x", tags: ["a", "b"])])
    let edits: [TodoEdit] = [.tags([]), .addTag("c"), .addTag("C"), .addTag("d"), .removeTag("D")]
    #expect(try await store.edit([1], edits)[0].tags == ["c"])
    for number in 2...Todo.tagsLimit { _ = try await store.edit([1], [.addTag("t\(number)")]) }
    let full = try await store.todos([1])[0]
    #expect(full.tags.count == Todo.tagsLimit)
    await #expect(throws: TodoStoreError.self) { try await store.edit([1], [.addTag("more")]) }
    guard
      case .refused(.failed(let reason)) = await store.perform(
        .edit([Seen(full)], [.addTag("more")]))
    else {
      Issue.record("one tag more")
      return
    }
    #expect(reason.contains("32 tags"))
    #expect(try await store.todos([1]) == [full])
    // What it has is no tag more, and one may take another's place.
    #expect(try await store.edit([1], [.addTag("T2")])[0].tags == full.tags)
    let other = try await store.edit([1], [.removeTag("t2"), .addTag("more")])[0].tags
    #expect(other.count == Todo.tagsLimit && other.last == "more")
    await store.database.close()
  }

  @Test("a part on a level too deep is refused with the reason")
  func deep() async throws {
    let store = try await world.open()
    _ = try await store.add([NewTodo(title: "0")])
    for level in 1...16 {
      _ = try await store.add([NewTodo(title: "\(level)", parent: Int64(level))])[0].get()
    }
    let refused = try await store.add([NewTodo(title: "17", parent: 17)])[0]
    #expect(
      throws: TodoStoreError.unusable("#17 cannot have parts: parts of parts end at 16 levels.")
    ) {
      try refused.get()
    }
    await store.database.close()
  }

  @Test("as many todos as may be are changed by one request, and taken back by one")
  func many() async throws {
    let store = try await world.open()
    try await store.fill(Change.targetLimit)
    let seen = (1...Change.targetLimit).map { Seen(Int64($0), base: 1) }
    #expect(await store.perform(.edit(seen, [.done(true)])).version == 2)
    #expect(await store.perform(.move(seen.map { Seen($0.id, base: 2) }, .bottom)).version == 3)
    #expect(await store.perform(.delete(seen.map { Seen($0.id, base: 3) })).version == 4)
    #expect(try await store.titles() == [])
    for _ in 0..<3 { _ = try await store.turn(isRedo: false) }
    let counts = try await store.load(WindowRequest(around: .place(0), limit: 1)).counts
    #expect(counts.open == Change.targetLimit && counts.done == 0)
    // One of them changed: none is.
    _ = await store.perform(.rename(id: 77, base: 7, title: "changed"))
    guard
      case .refused(.changed(let todo)) = await store.perform(
        .edit(seen.map { Seen($0.id, base: 7) }, [.done(true)]))
    else {
      Issue.record("not refused")
      return
    }
    #expect(todo.id == 77 && todo.title == "changed")
    await store.database.close()
  }

  @Test("what would not fit into a request is refused beforehand, so that no import ends halfway")
  func tooLarge() throws {
    // Spelled as JSON each of these takes two bytes.
    for text in ["\n", "\"", "\\"] {
      let notes = String(repeating: text, count: Todo.notesLimit)
      #expect(throws: TodoStoreError.self) { try NewTodo(title: "x", notes: notes).check() }
    }
    let tags = (1...Todo.tagsLimit).map {
      "\($0)".padding(toLength: Todo.nameLimit, withPad: "t", startingAt: 0)
    }
    try NewTodo(
      title: String(repeating: "/", count: Todo.titleLimit), tags: tags,
      notes: String(repeating: "/", count: Todo.notesLimit)
    ).check()
  }

  @Test("a todo is read one by one, as a query wants it")
  func exporting() async throws {
    let store = try await world.open()
    try await store.fill(50)
    _ = try await store.setDone([3], true)
    await store.database.close()
    var titles: [String] = []
    try TodoQuery("todo", scope: .open, order: .id, isReversed: true, limit: 3).each(
      at: world.path, now: StoreWorld.now
    ) { titles.append($0.title) }
    #expect(titles == ["todo 50", "todo 49", "todo 48"])
    // Turned round, its own order too.
    for order: Sort in [.list, .doneLast] {
      let found = try TodoQuery(scope: .all, order: order, isReversed: true, limit: 2).read(
        at: world.path, now: StoreWorld.now)
      #expect(found.map(\.id) == (order == .list ? [50, 49] : [3, 50]))
    }
  }
}
