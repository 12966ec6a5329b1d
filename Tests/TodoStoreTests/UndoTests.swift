import GRDB
import Penholder
import Testing

@testable import TodoApp

@Suite("Taking back and doing again")
struct UndoTests {
  let world: StoreWorld

  init() throws { world = try StoreWorld() }

  @Test("every kind of change is taken back, and made again, as one")
  func everyKind() async throws {
    let store = try await world.open()
    _ = try await store.add([
      NewTodo(title: "a", tags: ["x"]), NewTodo(title: "b"), NewTodo(title: "c"),
    ])
    let both = [Seen(1, base: nil), Seen(2, base: nil)]
    for change: TodoApp.Change in [
      .edit([Seen(1, base: nil)], [.title("other")]), .edit(both, [.done(true)]),
      .edit(both, [.priority(.high), .project("p"), .due(Due(iso: "2026-12-01"))]),
      .edit(both, [.addTag("X"), .addTag("y")]), .edit(both, [.removeTag("x")]),
      .edit(both, [.notes("n"), .recurrence(Recurrence(text: "1w"))]),
      .move([Seen(3, base: nil)], .before(1)), .move([Seen(1, base: nil)], .into(2)),
      .delete(both), .clearDone,
    ] {
      _ = await store.perform(.edit([Seen(3, base: nil)], [.done(true)]))
      let before = try await store.everything()
      guard case .saved = await store.perform(change) else {
        Issue.record("not made: \(change)")
        continue
      }
      let after = try await store.everything()
      #expect(before != after)
      for _ in 0..<2 {
        guard case .turned(let undone, _, _) = await store.perform(.undo(showing: [])) else {
          Issue.record("not undone: \(change)")
          return
        }
        #expect(!undone.isRedo)
        #expect(try await store.everything() == before, "\(change) was not taken back")
        guard case .turned = await store.perform(.redo(showing: [])) else {
          Issue.record("not done again: \(change)")
          return
        }
        #expect(try await store.everything() == after, "\(change) was not made again")
      }
      _ = await store.perform(.undo(showing: []))
    }
    await store.database.close()
  }

  @Test("todos that were added in several changes under one token are taken back as one")
  func together() async throws {
    let store = try await world.open()
    _ = try await store.add("before")
    let new = (1...400).map { NewTodo(title: "new \($0)") }
    let additions = try Additions(new)
    #expect(additions.chunks.count > 2)
    for chunk in additions.chunks {
      let outcome = await store.perform(.add(chunk, token: additions.token))
      #expect(outcome.version == 1)
    }
    #expect(try await store.titles(limit: 500) == ["before"] + new.map(\.title))
    guard case .turned(let undone, _, _) = await store.perform(.undo(showing: [])) else {
      Issue.record("not undone")
      return
    }
    #expect(undone.kind == .add && undone.count == 400)
    #expect(try await store.titles() == ["before"])
    await store.database.close()
  }

  @Test("undo takes back one's own last change and never the other's, whoever was last")
  func ownOnly() async throws {
    let mine = try await world.open(owner: "pts/1")
    let theirs = try await world.open(leading: false, owner: "pts/2")
    let id = try await mine.add("mine")
    guard
      case .saved(let other, _, _, _) = await theirs.perform(
        .add(title: "theirs", mark: 7), queueing: true)
    else { throw TodoStoreError.unusable("not added") }
    #expect(await mine.perform(.setDone(id: id, base: 1, done: true)).version == 2)
    _ = await theirs.perform(.rename(id: other, base: 1, title: "theirs!"), queueing: true)
    // A remote change does not clear it.
    let undone = try await mine.turn(isRedo: false)
    #expect(undone.kind == .done && undone.id == id && undone.count == 1 && undone.isThere)
    #expect(try await mine.todos([id, other]).map(\.title) == ["mine", "theirs!"])
    _ = try await mine.turn(isRedo: false)
    await #expect(throws: TodoStoreError.nothingToUndo(isRedo: false)) {
      try await mine.turn(isRedo: false)
    }
    #expect(await mine.perform(.undo(showing: [])) == .refused(.nothingLeft))
    #expect(try await mine.titles() == ["theirs!"])
    #expect(try await theirs.turn(isRedo: false).kind == .title)
    await theirs.database.close()
    await mine.database.close()
  }

  @Test("what somebody changed since is not taken back, is told, and hinders no earlier change")
  func changedSince() async throws {
    let mine = try await world.open(owner: "pts/1")
    let theirs = try await world.open(leading: false, owner: "pts/2")
    let (first, second) = (try await mine.add("first"), try await mine.add("second"))
    _ = await mine.perform(.edit([Seen(first, base: 1)], [.priority(.high)]))
    _ = await mine.perform(.edit([Seen(second, base: 1)], [.priority(.high)]))
    _ = await theirs.perform(.rename(id: second, base: 2, title: "theirs"), queueing: true)
    guard case .refused(.changed(let todo)) = await mine.perform(.undo(showing: [])) else {
      Issue.record("undone over somebody's change")
      return
    }
    #expect(todo.title == "theirs" && todo.changedByTab == theirs.database.number)
    guard case .turned(let turned, _, _) = await mine.perform(.undo(showing: [])) else {
      Issue.record("an older change cannot be undone")
      return
    }
    #expect(turned.id == first && turned.kind == .priority)
    // And if they take theirs back, nobody has changed anything.
    _ = await mine.perform(.edit([Seen(second, base: nil)], [.project("p")]))
    await #expect(throws: TodoStoreError.changedSince(isRedo: false, second)) {
      try await theirs.turn(isRedo: false)
    }
    _ = try await mine.turn(isRedo: false)
    #expect(try await mine.todos([second])[0].project == nil)
    await theirs.database.close()
    await mine.database.close()
  }

  @Test("a restarted tab and a command of the same terminal go on where the last one ended")
  func restarted() async throws {
    let store = try await world.open(owner: "pts/1")
    let id = try await store.add("a")
    _ = await store.perform(.delete(id: id, base: 1))
    await store.database.close()
    let again = try await world.open(owner: "pts/1")
    #expect(try await again.next(isRedo: false)?.kind == .delete)
    #expect(try await again.next(isRedo: true) == nil)
    #expect(try await again.turn(isRedo: false).isThere)
    #expect(try await again.titles() == ["a"])
    #expect(try await again.next(isRedo: true)?.kind == .delete)
    // Something new: what was taken back cannot be made again any more.
    _ = try await again.add("b")
    await #expect(throws: TodoStoreError.nothingToUndo(isRedo: true)) {
      try await again.turn(isRedo: true)
    }
    await again.database.close()
  }

  @Test("a deletion takes the parts with it, and undo brings all of them back")
  func parts() async throws {
    let store = try await world.open()
    let parent = try await store.add("parent")
    _ = try await store.add([
      NewTodo(title: "part", parent: parent), NewTodo(title: "part of part", parent: 2),
      NewTodo(title: "next"), NewTodo(title: "late part", parent: parent),
    ])
    let before = ["parent", "part", "part of part", "late part", "next"]
    #expect(try await store.titles() == before)
    _ = await store.perform(.delete(id: parent, base: 1))
    #expect(try await store.titles() == ["next"])
    _ = try await store.turn(isRedo: false)
    #expect(try await store.titles() == before)
    await store.database.close()
  }

  // Two commands in one terminal: one takes back, and before it can say what, the other adds.
  @Test("what was taken back is told, whatever its owner does meanwhile, and stays taken back")
  func told() async throws {
    let store = try await world.open(owner: "me")
    _ = try await store.add("first")
    let undo = TodoRequest.turn(isRedo: false, by: store.author)
    _ = try await store.carryOut(undo.request)
    _ = try await store.add("second")
    let answer = try await store.database.read { db in
      try Journal.answer(db, to: undo.token, isRedo: false)
    }
    guard case .turned(let turned) = answer else {
      Issue.record("\(answer)")
      return
    }
    #expect(turned.kind == .add && turned.title == "first" && !turned.isThere)
    #expect(try await store.next(isRedo: true) == nil)
    #expect(try await store.titles() == ["second"])
    await store.database.close()
  }

  @Test("the journal is bounded, for each owner")
  func bounded() async throws {
    let store = try await world.open(owner: "me")
    let other = try await world.open(leading: false, owner: "other")
    _ = await other.perform(.add(title: "other", mark: 1), queueing: true)
    _ = try await store.add((1...230).map { NewTodo(title: "\($0)") })
    let counts = try await store.database.read { db in
      try Int.fetchAll(db, sql: "SELECT count(*) FROM todo_journal GROUP BY owner ORDER BY owner")
    }
    #expect(counts == [200, 1])
    let rows = try await store.database.read { db in
      try Int.fetchOne(db, sql: "SELECT count(*) FROM todo_journal_row")
    }
    #expect(rows == 201)
    await other.database.close()
    await store.database.close()
  }
}

extension TodoStore {
  /// What the list holds, without what every change changes.
  func everything() async throws -> [Todo] {
    try await load(WindowRequest(around: .place(0), limit: 10_000)).window.todos.map { todo in
      var todo = todo
      todo.version = 0
      todo.changedAt = todo.createdAt
      todo.changedByTab = nil
      return todo
    }
  }
}
