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
