import Screen
import Testing

@testable import TodoApp

@Suite("Views, filters and sorts")
struct ViewTests {
  private func world() throws -> World {
    var world = World(columns: 100, rows: 24)
    try world.press(
      "aMilk #home due:today<Enter>aReport +launch due:yesterday<Enter>aCall +launch #ops<Enter>x")
    return world
  }

  private func shown(_ world: World) -> [String] { world.state.list.window.todos.map(\.title) }

  @Test(
    "the bar shows each view with its count, and number keys, Tab and clicks open what it shows")
  func bar() throws {
    var world = try world()
    #expect(
      world.frame.text(ofRow: 1).hasPrefix(
        " [All 2]  Today 2  Overdue 1  #home 1  +launch 1  Done 1"))
    try world.press("2")
    #expect(world.frame.text(ofRow: 1).hasPrefix(" All 2  [Today 2]"))
    #expect(world.frame.styledText(ofRow: 1).contains("{current:[Today 2]}"))
    #expect(shown(world) == ["Milk", "Report"])
    try world.press("<Tab>")
    #expect(shown(world) == ["Report"])
    try world.press("<S-Tab><S-Tab><S-Tab>")
    #expect(shown(world) == ["Call"])
    try world.press("<Click-31-2>")
    #expect(world.state.list.query.view == .tag("home"))
    try world.press("9")
    #expect(world.state.message?.text == "There is no view 9.")
  }

  @Test("where a bar has no room for all of it, what was found and marked is said last of all")
  func narrowBar() throws {
    var world = World((1...200).map { "Repair the roof \($0)" }, columns: 80, rows: 24)
    try world.press("/repair<Space>roof<Space>-is:done<Enter><Space>")
    let full = "200 found   1 marked   filter repair roof -is:done"
    #expect(world.frame.text(ofRow: 1).hasSuffix(full))
    for columns in 60...80 {
      world.send(.resized(Size(columns: columns, rows: 24)))
      world.deliver()
      #expect(world.frame.text(ofRow: 1).contains("200 found   1 marked"), "\(columns)")
    }
  }

  @Test("what is added in a view belongs to it; what a filter hides is said to be saved")
  func adding() throws {
    var world = try world()
    try world.press("4aBread<Enter>")
    #expect(world.todos.last?.tags == ["home"])
    #expect(world.selectedTitle == "Bread")
    try world.press("1/milk<Enter>aEggs<Enter>")
    #expect(world.state.message?.text == "#5 is saved; this view does not show it.")
  }

  @Test("the cursor stays on its todo from view to view, if that is there")
  func cursor() throws {
    var world = try world()
    try world.press("gj2")
    #expect(world.selectedTitle == "Report")
    try world.press("4")
    #expect(world.selectedTitle == "Milk")
    try world.press("1")
    #expect(world.selectedTitle == "Milk")
  }

  @Test("a word that finds nothing, but begins a tag or a project, is asked about; Tab takes it")
  func suggestion() throws {
    var world = World(["Milk"])
    try world.press("aBook it #trip<Enter>aPack +travel<Enter>")
    try world.press("/bad<Space>tri")
    #expect(world.frame.text(ofRow: 3) == "   Nothing matches. Esc shows all again. Or #trip?")
    try world.press("<C-u>TRIP<Tab>")
    #expect(shown(world).count == 1 && world.selectedTitle == "Book it")
    try world.press("<C-u>trave<Tab>")
    #expect(shown(world).count == 1 && world.selectedTitle == "Pack")
    try world.press("<C-u>qqq<Tab>")
    #expect(world.frame.text(ofRow: 3) == "   Nothing matches. Esc shows all again.")
  }

  @Test("the filter works while it is written, Enter keeps it, n and N go round, Esc clears it")
  func filter() throws {
    var world = World((1...30).map { "todo \($0)" })
    try world.press("/1<Space>is:open")
    #expect(shown(world).count == 12)
    #expect(world.frame.text(ofRow: 28) == " /1 is:open")
    try world.press("<Enter>n")
    #expect(world.selectedTitle == "todo 10")
    try world.press("NN")
    #expect(world.selectedTitle == "todo 30" || world.selectedTitle == "todo 21")
    #expect(world.frame.text(ofRow: 1).hasSuffix("filter 1 is:open"))
    #expect(world.frame.styledText(ofRow: 3).contains("{match"))
    try world.press("<Esc>")
    #expect(shown(world).count == 30)
    try world.press("/zzz")
    #expect(world.frame.text(ofRow: 3) == "   Nothing matches. Esc shows all again.")
    try world.press("<Esc>")
    #expect(shown(world).count == 30 && world.state.mode == .list)
    try world.press("/due:nonsense<Enter>")
    #expect(world.state.message?.text.contains("is no condition") == true)
  }

  @Test("how many a filter finds is said where the count of the view stands, at every width")
  func found() throws {
    var world = World((1...30).map { "todo \($0)" })
    try world.press("/1<Space>is:open")
    #expect(world.frame.text(ofRow: 1).hasSuffix("  12 found   sort list   filter 1 is:open"))
    try world.press("<Esc>")
    #expect(!world.frame.text(ofRow: 1).contains("found"))
    for (columns, rows, text) in [(40, 10, "12 found"), (20, 5, "L 1/3 12 q0")] {
      var small = World((1...30).map { "todo \($0)" }, columns: columns, rows: rows)
      try small.press("/1<Enter>")
      #expect(small.frame.text(ofRow: 0).hasSuffix(text))
    }
  }

  @Test("a filter that is given up leaves the cursor where it was, unless it was moved meanwhile")
  func givenUp() throws {
    var world = World((1...30).map { "todo \($0)" })
    try world.press("jjjj/zzz<Esc>")
    #expect(world.selectedTitle == "todo 5")
    try world.press(#"/"todo 2"<Esc>"#)
    #expect(world.selectedTitle == "todo 5")
    try world.press(#"/"todo 2"<Down><Down><Esc>"#)
    #expect(world.selectedTitle == "todo 21")
    try world.press("/todo 7<Enter><Esc>")
    #expect(world.selectedTitle == "todo 7", "a filter that was kept found it")
    try world.press("/zzz")
    world.remove(7, by: 3)
    world.announce()
    try world.press("<Esc>")
    #expect(world.selectedTitle != nil && world.state.message?.text.contains("saved") != true)
  }

  @Test("a tag or project half written finds what it is about to find; Tab writes it out")
  func completion() throws {
    var world = try world()
    try world.press("/#ho")
    #expect(shown(world) == ["Milk"])
    #expect(world.frame.text(ofRow: 23).hasPrefix(" Tab #home  Enter keep"))
    try world.press("<Tab>")
    #expect(world.state.prompt?.line.text == "#home ")
    try world.press("mi<Enter>")
    #expect(world.state.list.query.filter == "#home mi" && shown(world) == ["Milk"])
    try world.press("<Esc>/-+la<Enter>")
    #expect(world.state.list.query.filter == "-+launch")
    try world.press("<Esc>/#home<Space>")
    #expect(!world.frame.text(ofRow: 23).contains("Tab"), "nothing is lacking")
    try world.press("<C-u>#hx")
    #expect(shown(world).isEmpty, "nothing begins so")
  }

  @Test("where there is no room for all names on the bar, those with the fewest todos go")
  func barOfMost() throws {
    var world = World((1...9).map { "todo \($0)" }, columns: 70, rows: 24)
    for index in world.todos.indices {
      world.todos[index].project = "launch"
      if index < 4 { world.todos[index].tags = ["household", "t\(index)"] }
    }
    world.send(.gap(missed: 1))
    world.deliver()
    #expect(
      world.frame.text(ofRow: 1).hasPrefix(" [All 9]  Today 0  Overdue 0  +launch 9  Done 0 "))
  }

  @Test("sorting is chosen, turned round, said in the bar, and no todo is moved by hand then")
  func sort() throws {
    var world = World(["b", "c", "a"])
    try world.press("stitle<Enter>")
    #expect(shown(world) == ["a", "b", "c"])
    #expect(world.frame.text(ofRow: 1).contains("sort title↑"))
    try world.press("stitle<Enter>")
    #expect(shown(world) == ["c", "b", "a"])
    try world.press("J")
    #expect(world.state.message?.text.hasPrefix("The list is sorted by title.") == true)
  }

  @Test("a filter is saved under a name, found again by it, and forgotten")
  func savedFilters() throws {
    var world = try world()
    try world.press("/+launch<Enter>fwork<Enter>")
    #expect(world.filters == [SavedFilter(name: "work", text: "+launch")])
    try world.press("<Esc>fwo<Enter>")
    #expect(world.state.list.query.filter == "+launch")
    try world.press("<Esc>fwork<Down><Enter>")
    #expect(world.filters.isEmpty)
  }

  @Test("empty views teach")
  func empty() throws {
    var world = World()
    let sentences = [
      "2": "Nothing is due today. t sets when a todo is due.", "3": "Nothing is overdue.",
      "4": "Nothing is done yet. x marks a todo as done.", "1": "Nothing here. a adds one.",
    ]
    for (key, sentence) in sentences {
      try world.press(key)
      #expect(world.frame.text(ofRow: 3) == "   " + sentence)
    }
  }

  @Test("more names than there are keys: the bar has those with most todos, the palette all")
  func manyNames() throws {
    var world = World((1...40).map { "todo \($0)" })
    for index in world.todos.indices { world.todos[index].tags = ["t\(index % 20)"] }
    world.send(.gap(missed: 1))
    world.deliver()
    #expect(world.state.views.count == State.viewLimit)
    try world.press(":view t19<Enter>")
    #expect(world.state.list.query.view == .tag("t19"))
    #expect(world.state.views.contains(.tag("t19")))
    #expect(world.frame.text(ofRow: 1).contains("[#t19 2]"))
  }
}
