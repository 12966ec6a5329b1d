import Screen
import Testing

@testable import TodoApp

@Suite("Writing in the leader")
struct WritingTests {
  @Test("a key script adds todos and ends on the new one")
  func adding() throws {
    var world = World(["one"])
    try world.press("aBuy milk<Enter>a Buy 漢字 <Enter>")
    #expect(world.titles == ["one", "Buy milk", "Buy 漢字"])
    #expect(world.selectedTitle == "Buy 漢字")
    #expect(world.state.mode == .list)
  }

  @Test("a cursor moved after adding is not carried back to the new todo")
  func addingThenMoving() throws {
    var world = World(["one", "two", "three"])
    try world.press("anew<Enter>k", delivering: false)
    world.deliver()
    #expect(world.selectedTitle == "three")
  }

  @Test("keys pressed faster than the database answers build on one another")
  func pipelining() throws {
    var world = World(["one", "two", "three", "four"])
    try world.press("xxxjdd", delivering: false)
    #expect(world.state.pending.count == 5)
    world.deliver()
    #expect(world.titles == ["one", "four"])
    #expect(world.todos[0].done)
    #expect(world.todos[0].version == 4)
    #expect(world.selectedTitle == "four")
  }

  @Test("a deletion is said, and u brings it back under its own number")
  func undo() throws {
    var world = World(["one", "two"])
    try world.press("d")
    #expect(world.state.message?.text == "Deleted #1 “one”. u brings it back.")
    try world.press("u")
    #expect(world.state.message?.text == "Brought back #1 “one”. ^R does it again.")
    #expect(world.titles == ["one", "two"])
    #expect(world.selectedTitle == "one")
    #expect(world.state.list.selected == 1)
    try world.press("u")
    #expect(world.state.message?.text.hasPrefix("Nothing to undo") == true)
  }

  @Test("u pressed before the deletion is answered takes it back all the same")
  func eagerUndo() throws {
    var world = World(["one", "two"])
    try world.press("du", delivering: false)
    #expect(world.selectedTitle == "one")
    world.deliver()
    #expect(world.titles == ["one", "two"])
    #expect(world.todos[0].version == 3)
  }

  @Test("more changes than may wait are refused with a message, not kept without bound")
  func bounded() throws {
    var world = World(["one"])
    for _ in 0..<100 { world.send(.key(.character("x"))) }
    #expect(world.state.pending.count == State.pendingLimit)
    #expect(world.state.message?.text.contains("not changed") == true)
    world.deliver()
    #expect(world.todos[0].version == Int64(State.pendingLimit) + 1)
  }

  @Test("an unchanged title writes nothing, an empty one is refused, an empty addition closes")
  func emptyTitles() throws {
    var world = World(["one"])
    try world.press("e<Enter>")
    #expect(world.todos[0].version == 1)
    try world.press("e<C-u><Enter>")
    #expect(world.state.editor != nil)
    #expect(world.state.message?.text.hasPrefix("A todo needs a title") == true)
    try world.press("<Esc>a  <Enter>")
    #expect(world.state.mode == .list)
    #expect(world.titles == ["one"])
  }

  @Test("marking a todo that somebody changed meanwhile is refused and says how it reads now")
  func staleMark() throws {
    var world = World(["one"])
    world.update(1, by: 3) { $0.title = "uno" }
    try world.press("x")
    #expect(!world.todos[0].done)
    #expect(
      world.state.message?.text
        == "Not marked: tab 3 changed #1 to “uno” at 14:03:21. Look, then press again.")
    try world.press("x")
    #expect(world.todos[0].done)
  }

  @Test("leaving notes that were written takes two keys, and what was not changed takes one")
  func leavingNotes() throws {
    var world = World(["one"])
    try world.press("Elong thoughts<Esc>")
    #expect(world.state.editor?.text == "long thoughts")
    #expect(
      world.state.message?.text
        == "These notes are not saved. ^S saves them, Esc once more drops them.")
    // Whoever goes on writing is asked again.
    try world.press("!<Esc>")
    #expect(world.state.editor?.text == "long thoughts!")
    try world.press("<Esc>")
    #expect(world.state.mode == .list && world.todos[0].notes == "")
    #expect(world.state.message?.text == "The notes stay as they were.")
    try world.press("Elong thoughts<Esc><C-s>")
    #expect(world.state.mode == .list && world.todos[0].notes == "long thoughts")
    try world.press("E<Esc>")
    #expect(world.state.mode == .list)
    try world.press("e and two<Esc>")
    #expect(world.state.mode == .list, "a title is soon written again")
  }

  @Test("leadership, repaint, suspend and quit are effects")
  func effects() throws {
    var world = World(["one"])
    try world.press("<C-l><C-z>q<C-c>")
    #expect(world.runtime == [.repaint, .suspend, .quit, .quit])
  }

  @Test("pasted text in the list runs no commands")
  func pasting() throws {
    var world = World(["one"])
    world.send(.key(.paste("ddddq")))
    world.deliver()
    #expect(world.titles == ["one"])
    #expect(world.runtime.isEmpty)
    #expect(world.state.editor?.text == "ddddq")
    try world.press("<Esc>ax")
    world.send(.key(.paste("two\nlines\u{1b}[31m")))
    try world.press("<Enter>")
    #expect(world.titles == ["one", "xtwo lines[31m"])
  }
}

@Suite("Read-only tabs")
struct ReadOnlyTests {
  @Test(
    "every key that writes changes nothing and answers with the reason and the way on",
    arguments: ["a", "e", "<Enter>", "x", "d", "u"])
  func blocked(key: String) throws {
    var world = World(["one"], as: World.follower)
    try world.press(key, delivering: false)
    #expect(world.outbox.isEmpty)
    #expect(world.state.mode == .list)
    #expect(
      world.state.message?.text
        == "Read-only: tab 1 (pid 4211) leads. L asks for it, w queues your change.")
  }

  @Test("moving works, and L and Enter ask for leadership")
  func allowed() throws {
    var world = World(["one", "two"], as: World.follower)
    try world.press("jL<Enter>")
    #expect(world.selectedTitle == "two")
    #expect(world.runtime == [.survey, .requestLeadership])
    #expect(world.state.overlay == nil)
    #expect(world.state.message?.text == "Asked tab 1 (pid 4211) to hand over.")
    world.send(.leadership(.refused(reason: "tab 1 did not answer within 3 s")))
    #expect(
      world.state.message?.text == "Leadership not given: tab 1 did not answer within 3 s.")
  }

  @Test("the reason fits the situation")
  func reasons() throws {
    var nobody = World.follower
    nobody.leader = nil
    var observer = World.follower
    observer.role = .observer
    var restricted = observer
    restricted.isRestricted = true
    restricted.overridesLeadership = true
    var blocked = nobody
    blocked.takeoverBlockedBy = 99
    var full = nobody
    full.obstacle = "database or disk is full"
    for (coordination, words) in [
      (nobody, "no tab leads at the moment"), (observer, "only observes"),
      (restricted, "you may not write"), (blocked, "process 99"),
      (full, "Nobody can write: database or disk is full."),
    ] {
      var world = World(["one"], as: coordination)
      try world.press("x")
      #expect(world.state.message?.text.contains(words) == true)
    }
    var override = World.follower
    override.overridesLeadership = true
    var world = World(["one"], as: override)
    try world.press("x")
    #expect(world.todos[0].done)
    #expect(world.frame.text(ofRow: 0).contains("FOLLOWER rw!"))
  }

  @Test("a change of leadership is said with its reason and its gap")
  func transitions() {
    var world = World(["one"], as: World.follower)
    var leading = World.leader
    leading.tab = 2
    world.send(
      .coordination(leading, .tookOver(from: 3, .stoppedAnswering, gapMilliseconds: 1_180)))
    #expect(
      world.state.message?.text
        == "tab 3 stopped answering; this tab is now the leader (gap 1.2 s). You can edit.")
    world.send(.coordination(World.follower, .deposed(by: 1)))
    #expect(
      world.state.message?.text
        == "This tab was silent for too long; tab 1 took over. Read-only from here.")
    world.send(
      .coordination(
        World.follower, .anotherLeads(tab: 1, from: 4, .died, gapMilliseconds: 8)))
    #expect(world.state.message?.text == "tab 4 died; tab 1 is now the leader (gap 8 ms).")
    #expect(world.state.log.messages.count == 3)
  }
}
