import Screen
import Testing

@testable import TodoApp

@Suite("A follower that queues")
struct QueueingTests {
  private func row(_ world: World, _ title: String) -> String? {
    (0..<world.state.size.rows).map { world.frame.text(ofRow: $0) }.first { $0.contains(title) }
  }

  @Test("w switches between read-only and queueing, and the badge and the message say so")
  func toggle() throws {
    var world = World(["one"], as: World.follower)
    try world.press("w")
    #expect(world.frame.text(ofRow: 0).contains("○ FOLLOWER queue   leader tab 1"))
    #expect(
      world.state.message?.text
        == "Your changes are queued for tab 1, which makes them. w: read-only again.")
    try world.press("w")
    #expect(world.frame.text(ofRow: 0).contains("○ FOLLOWER ro"))
    #expect(world.state.message?.text == "Read-only again.")
    var leader = World(["one"])
    try leader.press("w")
    #expect(!leader.state.isQueueing)
  }

  @Test(
    "an item is shown at once with its mark, then as saved, with its number and the cursor on it")
  func adding() throws {
    var world = World(["one", "two"], as: World.follower)
    try world.press("waBuy milk<Enter>", delivering: false)
    #expect(row(world, "Buy milk") == " ▸ ⇡ Buy milk")
    #expect(world.frame.text(ofRow: 1).hasPrefix(" [All 3]"))
    #expect(world.frame.text(ofRow: 25).hasPrefix("── queued, without a number yet"))
    #expect(world.frame.text(ofRow: 27).contains("queue 1 "))
    #expect(world.frame.text(ofRow: 28) == " 14:03:21  Queued for tab 1.")
    world.milliseconds += 4
    world.deliver()
    #expect(row(world, "Buy milk") == " ▸ ☐ Buy milk")
    #expect(world.state.list.selected == 3)
    #expect(world.state.message?.text == "Saved by tab 1 in 4 ms.")
    #expect(world.frame.text(ofRow: 25).hasPrefix("── #3  created"))
  }

  @Test("what is queued to be done, opened again or deleted can be told apart without colours")
  func words() throws {
    var world = World(["milk"], as: World.follower)
    try world.press("wx", delivering: false)
    #expect(row(world, "milk") == " ▸ ⇡ milk  (done)")
    try world.press("u", delivering: false)
    #expect(row(world, "milk") == " ▸ ⇡ milk")
    try world.press("d", delivering: false)
    #expect(row(world, "milk") == " ▸ ⇡ milk  (to be deleted)")
    world.deliver()
    #expect(world.todos.isEmpty && world.state.list.window.todos.isEmpty)
  }

  @Test(
    "the receipt before the snapshot, or the snapshot before the receipt: nothing is seen twice")
  func orders() throws {
    for receiptFirst in [true, false] {
      var world = World(["one"], as: World.follower)
      try world.press("waBuy milk<Enter>", delivering: false)
      guard case .perform(let ticket, let change, true)? = world.outbox.popLast() else {
        Issue.record("not queued")
        return
      }
      let outcome = world.perform(change, queueing: true)
      if receiptFirst { world.send(.written(ticket: ticket, outcome)) } else { world.announce() }
      #expect(world.state.list.window.todos.count == 2)
      #expect(world.selectedTitle == "Buy milk")
      if receiptFirst { world.announce() } else { world.send(.written(ticket: ticket, outcome)) }
      #expect(world.state.list.window.todos.map(\.id) == [1, 2])
      #expect(world.state.list.selected == 2)
      #expect(world.state.edits.pending.isEmpty)
    }
  }

  @Test("what is queued can be edited, marked, deleted and brought back before it has a number")
  func buildingOn() throws {
    var world = World(["one"], as: World.follower)
    try world.press("waMilk<Enter>eat<Enter>xd", delivering: false)
    #expect(row(world, "Milkat") == "   ⇡ Milkat  (to be deleted)")
    try world.press("ju", delivering: false)
    #expect(world.state.list.selected ?? 0 < 0)
    world.deliver()
    #expect(world.titles == ["one", "Milkat"])
    #expect(world.todos[1].done && world.todos[1].version == 5)
    #expect(world.selectedTitle == "Milkat")
  }

  @Test("an item added to a long list is shown at the end, wherever the window was")
  func longList() throws {
    var world = World((1...3_000).map { "todo \($0)" }, as: World.follower)
    try world.press("waBuy milk<Enter>", delivering: false)
    // The end is read; nobody has answered the change.
    let answers = world.outbox.filter { if case .perform = $0 { true } else { false } }
    world.outbox.removeAll { if case .perform = $0 { true } else { false } }
    world.deliver()
    #expect(row(world, "Buy milk") == " ▸ ⇡ Buy milk")
    #expect(row(world, "todo 3000") != nil)
    world.outbox = answers
    world.deliver()
    #expect(world.state.list.selected == 3_001)
  }

  @Test("a conflict rolls back with the reason, and the text is kept")
  func conflict() throws {
    var world = World(["one", "two"], as: World.follower)
    try world.press("wje", delivering: false)
    world.remove(2, by: 3)
    try world.press("!<Enter>", delivering: false)
    #expect(row(world, "two!") == " ▸ ⇡ two!")
    world.deliver()
    #expect(
      world.state.message?.text
        == "Not saved: tab 3 deleted #2 at 14:03:21. Your text is kept; Enter adds it as new.")
    #expect(world.state.editor?.line.text == "two!")
    try world.press("<Enter>")
    #expect(world.titles == ["one", "two!"])
    #expect(world.state.message?.text == "Saved by tab 1 in 1 ms.")
  }

  @Test("with nobody leading the item waits, and the message says so until somebody does")
  func nobodyLeads() throws {
    var alone = World.follower
    alone.leader = nil
    var world = World(["Tea"], as: alone)
    try world.press("wx", delivering: false)
    #expect(world.frame.text(ofRow: 28) == " 14:03:21  Queued; nobody leads. Waiting.")
    world.refusal = .timedOut(maybeApplied: false)
    world.deliver()
    #expect(world.state.message?.text == "Not marked: nobody led in time. Try again.")
    #expect(row(world, "Tea") == " ▸ ☐ Tea")
  }

  @Test("a change whose outcome is unknown keeps its mark, and the answer settles it")
  func unknown() throws {
    var world = World(["one"], as: World.follower)
    try world.press("waMilk<Enter>", delivering: false)
    guard case .perform(let ticket, _, _)? = world.outbox.last else { return }
    world.send(.written(ticket: ticket, .unknown))
    #expect(
      world.state.message?.text
        == "No answer yet: tab 1 has “Milk” and may have saved it. Asking again.")
    #expect(world.frame.styledText(ofRow: 4).contains("{danger:⇡}"))
    world.milliseconds += 12_340
    world.deliver()
    #expect(world.state.message?.text == "Saved by tab 1 in 12.3 s.")
    #expect(row(world, "Milk") == " ▸ ☐ Milk")
  }

  @Test("what is under way stays so through changes of leadership, and says who saved it")
  func leadership() throws {
    var world = World(["one"], as: World.follower)
    try world.press("wx", delivering: false)
    var leading = World.follower
    (leading.role, leading.leader) = (.leader, TabName(tab: 2, pid: 4212))
    world.send(.coordination(leading, .tookOver(from: 1, .died, gapMilliseconds: 3)))
    #expect(world.state.pending.count == 1)
    world.milliseconds += 50
    world.deliver()
    #expect(world.state.message?.text == "Saved by this tab in 50 ms.")
    world.send(.coordination(World.follower, .deposed(by: 1)))
    #expect(
      world.state.message?.text.hasSuffix("tab 1 took over. Your changes are queued from here.")
        == true)
    #expect(world.frame.text(ofRow: 0).contains("FOLLOWER queue"))
  }

  @Test("q waits for what is under way, and a second q does not")
  func quitting() throws {
    var world = World(["one"], as: World.follower)
    try world.press("wxq", delivering: false)
    #expect(world.runtime == [])
    #expect(
      world.state.message?.text
        == "Quits when 1 change is saved; waiting for tab 1. q again quits at once.")
    world.deliver()
    #expect(world.runtime == [.quit])

    var hasty = World(["one"], as: World.follower)
    try hasty.press("waMilk<Enter>qq", delivering: false)
    #expect(hasty.runtime == [.quit])
    #expect(hasty.state.farewell([]).first?.hasPrefix("Perhaps not saved: “Milk”.") == true)
    let ticket = hasty.state.pending[0].ticket
    #expect(hasty.state.farewell([(ticket, .refused(.failed("closed")))]) == ["Not saved: “Milk”."])
    #expect(hasty.state.farewell([(ticket, .saved(id: 1, version: 1, commit: 2, by: 1))]).isEmpty)

    var undecided = World(["one"], as: World.follower)
    try undecided.press("wxqj", delivering: false)
    undecided.deliver()
    #expect(undecided.runtime == [])
    var refused = World(["one"], as: World.follower)
    refused.refusal = .timedOut(maybeApplied: false)
    try refused.press("waMilk<Enter>q", delivering: false)
    refused.deliver()
    #expect(refused.runtime == [] && refused.state.editor?.line.text == "Milk")
  }

  @Test("read-only again, what was queued goes on; an observer queues like a follower")
  func observers() throws {
    var observer = World.follower
    observer.role = .observer
    var world = World(["one"], as: observer)
    try world.press("x")
    #expect(
      world.state.message?.text == "Read-only: this tab only observes. w queues your change.")
    try world.press("wxw", delivering: false)
    #expect(world.state.message?.text == "Read-only again; 1 change is still on the way.")
    world.deliver()
    #expect(world.todos[0].done)
    #expect(world.frame.text(ofRow: 0).contains("OBSERVER ro"))
  }

  @Test("marks in ASCII, in 40 columns and in 20")
  func sizes() throws {
    var ascii = World(["one"], as: World.follower, columns: 40, rows: 10, repertoire: .ascii)
    try ascii.press("wxaMilk<Enter>", delivering: false)
    #expect(
      ascii.frame.text == """
        o FOLLOWER queue  leader tab 1    1 todo
          [^] one  (done)
        > [^] Milk




        q2 conf0 p99 - lead -/m ref0
        2 changes are queued for tab 1.
        a add  x done  w read-only  ? help
        """)
    var tiny = World(["one"], as: World.follower, columns: 20, rows: 5)
    try tiny.press("wx", delivering: false)
    #expect(
      tiny.frame.text == """
        F 2/3 0 q1
        ▸ ⇡ one  (done)


        Queued for tab 1.
        """)
  }
}
