import Screen
import Testing

@testable import TodoApp

@Suite("Drafts")
struct DraftTests {
  @Test("a draft survives losing leadership, and Enter says why it waits")
  func losingLeadership() throws {
    var world = World(["one"])
    try world.press("aBuy mi")
    world.send(.coordination(World.follower, .deposed(by: 3)))
    #expect(world.state.message?.text.hasSuffix("Your text is kept.") == true)
    try world.press("lk<Enter>")
    #expect(world.state.editor?.line.text == "Buy milk")
    #expect(
      world.state.message?.text
        == "Read-only: tab 1 (pid 4211) leads. Your text is kept; Enter again asks for leadership.")
    // L would be a letter here.
    try world.press("<Enter>")
    #expect(world.runtime.last == .requestLeadership)
    #expect(world.state.editor?.line.text == "Buy milk")
    world.send(.coordination(World.leader, nil))
    try world.press("<Enter>")
    #expect(world.titles == ["one", "Buy milk"])
  }

  @Test("a draft refused by the store comes back whole")
  func refusedByStore() throws {
    var world = World(["one"])
    world.refusal = .notLeader
    try world.press("aBuy milk<Enter>")
    #expect(world.state.editor?.line.text == "Buy milk")
    #expect(world.state.message?.text.hasSuffix("Your text is kept.") == true)
    world.refusal = nil
    try world.press("<Enter>")
    #expect(world.titles == ["one", "Buy milk"])
  }

  @Test("where there is no room for all of a conflict, what the other wrote is shown")
  func narrowConflict() throws {
    var world = World(["one"], columns: 40, rows: 10)
    try world.press("e")
    world.update(1, by: 3) { $0.title = "theirs" }
    try world.press("!<Enter>")
    #expect(world.frame.text(ofRow: 8) == "Theirs (tab 3): theirs")
    #expect(world.frame.text(ofRow: 9).hasPrefix("Enter mine  Esc theirs  Tab both"))
  }

  @Test("saving and going on adds one todo after the other, and parts of the same todo")
  func severalInARow() throws {
    var world = World(["one"])
    try world.press("atwo<C-n>three<C-n><Enter>")
    #expect(world.titles == ["one", "two", "three"] && world.state.mode == .list)
    try world.press("gAfirst<C-n>second<Enter>")
    #expect(world.todos.filter { $0.parent == 1 }.map(\.title) == ["first", "second"])
    try world.press("ge!<C-n>")
    #expect(world.titles.first == "one!" && world.state.mode == .list, "no new one is meant")
    var follower = World(["one"])
    try follower.press("atwo")
    follower.send(.coordination(World.follower, .deposed(by: 3)))
    try follower.press("<C-n>")
    #expect(follower.state.editor?.line.text == "two", "not saved, so it stays")
  }

  @Test("a refused draft waits until the one being written is closed")
  func twoDrafts() throws {
    var world = World(["one"])
    world.refusal = .failed("the disk is full")
    try world.press("afirst<Enter>asecond", delivering: false)
    world.deliver()
    world.refusal = nil
    #expect(world.state.editor?.line.text == "second")
    try world.press("<Enter>")
    #expect(world.state.editor?.line.text == "first")
    try world.press("<Enter>")
    #expect(world.titles == ["one", "second", "first"])
  }

  @Test("editing what somebody changed is refused, keeps the text, and Enter again overwrites")
  func conflict() throws {
    var world = World(["one", "two"])
    try world.press("je")
    world.update(2, by: 3) { $0.title = "zwei" }
    try world.press("<C-u>deux<Enter>")
    #expect(world.todos[1].title == "zwei")
    #expect(world.state.editor?.line.text == "deux")
    #expect(
      world.state.message?.text
        == "Not saved: tab 3 changed #2 to “zwei” at 14:03:21. Enter mine, Esc theirs, Tab both.")
    try world.press("<Enter>")
    #expect(world.titles == ["one", "deux"])
  }

  @Test("editing what somebody deleted keeps the text, and Enter adds it as new")
  func deleted() throws {
    var world = World(["one", "two"])
    try world.press("je")
    world.remove(2, by: 3)
    try world.press("!<Enter>")
    #expect(
      world.state.message?.text
        == "Not saved: tab 3 deleted #2 at 14:03:21. Your text is kept; Enter adds it as new.")
    try world.press("<Enter>")
    #expect(world.titles == ["one", "two!"])
    #expect(world.selectedTitle == "two!")
    #expect(world.todos[1].id == 3, "ids are never given again")
  }

  @Test("remote changes neither close an editor nor move its rows, and are told")
  func frozenRows() throws {
    var world = World(["one", "two", "three"])
    try world.press("je!")
    let rows = (3...5).map { world.frame.text(ofRow: $0) }
    _ = world.insert("zero", at: 0, by: 3)
    world.announce()
    #expect((3...5).map { world.frame.text(ofRow: $0) } == rows)
    world.update(2, by: 3) { $0.title = "zwei" }
    world.announce()
    #expect(world.state.message?.text == "tab 3 changed #2 to “zwei” while you edit it.")
    #expect(world.state.editor?.line.text == "two!")
    world.remove(2, by: 3)
    world.announce()
    #expect(world.state.message?.text == "tab 3 deleted #2 at 14:03:21 while you edit it.")
    try world.press("<Esc>")
    #expect(world.state.list.window.todos.map(\.title) == ["zero", "one", "three"])
  }

  @Test("a title that grows beyond its limit stops growing and says so")
  func limit() throws {
    var world = World()
    try world.press("a")
    world.send(.key(.paste(String(repeating: "é", count: 2_048))))
    #expect(world.state.message == nil)
    try world.press("x")
    #expect(world.state.editor?.line.text.utf8.count == Todo.titleLimit)
    #expect(world.state.message?.text.contains("4096 bytes") == true)
  }
}
