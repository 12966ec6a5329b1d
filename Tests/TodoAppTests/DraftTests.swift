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
        == "Not saved: tab 3 changed #2 to “zwei” at 14:03:21. "
        + "Your text is kept; Enter overwrites.")
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

@Suite("Line editor")
struct LineEditorTests {
  private func edit(_ text: String, _ script: String) throws -> LineEditor {
    var line = LineEditor(text)
    for key in try KeyScript.keys(script) {
      if case .character(let character) = key {
        _ = line.insert(String(character))
      } else {
        LineKeys.apply(key, to: &line)
      }
    }
    return line
  }

  @Test(
    "keys move and delete by cluster and by word",
    arguments: [
      ("ab", "<Left>x", "axb"), ("ab", "<Home>x<End>y", "xaby"), ("e\u{301}👨‍👩‍👧", "<BS>", "e\u{301}"),
      ("e\u{301}👨‍👩‍👧", "<BS><BS><BS>", ""), ("👨‍👩‍👧x", "<Home><Del>", "x"),
      ("one two  three", "<C-w>", "one two  "),
      ("one two ", "<C-w>", "one "), ("one two", "<Left><C-u>", "o"), ("one two", "<C-a><C-k>", ""),
      ("one two", "<C-Left>x", "one xtwo"), ("one two", "<Home><C-Right>x", "onex two"),
      ("שלום", "<Left><BS>", "שלם"), ("", "<BS><Del><Left><Right><C-w><C-u><C-k>", ""),
    ])
  func editing(text: String, script: String, expected: String) throws {
    #expect(try edit(text, script).text == expected)
  }

  @Test("a combining mark joins the cluster before the cursor")
  func combining() {
    var line = LineEditor("e")
    let inserted = line.insert("\u{301}")
    #expect(inserted)
    #expect(line.characters == ["é"])
    #expect(line.cursor == 1)
    // The first half of a flag before the second: one cluster, the cursor behind it.
    var flag = LineEditor("\u{1f1ea}")
    flag.moveToStart()
    _ = flag.insert("\u{1f1e9}")
    #expect(flag.characters.count == 1)
    #expect(flag.cursor == 1)
  }
}
