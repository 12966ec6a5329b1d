import GRDB
import Penholder
import Testing

@testable import TodoApp

/// What other todo programs were seen to do with two instances on the same data.
@Suite("What goes wrong elsewhere")
struct ElsewhereTests {
  let world: StoreWorld

  init() throws { world = try StoreWorld() }

  @Test("of 120 tag edits at once, by three tabs and on the same todo, none vanishes")
  func tagEdits() async throws {
    let tabs = [
      try await world.open(), try await world.open(leading: false),
      try await world.open(leading: false),
    ]
    try await tabs[0].fill(10)
    await withTaskGroup(of: Void.self) { group in
      for number in 0..<120 {
        group.addTask {
          let change = TodoApp.Change.edit(
            [Seen(Int64(number % 4 + 1), base: nil)], [.addTag("tag\(number)")])
          guard case .saved = await tabs[number % 3].perform(change, queueing: true) else {
            _ = Issue.record("tag\(number) was not added")
            return
          }
        }
      }
    }
    let todos = try await tabs[1].todos([1, 2, 3, 4])
    #expect(todos.allSatisfy { $0.version == 31 })
    #expect(Set(todos.flatMap(\.tags)) == Set((0..<120).map { "tag\($0)" }))
    for tab in tabs.reversed() { await tab.database.close() }
  }

  @Test("of edits at once that name what they saw, each is made or refused, none is lost")
  func seenEdits() async throws {
    let tabs = [try await world.open(), try await world.open(leading: false)]
    try await tabs[0].fill(1)
    let made = await withTaskGroup(of: String?.self) { group in
      for number in 0..<60 {
        group.addTask {
          let tab = tabs[number % 2]
          // What is refused is looked at again, as a user would.
          for _ in 0..<500 {
            guard let todo = try? await tab.todos([1])[0] else { return nil }
            let change = TodoApp.Change.edit([Seen(todo)], [.notes(todo.notes + "\(number) ")])
            switch await tab.perform(change, queueing: true) {
            case .saved: return "\(number)"
            case .refused(.changed): continue
            default: return nil
            }
          }
          return nil
        }
      }
      return await group.reduce(into: []) { $0.append($1) }
    }
    let todo = try await tabs[0].todos([1])[0]
    #expect(made.compactMap { $0 }.count == 60)
    #expect(Set(todo.notes.split(separator: " ").map(String.init)) == Set(made.compactMap { $0 }))
    #expect(todo.version == 61)
    for tab in tabs.reversed() { await tab.database.close() }
  }

  @Test("60 and 60 completions at once complete 120 todos and empty nothing")
  func completions() async throws {
    let leader = try await world.open()
    let other = try await world.open(leading: false)
    try await leader.fill(150)
    try await withThrowingTaskGroup(of: Void.self) { group in
      for number in 1...60 {
        group.addTask { _ = try await leader.setDone([Int64(number)], true) }
        group.addTask { _ = try await other.setDone([Int64(60 + number)], true) }
      }
      try await group.waitForAll()
    }
    let snapshot = try await other.load(WindowRequest(around: .place(0), limit: 200))
    #expect(snapshot.window.todos.map(\.done) == (1...150).map { $0 <= 120 })
    #expect(snapshot.counts.done == 120 && snapshot.counts.open == 30)
    await other.database.close()
    await leader.database.close()
  }

  @Test("a number means the same todo whatever was done, deleted, moved or added before")
  func numbers() async throws {
    let store = try await world.open()
    try await store.fill(3)
    _ = try await store.setDone([1], true)
    _ = try await store.clearDone()
    _ = await store.perform(.move([Seen(3, base: nil)], .top))
    _ = try await store.add("new")
    #expect(try await store.setDone([2], true)[0].title == "todo 2")
    await #expect(throws: TodoStoreError.noSuchTodo(1)) { try await store.setDone([1], true) }
    await store.database.close()
  }

  @Test("whoever closes last takes nothing of the other's with it")
  func closing() async throws {
    let first = try await world.open()
    let second = try await world.open(leading: false)
    try await first.fill(2)
    _ = try await second.load(WindowRequest(around: .place(0), limit: 9))
    _ = await first.perform(.rename(id: 1, base: 1, title: "by the first"))
    _ = await second.perform(.rename(id: 2, base: 1, title: "by the second"), queueing: true)
    await first.database.close()
    await second.database.close()
    let third = try await world.open()
    #expect(try await third.titles() == ["by the first", "by the second"])
    await third.database.close()
  }
}
