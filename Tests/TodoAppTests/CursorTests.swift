import Screen
import Testing

@testable import TodoApp

@Suite("The cursor and remote changes")
struct CursorTests {
  private func numbered(_ count: Int) -> [String] { (1...count).map { "todo \($0)" } }

  @Test("the cursor stays on its todo when others add and remove above it")
  func staysOnItem() throws {
    var world = World(numbered(10))
    try world.press("jjj")
    #expect(world.selectedTitle == "todo 4")
    _ = world.insert("new", at: 0, by: 3)
    world.announce()
    #expect(world.selectedTitle == "todo 4")
    #expect(world.state.list.selectedPlace == 4)
    world.remove(1, by: 3)
    world.remove(2, by: 3)
    world.announce()
    #expect(world.selectedTitle == "todo 4")
    #expect(world.state.message == nil)
  }

  @Test("when the todo under the cursor is removed the place stays and the message says by whom")
  func removedUnderCursor() throws {
    var world = World(numbered(5))
    try world.press("jj")
    world.remove(3, by: 3)
    world.announce()
    #expect(world.selectedTitle == "todo 4")
    #expect(world.state.list.selectedPlace == 2)
    #expect(world.state.message?.text == "tab 3 deleted #3 “todo 3” at 14:03:21.")
  }

  @Test("the last todo removed leaves the cursor on the one before it, and an empty list none")
  func removedAtEnd() throws {
    var world = World(numbered(2))
    try world.press("G")
    world.remove(2, by: 3)
    world.announce()
    #expect(world.selectedTitle == "todo 1")
    world.remove(1, by: 3)
    world.announce()
    #expect(world.state.list.selected == nil)
    try world.press("jkxdeG")
    #expect(world.state.pending.isEmpty)
  }

  @Test("the first line stays when others insert above it, and a list at its beginning stays there")
  func scrollStays() throws {
    var world = World(numbered(200))
    try world.press("<C-d><C-d><C-d>")
    let shown = world.frame.text(ofRow: 3)
    _ = world.insert("new", at: 0, by: 3)
    world.announce()
    #expect(world.frame.text(ofRow: 3) == shown)

    var beginning = World(numbered(200))
    _ = beginning.insert("new", at: 0, by: 3)
    beginning.announce()
    #expect(beginning.frame.text(ofRow: 3).contains("new"))
    #expect(beginning.selectedTitle == "todo 1")
  }

  @Test("a list longer than the window is walked from end to end by reading parts of it")
  func longList() throws {
    var world = World(numbered(3_000))
    #expect(world.state.list.window.todos.count == ListState.smallestWindow)
    try world.press("G")
    #expect(world.selectedTitle == "todo 3000")
    try world.press("<PgUp><PgUp>kk")
    #expect(world.frame.text.contains("▸ ☐"))
    try world.press("g")
    #expect(world.selectedTitle == "todo 1")
    for step in 2...700 {
      world.send(.key(.character("j")))
      world.deliver()
      guard world.selectedTitle == "todo \(step)" else {
        Issue.record("at step \(step): \(world.selectedTitle ?? "nothing")")
        return
      }
    }
  }

  @Test("the end is the last todo there is when the list has been read up to there")
  func growingEnd() throws {
    var world = World((1...2_000).map { "todo \($0)" })
    try world.press("G", delivering: false)
    for number in 1...10 { _ = world.insert("new \(number)", at: 0, by: 3) }
    world.deliver()
    #expect(world.selectedTitle == "todo 2000")
    // The answer to g comes when the cursor is at the end again, and must not take it along.
    try world.press("gG", delivering: false)
    world.deliver()
    #expect(world.selectedTitle == "todo 2000")
  }

  @Test("keys on the way to a part not read yet move the goal and act on what is painted")
  func movingTarget() throws {
    var world = World(numbered(3_000))
    try world.press("Gkk", delivering: false)
    #expect(world.selectedTitle == "todo 1")
    try world.press("x", delivering: false)
    world.deliver()
    #expect(world.selectedTitle == "todo 2998")
    #expect(world.todos[0].done)
  }

  @Test("one reading is under way at a time, and what is announced meanwhile is read afterwards")
  func oneLoad() throws {
    var world = World(numbered(3))
    _ = world.insert("four", by: 3)
    world.send(.dataChanged(commit: world.commit))
    let stale = world.read(world.state.list.request(rows: 10))
    _ = world.insert("five", by: 3)
    world.send(.dataChanged(commit: world.commit))
    world.send(.dataChanged(commit: world.commit))
    #expect(world.outbox.count == 1)
    world.outbox.removeAll()
    world.send(.loaded(stale))
    #expect(world.outbox.count == 1)
    world.deliver()
    #expect(world.state.list.window.total == 5)
    world.send(.dataChanged(commit: world.commit))
    #expect(world.outbox.isEmpty, "a commit that is shown already was read again")
  }

  @Test("missed notices are said and the list is read again")
  func gap() throws {
    var world = World(numbered(3))
    _ = world.insert("four", by: 3)
    world.send(.gap(missed: 12))
    world.deliver()
    #expect(world.state.message?.text == "Missed 12 notices; list reloaded.")
    #expect(world.state.list.window.total == 4)
  }

  @Test("moving within what is in memory reads nothing, whatever the length of the list")
  func noReads() throws {
    var world = World(numbered(2_000))
    try world.press("jjjkk<C-d><PgDn><PgUp>G", delivering: false)
    #expect(world.outbox.count == 1, "only the end had to be read")
    world.deliver()
    try world.press("kkkjj<C-u>", delivering: false)
    #expect(world.outbox.isEmpty)
  }

  @Test("changes of others are read at the pace of the screen, one's own ways at once")
  func pace() throws {
    var world = World(numbered(2_000))
    _ = world.insert("new", by: 3)
    world.send(.dataChanged(commit: world.commit))
    if case .refresh? = world.outbox.last {} else { Issue.record("\(world.outbox)") }
    world.deliver()
    try world.press("G", delivering: false)
    if case .load? = world.outbox.last {} else { Issue.record("\(world.outbox)") }
  }
}
