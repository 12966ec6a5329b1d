import Screen
import Testing

@testable import TodoApp

@Suite("Prompts and the palette")
struct PromptTests {
  @Test("due, priority, tag and project are set by what is typed or chosen")
  func fields() throws {
    var world = World(["one"])
    try world.press("ttomorrow 9am<Enter>ph<Enter>#home<Enter>+launch<Enter>rweekly<Enter>")
    let todo = world.todos[0]
    #expect(todo.due?.iso == "2026-11-24T09:00" && todo.priority == .high)
    #expect(todo.tags == ["home"] && todo.project == "launch" && todo.recurrence?.text == "1w")
    #expect(world.frame.text(ofRow: 3) == " ▸ ☐ !!     tue  one  +launch #home every:1w")
    try world.press("tnone<Enter>pnone<Enter>#home<Enter>+none<Enter>rnone<Enter>")
    let bare = world.todos[0]
    #expect(bare.due == nil && bare.priority == nil && bare.tags.isEmpty && bare.project == nil)
    #expect(bare.recurrence == nil)
  }

  @Test("the question names the todo as far as there is room, and never runs into the answer")
  func labels() throws {
    let title = "Write the failover report, section 3"
    for (columns, label) in [
      (100, " project of “Write the failover report, sec…”: +lab"),
      (80, " project of “Write the failover r…”: +lab"), (60, " project of “Write the …”: +lab"),
      (40, "+lab"),
    ] {
      var world = World([title], columns: columns, rows: 30)
      try world.press("+lab")
      #expect(world.frame.text(ofRow: 28) == label)
    }
    var marked = World(["one", "two"])
    try marked.press("Vt")
    #expect(marked.frame.text(ofRow: 28) == " 2 todos are due:")
  }

  @Test("the signs of priorities stand beside their words only where the list shows signs")
  func accessible() throws {
    var settings = Settings()
    settings.accessible = true
    var world = World(["one"], settings: settings)
    try world.press("p")
    #expect(!world.frame.text.contains("!!"))
  }

  @Test("what is no date is said in words, and stays to be mended")
  func wrong() throws {
    var world = World(["one"])
    try world.press("tsoonish<Enter>")
    #expect(world.state.message?.text.hasPrefix("“soonish” is no date. What works: fri") == true)
    #expect(world.state.prompt?.line.text == "soonish")
    try world.press("<C-u>fri<Enter>")
    #expect(world.todos[0].due?.iso == "2026-11-27")
  }

  @Test("what was wrong with an answer goes with its prompt, and nothing old hides a prompt's keys")
  func overtaken() throws {
    var world = World(["one"])
    try world.press("tsoonish<Enter>")
    #expect(world.frame.text.contains("is no date"))
    #expect(!world.frame.text.contains("leave it"))
    try world.press("<Esc>")
    #expect(world.state.message == nil)
    var follower = World(["one"], as: World.follower)
    try follower.press("x")
    #expect(follower.frame.text.contains("Read-only"))
    try follower.press("/")
    #expect(follower.frame.text.contains("Enter keep"))
    // It was about the list, and still stands there.
    try follower.press("<Esc>")
    #expect(follower.frame.text.contains("Read-only"))
  }

  @Test("known tags are completed, new ones made, and one that is there is taken away")
  func tags() throws {
    var world = World(["one", "two"])
    try world.press("#household<Enter>j#hou")
    #expect(world.frame.text(ofRow: 26) == " ▸ #household                        1 open")
    #expect(world.frame.text(ofRow: 27) == "   #hou                              a new tag")
    try world.press("<Enter>")
    #expect(world.todos[1].tags == ["household"])
    try world.press("#household<Enter>")
    #expect(world.todos[1].tags.isEmpty)
    try world.press("#42<Enter>")
    #expect(world.state.prompt != nil, "a number would rather be an id")
  }

  @Test("the palette finds commands by a few letters, shows their keys and does them")
  func palette() throws {
    var world = World(["one"])
    try world.press(":do again")
    #expect(
      world.state.prompt.map(world.state.choices)?.first?.words == "Do again what was taken back")
    try world.press("<C-u>toggle<C-u>done")
    let first = world.state.prompt.map(world.state.choices)?.first
    #expect(first?.words == "Done, or open again" && first?.detail == "x")
    try world.press("<Enter>")
    #expect(world.todos[0].done)
    try world.press("<C-p>quit<Enter>")
    #expect(world.runtime.last == .quit)
  }

  @Test("the palette knows sorts and handing over by their names, and says what it does not know")
  func paletteWords() throws {
    for (words, first) in [
      ("sort due", "Sort by due"), ("sort", "Sort"), ("hand over", "Leadership: ask, hand over"),
      ("leader", "Leadership: ask, hand over"), ("overdue", "View Overdue"),
    ] {
      var world = World(["one"])
      try world.press(":\(words)")
      #expect(world.state.prompt.map(world.state.choices)?.first?.words == first)
    }
    var world = World(["one"])
    try world.press(":sort due<Enter>")
    #expect(world.state.list.query.sort == .due)
    try world.press(":xyzzy<Enter>")
    #expect(world.frame.text(ofRow: 27) == " ▸ No command has “xyzzy” in its name.")
    #expect(world.state.message?.text == "No command has “xyzzy” in its name.")
  }

  @Test("in a follower, commands that write are dimmed there and answered with the reason")
  func readOnly() throws {
    var world = World(["one"], as: World.follower)
    try world.press(":delete")
    #expect(world.frame.styledText(ofRow: 27).contains("{dim:Delete}"))
    try world.press("<Enter>")
    #expect(world.state.message?.text.hasPrefix("Read-only: tab 1 (pid 4211) leads.") == true)
    #expect(world.todos.count == 1)
  }

  @Test("an answer survives losing leadership, and is given when there is a way")
  func losingLeadership() throws {
    var world = World(["one"])
    try world.press("tfri")
    world.send(.coordination(World.follower, .deposed(by: 3)))
    try world.press("<Enter>")
    #expect(world.state.prompt?.line.text == "fri")
    #expect(world.state.message?.text.hasPrefix("Read-only") == true)
    world.send(.coordination(World.leader, nil))
    try world.press("<Enter>")
    #expect(world.todos[0].due?.iso == "2026-11-27")
  }

  @Test("a prompt changes the version that was seen when it was opened")
  func stale() throws {
    var world = World(["one"])
    try world.press("t")
    world.update(1, by: 3) { $0.title = "uno" }
    world.announce()
    try world.press("fri<Enter>")
    #expect(world.todos[0].due == nil)
    #expect(world.state.message?.text.contains("tab 3 changed #1 to “uno”") == true)
  }

  @Test("at 20x5 and at 1x1 there is room for what is written")
  func small() throws {
    var world = World(["one"], columns: 20, rows: 5)
    try world.press("tto")
    #expect(
      world.frame.text == """
        L 1/3 1 q0
          ▸ today
            tomorrow
            … 
        due: to
        """ || world.frame.text(ofRow: 4) == "due: to")
    var dot = World(["one"], columns: 1, rows: 1)
    try dot.press("tto:<Esc>")
    #expect(dot.frame.text == "L")
  }

  @Test("clicks and the wheel choose")
  func mouse() throws {
    var world = World(["one"])
    try world.press("s<WheelDown-1-1>")
    #expect(world.state.prompt?.chosen == 1)
    try world.press("<Click-5-25>")
    #expect(world.state.list.query.sort == .title)
  }
}
