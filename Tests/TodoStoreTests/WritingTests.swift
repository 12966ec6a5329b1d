import GRDB
import Penholder
import Testing

@testable import TodoApp

@Suite("Writing todos")
struct StoreWritingTests {
  let world: StoreWorld

  init() throws { world = try StoreWorld() }

  @Test("every change makes the version one higher, and its commit is the snapshot's")
  func versions() async throws {
    let store = try await world.open()
    let id = try await store.add("Buy milk")
    #expect(await store.perform(.setDone(id: id, base: 1, done: true)).version == 2)
    #expect(await store.perform(.setDone(id: id, base: 2, done: false)).version == 3)
    let outcome = await store.perform(.rename(id: id, base: 3, title: "  Buy\tmilk \n"))
    #expect(outcome.version == 4)
    let snapshot = try await store.load(WindowRequest(around: .place(0), limit: 10))
    #expect(snapshot.commit == outcome.commit)
    let todo = try #require(snapshot.window.todos.first)
    #expect(todo.title == "Buy milk")
    #expect(todo.completedAt == nil)
    #expect(todo.createdByTab == store.database.number)
    #expect(todo.changedAt == StoreWorld.morning)
    await store.database.close()
  }

  @Test("a change of a version that is not the newest is refused and tells what it is now")
  func conflict() async throws {
    let store = try await world.open()
    let id = try await store.add("Buy milk")
    _ = await store.perform(.rename(id: id, base: 1, title: "Buy oat milk"))
    for change: TodoApp.Change in [
      .rename(id: id, base: 1, title: "x"), .setDone(id: id, base: 1, done: true),
      .delete(id: id, base: 1), .delete(id: id, base: 3),
    ] {
      guard case .refused(.changed(let todo)) = await store.perform(change) else {
        Issue.record("not refused: \(change)")
        continue
      }
      #expect(todo.title == "Buy oat milk")
      #expect(todo.version == 2)
    }
    #expect(try await store.titles() == ["Buy oat milk"])
    await store.database.close()
  }

  @Test("a deleted todo names its deleter, comes back at its place, and only as it was deleted")
  func deletion() async throws {
    let store = try await world.open()
    try await store.fill(3)
    #expect(await store.perform(.delete(id: 2, base: 1)).version == 2)
    #expect(try await store.titles() == ["todo 1", "todo 3"])
    let removal = Removal(
      id: 2, title: "todo 2", tab: store.database.number, at: StoreWorld.morning)
    #expect(
      await store.perform(.rename(id: 2, base: 1, title: "x")) == .refused(.deleted(removal)))
    let snapshot = try await store.load(
      WindowRequest(around: .item(2, otherwise: 1), limit: 10))
    #expect(snapshot.removal == removal)
    #expect(await store.perform(.restore(id: 2, base: 1)) == .refused(.deleted(removal)))
    #expect(await store.perform(.restore(id: 2, base: 2)).version == 3)
    #expect(try await store.titles() == ["todo 1", "todo 2", "todo 3"])
    guard case .refused(.changed) = await store.perform(.restore(id: 2, base: 2)) else {
      Issue.record("restored twice")
      return
    }
    await store.database.close()
  }

  @Test("an id is never given again, not even the highest one's after its deletion")
  func ids() async throws {
    let store = try await world.open()
    let first = try await store.add("one")
    _ = await store.perform(.delete(id: first, base: 1))
    let second = try await store.add("two")
    #expect(second == first + 1)
    // Not even when somebody really removes the row.
    try await store.database.write { try $0.execute(sql: "DELETE FROM todo") }
    #expect(try await store.add("three") == second + 1)
    await store.database.close()
  }

  @Test("a todo that never was, an empty title and an endless one are refused with a reason")
  func unusable() async throws {
    let store = try await world.open()
    let endless = String(repeating: "x", count: Todo.titleLimit + 1)
    for change: TodoApp.Change in [
      .setDone(id: 77, base: 1, done: true), .restore(id: 77, base: 1),
      .add(title: " \u{7} ", mark: 1),
      .add(title: endless, mark: 2),
    ] {
      guard case .refused(.failed(let reason)) = await store.perform(change) else {
        Issue.record("not refused: \(change)")
        continue
      }
      #expect(!reason.isEmpty && !reason.hasSuffix("."))
    }
    #expect(try await store.titles() == [])
    await store.database.close()
  }

  @Test("a follower's change is refused by the store, and nothing is written")
  func follower() async throws {
    let leader = try await world.open()
    let id = try await leader.add("Buy milk")
    let follower = try await world.open(leading: false)
    #expect(await follower.perform(.add(title: "no", mark: 1)) == .refused(.notLeader))
    #expect(
      await follower.perform(.delete(id: id, base: 1)) == .refused(.notLeader))
    #expect(try await follower.titles() == ["Buy milk"])
    await follower.database.close()
    await leader.database.close()
  }

  @Test("a command's changes are made all or none, and what is so already is no failure")
  func atomic() async throws {
    let store = try await world.open()
    try await store.fill(4)
    await #expect(throws: TodoStoreError.noSuchTodo(9)) { try await store.remove([1, 9]) }
    await #expect(throws: TodoStoreError.noSuchTodo(9)) { try await store.setDone([1, 9], true) }
    #expect(try await store.titles() == ["todo 1", "todo 2", "todo 3", "todo 4"])
    #expect(try await store.setDone([1, 2, 2], true).map(\.version) == [2, 2, 2])
    #expect(try await store.setDone([1, 2, 3], true).map(\.version) == [2, 2, 2])
    #expect(try await store.setDone([1, 2, 3], true).map(\.version) == [2, 2, 2])
    #expect(try await store.remove([3, 1]).map(\.title) == ["todo 3", "todo 1"])
    #expect(try await store.titles() == ["todo 2", "todo 4"])
    let snapshot = try await store.load(WindowRequest(around: .place(0), limit: 9))
    #expect(snapshot.open == 1 && snapshot.done == 1)
    await store.database.close()
  }
}
