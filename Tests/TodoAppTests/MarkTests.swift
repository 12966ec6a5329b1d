import Screen
import Testing

@testable import TodoApp

@Suite("Marks")
struct MarkTests {
  private func world(_ count: Int, as role: Coordination = World.leader) -> World {
    World((1...count).map { "todo \($0)" }, as: role)
  }

  @Test("marked todos are changed together, in one change, and undone together")
  func together() throws {
    var world = world(5)
    try world.press("<Space>j<Space>", delivering: true)
    #expect(world.frame.text(ofRow: 3) == " * ☐ todo 1")
    #expect(world.frame.text(ofRow: 1).contains("2 marked"))
    world.send(.key(.character("x")))
    #expect(world.outbox.count == 1)
    world.deliver()
    #expect(world.todos.map(\.done) == [true, false, true, false, false])
    #expect(world.state.selection.isEmpty)
    #expect(world.state.message?.text == "Changed 2 todos. u takes it back.")
    try world.press("u")
    #expect(world.todos.allSatisfy { !$0.done })
  }

  @Test("if one of them was changed by another tab, none is changed, and it is said which")
  func conflict() throws {
    var world = world(3)
    try world.press("V")
    world.update(2, by: 3) { $0.title = "zwei" }
    try world.press("x")
    #expect(world.todos.allSatisfy { !$0.done })
    #expect(
      world.state.message?.text
        == "Not marked: tab 3 changed #2 to “zwei” at 14:03:21. Nothing was changed. "
        + "Look, then press again.")
  }

  @Test("a range follows the cursor there and back, and ends where v is pressed again")
  func range() throws {
    var world = world(9)
    try world.press("jvjjj")
    #expect(world.state.selection.count == 4)
    try world.press("kv")
    #expect(Set(world.state.selection.versions.keys) == [2, 3, 4])
    try world.press("jj")
    #expect(world.state.selection.count == 3)
    try world.press("<Esc>")
    #expect(world.state.selection.isEmpty)
  }

  @Test("more than ten ask first; only yes does it, and an undo takes back all")
  func confirmation() throws {
    var world = world(12)
    try world.press("Vd")
    #expect(world.frame.text(ofRow: 28) == " Delete 12 todos?")
    #expect(world.frame.text(ofRow: 29) == " Enter delete  Esc leave it")
    try world.press("jx<Esc>")
    #expect(world.todos.count == 12 && world.state.mode == .list)
    try world.press("d<Enter>")
    #expect(world.todos.isEmpty)
    #expect(world.state.message?.text == "Deleted 12 todos. u brings them back.")
    try world.press("u")
    #expect(world.todos.count == 12)
    try world.press("<Esc>ggd")
    #expect(world.todos.count == 11, "one is not asked about")
  }

  @Test("marks stay on their todos when others add, remove and change")
  func remote() throws {
    var world = world(5)
    try world.press("j<Space>")
    _ = world.insert("new", at: 0, by: 3)
    world.update(2, by: 3) { $0.title = "zwei" }
    world.announce()
    #expect(world.state.selection.versions == [2: 2])
    world.remove(2, by: 3)
    world.announce()
    #expect(world.state.selection.isEmpty)
  }

  @Test("a mark on a queued todo becomes a mark on the todo with its number")
  func queued() throws {
    var world = world(1, as: World.follower)
    try world.press("waMilk<Enter><Space>", delivering: false)
    #expect(world.state.selection.count == 1)
    world.deliver()
    #expect(world.state.selection.versions == [2: 1])
    try world.press("x")
    #expect(world.todos[1].done && !world.todos[0].done)
  }

  @Test("all of a long list are as many as one change may name, and that is said")
  func limit() throws {
    var world = World((1...2_000).map { "todo \($0)" })
    try world.press("V", delivering: false)
    #expect(world.state.selection.count == 128)
    #expect(world.state.message?.text == "Marked 128 of 2000: those around the cursor.")
    world.deliver()
    #expect(world.state.selection.count == 500)
    #expect(world.state.message?.text == "Marked 500 of 2000: those around the cursor.")
  }

  @Test("all of a list that is longer than what is in memory are read, and marked")
  func rest() throws {
    var world = World((1...400).map { "todo \($0)" })
    try world.press("V")
    #expect(world.state.selection.count == 400)
    #expect(world.state.message?.text == "Marked 400.")
    try world.press("x<Enter>")
    #expect(world.todos.allSatisfy { $0.done })
    try world.press("V", delivering: false)
    try world.press("<Esc>")
    #expect(world.state.selection.isEmpty, "taken away before the rest was there")
  }

  @Test("other views and filters have no marks that nobody sees")
  func hidden() throws {
    var world = world(5)
    try world.press("V/3")
    #expect(world.state.selection.isEmpty)
  }
}
