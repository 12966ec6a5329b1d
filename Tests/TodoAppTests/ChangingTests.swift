import Screen
import Testing

@testable import TodoApp

@Suite("Parts, places, notes, undo and conflicts")
struct ChangingTests {
  @Test("parts are added under the cursor's todo, set in, and moved in and out, up and down")
  func parts() throws {
    var world = World(["one", "two", "three"])
    try world.press("Apart<Enter>")
    #expect(world.titles == ["one", "part", "two", "three"])
    #expect(world.frame.text(ofRow: 4) == " ▸ ☐   part")
    try world.press("<lt>")
    #expect(world.todos[1].parent == nil)
    #expect(world.frame.text(ofRow: 4) == " ▸ ☐ part")
    try world.press("J")
    #expect(world.titles == ["one", "two", "part", "three"] && world.selectedTitle == "part")
    try world.press("KK")
    #expect(world.titles == ["part", "one", "two", "three"])
    try world.press("K")
    #expect(world.state.message?.text == "“part” is the first already.")
    try world.press("j>")
    #expect(world.todos[1].parent == world.todos[0].id)
    try world.press("uuuu")
    #expect(world.titles == ["one", "part", "two", "three"])
  }

  @Test("a part says of what it is one, and a deletion how many parts went along")
  func partsDeleted() throws {
    var world = World(["one", "two"])
    try world.press("Apart<Enter>K")
    #expect(world.state.message?.text == "“part” is the first part already.")
    #expect(world.frame.text(ofRow: 25).hasPrefix("── #3  part of #1  created"))
    try world.press("gd")
    #expect(
      world.state.message?.text == "Deleted #1 “one” and its part. u brings them back.")
  }

  @Test("what is done is taken out of the list by one key and a yes, and by one undo is back")
  func clearing() throws {
    var world = World(["one", "two", "three"])
    try world.press("D")
    #expect(world.state.message?.text == "Nothing is done yet. x marks a todo as done.")
    try world.press("xjxD")
    #expect(world.frame.text(ofRow: 28) == " Take 2 todos that are done out of the list?")
    try world.press("<Esc>")
    #expect(world.todos.count == 3)
    try world.press("D<Enter>")
    #expect(world.titles == ["three"])
    #expect(world.state.message?.text == "Took out what is done. u brings it back.")
  }

  @Test("undo and redo say what they did, and the cursor goes there")
  func turning() throws {
    var world = World(["one", "two"])
    try world.press("xjetoo<Enter>")
    try world.press("u")
    #expect(world.state.message?.text == "Took back: the new title of #2 “two”. ^R does it again.")
    try world.press("u")
    #expect(world.state.message?.text == "Took back: done for #1 “one”. ^R does it again.")
    #expect(world.selectedTitle == "one" && !world.todos[0].done)
    try world.press("<C-r>")
    #expect(world.state.message?.text == "Did again: done for #1 “one”. u takes it back.")
    try world.press("<C-r><C-r>")
    #expect(world.titles == ["one", "twotoo"])
    #expect(world.state.message?.text.hasPrefix("Nothing to do again") == true)
  }

  // taskwarrior: `undo` undoes the other terminal's work.
  @Test("undo refuses what somebody else changed since, says so, and goes on to the one before")
  func refusedUndo() throws {
    var world = World(["one", "two"])
    try world.press("xjx")
    world.update(2, by: 3) { $0.title = "zwei" }
    world.announce()
    try world.press("u")
    #expect(world.todos[1].done)
    #expect(
      world.state.message?.text
        == "Not undone: tab 3 changed #2 “zwei” at 14:03:21. u again goes on to the change before.")
    try world.press("u")
    #expect(!world.todos[0].done)
  }

  // dooit: a delete in one instance crashes every other one; taskwarrior: renumbered ids are hit.
  @Test(
    "what another tab deletes is gone here, with its name, and the next key hits what is painted")
  func remoteDeletion() throws {
    var world = World(["one", "two", "three"])
    try world.press("j")
    world.remove(2, by: 3)
    try world.press("x")
    #expect(world.todos.allSatisfy { !$0.done }, "the painted one is gone, nobody else is hit")
    #expect(world.state.message?.text.contains("tab 3 deleted #2") == true)
    try world.press("x")
    #expect(world.todos[1].done && world.todos[1].id == 3)
  }

  @Test("notes of several lines are written in the detail pane and shown there")
  func notes() throws {
    var world = World(["one"])
    try world.press("Efirst line<Enter>second<C-s>")
    #expect(world.todos[0].notes == "first line\nsecond")
    #expect(world.frame.text.contains("  note: first line second"))
    try world.press("E!")
    #expect(world.frame.text.contains("the notes of #1"))
    world.send(.coordination(World.follower, .deposed(by: 3)))
    try world.press("<C-s>")
    #expect(world.state.editor?.text == "first line\nsecond!")
    try world.press("<C-s>")
    #expect(world.runtime.last == .requestLeadership)
    world.send(.coordination(World.leader, nil))
    try world.press("<C-s>")
    #expect(world.todos[0].notes == "first line\nsecond!")
    var small = World(["one"], columns: 20, rows: 5)
    try small.press("Ehello")
    #expect(small.frame.text.contains("hello"))
  }

  @Test("where there is room, notes do not hide when it is due")
  func notesAndTime() throws {
    var world = World(["one"], columns: 80, rows: 40)
    try world.press("Ebring<Space>it<C-s>t2027-01-02<Space>9am<Enter>")
    let rows = world.frame.text.split(separator: "\n")
    let time = try #require(rows.firstIndex { $0.hasPrefix("  due sat 2 Jan 2027 at 09:00") })
    #expect(rows[time + 1] == "  note: bring it")
  }

  private func conflict() throws -> World {
    var world = World(["one"])
    try world.press("e")
    world.update(1, by: 3) { $0.title = "theirs" }
    try world.press("<C-u>mine<Enter>")
    #expect(world.frame.text(ofRow: 29) == " Enter mine  Esc theirs  Tab both  F1 help")
    return world
  }

  @Test("a conflict asks: mine, theirs or both")
  func choosing() throws {
    var mine = try conflict()
    try mine.press("<Enter>")
    #expect(mine.titles == ["mine"])
    var theirs = try conflict()
    try theirs.press("<Esc>")
    #expect(theirs.titles == ["theirs"] && theirs.state.mode == .list)
    #expect(theirs.state.message?.text == "#1 stays as tab 3 wrote it.")
    var both = try conflict()
    try both.press("<Tab>!<Enter>")
    #expect(both.titles == ["theirs / mine!"])
  }

  @Test("what somebody changed elsewhere in the todo is no conflict of titles: both stay")
  func merging() throws {
    var world = World(["one"])
    try world.press("e")
    world.update(1, by: 3) { $0.priority = .high }
    try world.press("!<Enter>")
    #expect(world.titles == ["one!"] && world.todos[0].priority == .high)
    #expect(world.state.mode == .list)
  }

  @Test("several pasted lines are an offer; they arrive as one change, which one undo takes back")
  func pasting() throws {
    var world = World()
    let lines = (1...200).map { "line \($0)" }
    world.send(.key(.paste(lines.joined(separator: "\n"))))
    #expect(world.frame.text(ofRow: 28) == " Add 200 pasted lines, each as a todo?")
    try world.press("<Esc>")
    #expect(world.todos.isEmpty && world.outbox.isEmpty)
    try world.press("a")
    world.send(.key(.paste(lines.joined(separator: "\r\n"))))
    try world.press("<Enter>", delivering: false)
    #expect(world.state.pending.count == 2 && world.state.message?.text == "Adding 200 todos.")
    let tokens = world.state.pending.map(\.change.additionToken)
    #expect(tokens[0] != nil && tokens[0] == tokens[1], "one entry of the journal")
    world.deliver()
    #expect(world.titles == lines)
    #expect(world.state.message?.text == "Added 200 todos. u takes them back.")
    #expect(world.state.list.selectedTodo?.title == "line 200")
  }

  @Test("a pasted line that cannot be a todo is opened; the others are added")
  func unusablePaste() throws {
    var world = World()
    let long = String(repeating: "x", count: Todo.titleLimit + 1)
    world.send(.key(.paste("one\n\(long)\nthree")))
    try world.press("<Enter>")
    #expect(world.titles == ["one", "three"])
    #expect(world.state.editor?.text == long)
    try world.press("<BS><Enter>")
    #expect(world.titles == ["one", "three", String(long.dropLast())])
  }

  @Test("what is too much for the changes that may be under way is not added, and stays offered")
  func tooMuchPasted() throws {
    var world = World()
    let line = String(repeating: "x", count: 4_000)
    world.send(.key(.paste(Array(repeating: line, count: 250).joined(separator: "\n"))))
    try world.press("<Enter>")
    #expect(world.todos.isEmpty && world.state.mode != .list)
    #expect(world.state.message?.text.contains("todos import") == true)
  }

  @Test("pasted lines that were refused are offered again, none is lost")
  func refusedPaste() throws {
    var world = World()
    world.send(.key(.paste((1...50).map { "line \($0)" }.joined(separator: "\n"))))
    world.refusal = .failed("the disk is full")
    try world.press("<Enter>")
    #expect(world.todos.isEmpty)
    world.refusal = nil
    try world.press("<Enter>")
    #expect(Set(world.titles) == Set((1...50).map { "line \($0)" }))
  }

  @Test("queued changes of every kind show their mark until they are saved")
  func queued() throws {
    for keys in ["x", "ph<Enter>", "#a<Enter>", "tfri<Enter>", "d", "J", "Enote<C-s>"] {
      var world = World(["one", "two"], as: World.follower)
      try world.press("w" + keys, delivering: false)
      let row = (3...5).map { world.frame.text(ofRow: $0) }.first { $0.contains("one") }
      #expect(row?.contains("⇡") == true, "\(keys)")
      world.deliver()
      #expect(!world.frame.text.contains("⇡"), "\(keys)")
    }
  }
}
