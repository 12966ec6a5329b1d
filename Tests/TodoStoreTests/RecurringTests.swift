import GRDB
import Penholder
import Testing

@testable import TodoApp

@Suite("Todos that come again")
struct RecurringTests {
  let world: StoreWorld

  init() throws { world = try StoreWorld() }

  @Test("completing adds the successor behind it, in the same commit; opening takes it away again")
  func successor() async throws {
    let store = try await world.open()
    _ = try await store.add([
      NewTodo(
        title: "water", priority: .low, project: "home", tags: ["plants"],
        due: Due(iso: "2026-11-20T09:00"), recurrence: Recurrence(text: "+1w")),
      NewTodo(title: "next"),
    ])
    let done = await store.perform(.setDone(id: 1, base: 1, done: true))
    let snapshot = try await store.load(WindowRequest(around: .place(0), limit: 9))
    #expect(snapshot.commit == done.commit)
    #expect(snapshot.window.todos.map(\.title) == ["water", "water", "next"])
    let successor = snapshot.window.todos[1]
    #expect(successor.due?.iso == "2026-11-27T09:00" && !successor.done)
    #expect(successor.project == "home" && successor.tags == ["plants"])
    #expect(successor.recurrence == Recurrence(text: "+1w") && successor.priority == .low)
    #expect(await store.perform(.setDone(id: 1, base: 2, done: false)).version == 3)
    #expect(try await store.titles() == ["water", "next"])
    // Once more is once more, not twice.
    _ = await store.perform(.setDone(id: 1, base: 3, done: true))
    #expect(try await store.titles() == ["water", "water", "next"])
    await store.database.close()
  }

  @Test("undo of a completion removes the successor, unless somebody has changed it")
  func undo() async throws {
    let store = try await world.open(owner: "me")
    let other = try await world.open(leading: false, owner: "other")
    _ = try await store.add([NewTodo(title: "water", recurrence: Recurrence(text: "2d"))])
    _ = await store.perform(.setDone(id: 1, base: 1, done: true))
    _ = try await store.turn(isRedo: false)
    #expect(try await store.titles() == ["water"])
    _ = try await store.turn(isRedo: true)
    let todos = try await store.load(WindowRequest(around: .place(0), limit: 9)).window.todos
    #expect(todos.map(\.done) == [true, false])
    #expect(todos[1].due?.iso == "2026-11-25")
    let change = TodoApp.Change.rename(
      id: todos[1].id, base: todos[1].version, title: "water twice")
    #expect(await other.perform(change, queueing: true).version != nil)
    _ = try await store.turn(isRedo: false)
    #expect(try await store.titles() == ["water", "water twice"])
    // It has a successor that somebody cares for: done again, it needs no other.
    let version = try await store.todos([1])[0].version
    _ = await store.perform(.setDone(id: 1, base: version, done: true))
    #expect(try await store.titles() == ["water", "water twice"])
    await other.database.close()
    await store.database.close()
  }

  @Test("however many tabs complete it at once, it comes again once")
  func once() async throws {
    let store = try await world.open()
    let others = [try await world.open(leading: false), try await world.open(leading: false)]
    _ = try await store.add([NewTodo(title: "water", recurrence: Recurrence(text: "1d"))])
    let outcomes = await withTaskGroup(of: WriteOutcome.self) { group in
      for tab in [store] + others {
        for _ in 0..<4 {
          group.addTask {
            await tab.perform(.setDone(id: 1, base: 1, done: true), queueing: true)
          }
        }
      }
      return await group.reduce(into: []) { $0.append($1) }
    }
    #expect(outcomes.count { $0.version == 2 } == 1)
    #expect(try await store.titles() == ["water", "water"])
    for tab in others + [store] { await tab.database.close() }
  }

  @Test(
    "what short months cut comes back in long ones",
    arguments: [
      (
        "+1m", "2026-08-31",
        [
          "2026-09-30", "2026-10-31", "2026-11-30", "2026-12-31", "2027-01-31", "2027-02-28",
          "2027-03-31",
        ]
      ),
      ("+1m", "2027-01-30", ["2027-02-28", "2027-03-30", "2027-04-30", "2027-05-30"]),
      ("+1m", "2027-02-28", ["2027-03-28", "2027-04-28"]),
      (
        "+1y", "2024-02-29", ["2025-02-28", "2026-02-28", "2027-02-28", "2028-02-29", "2029-02-28"]
      ),
    ])
  func shortMonths(every: String, first: String, expected: [String]) async throws {
    let store = try await world.open()
    _ = try await store.add([
      NewTodo(title: "rent", due: Due(iso: first), recurrence: Recurrence(text: every))
    ])
    var found: [String?] = []
    for id in 1...expected.count {
      _ = try await store.setDone([Int64(id)], true)
      found.append(try await store.todos([Int64(id + 1)])[0].due?.iso)
    }
    #expect(found == expected)
    // Whoever moves one to another day means that day from then on.
    let last = Int64(expected.count + 1)
    _ = try await store.edit([last], [.due(Due(iso: "2030-04-15"))])
    _ = try await store.setDone([last], true)
    #expect(
      try await store.todos([last + 1])[0].due?.iso
        == (every == "+1m" ? "2030-05-15" : "2031-04-15"))
    await store.database.close()
  }

  @Test("the leader counts as the model does, at the ends of months and for any day")
  func dates() async throws {
    let store = try await world.open()
    var dice = SystemRandomNumberGenerator()
    let units = Recurrence.Unit.allCases
    let todos = (0..<300).map { index -> NewTodo in
      let day = Day(number: Int.random(in: 18_000...23_000, using: &dice))
      return NewTodo(
        title: "\(index)",
        due: index % 7 == 0 ? nil : Due(day, minute: index % 3 == 0 ? 540 : nil),
        recurrence: Recurrence(
          every: Int.random(in: 1...40, using: &dice), units[index % 4],
          from: index % 2 == 0 ? .due : .completion))
    }
    _ = try await store.add(todos)
    _ = try await store.edit((1...300).map(Int64.init), [.done(true)])
    let successors = try await store.database.read { db in
      try String?.fetchAll(
        db, sql: "SELECT due FROM todo WHERE follows IS NOT NULL ORDER BY follows")
    }
    #expect(successors.count == 300)
    for (due, todo) in zip(successors, todos) {
      let expected = todo.recurrence?.next(after: todo.due, doneOn: StoreWorld.now.day).iso
      #expect(due == expected, "\(todo)")
    }
    await store.database.close()
  }
}
