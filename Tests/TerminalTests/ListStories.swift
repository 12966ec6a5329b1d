import Foundation
import TestSupport
import Testing

@Suite("The list in several terminals")
struct ListStories {
  // Somebody writes a list by hand, looks at it from several sides and changes many todos at once; a
  // second terminal sees all of it, and takes back nothing that is not its own.
  @Test("quick addition, views, filter, marks, undo and notes, seen by another terminal")
  func day() async throws {
    try await Terminals.tell { terminals in
      let tabs = try await terminals.openTabs(2)
      try await tabs[0].type(
        "aMilk #home due:today\raReport +launch !high due:today\raCall Ana +launch\rAask her\r")
      try await tabs[1].shows(
        "[All 4]  Today 2", "#home 1  +launch 2", "☐ !!   today  Report  +launch", "  ask her")
      try await tabs[0].type("2")
      try await tabs[0].shows("[Today 2]")
      try await tabs[0].hides("Call Ana")
      try await tabs[0].type("1/ana\r")
      try await tabs[0].shows("filter ana", "▸ ☐ Call Ana")
      try await tabs[0].press("Escape")
      // A key right behind it would be one with Alt.
      try await tabs[0].shows("filter -")
      try await tabs[0].type("gV")
      try await tabs[0].shows("4 marked")
      try await tabs[0].type("x")
      try await tabs[1].shows("[All 0]", "Done 4")
      // The other one has nothing to take back.
      try await tabs[1].type("wu")
      try await tabs[1].shows("Nothing to undo")
      try await tabs[0].type("u")
      try await tabs[0].shows("Took back: done for 4 todos.")
      try await tabs[1].shows("[All 4]", "Done 0")
      try await tabs[0].type("gEask for oat\rmilk")
      try await tabs[0].press("C-s")
      try await tabs[0].shows("▸ ☐      today  Milk")
      let listed = try await Program.run(
        Program.todos, ["list", "--json", "--db", terminals.database])
      #expect(listed.output.contains(#"ask for oat\nmilk"#))
    }
  }

  // Two people write the same title at the same time. The one who comes second is asked.
  @Test("two that edit the same title: the second one is asked, and may keep both")
  func conflict() async throws {
    try await Terminals.tell { terminals in
      let tabs = try await terminals.openTabs(2)
      try await tabs[0].type("aMilk\r")
      try await tabs[1].shows("☐ Milk")
      try await tabs[1].type("we and tea")
      try await tabs[0].type("e and bread\r")
      try await tabs[1].shows("changed #1 to “Milk and bread” while you edit it.", "Milk and tea")
      try await tabs[1].press("Enter")
      try await tabs[1].shows("Enter mine  Esc theirs  Tab both")
      try await tabs[1].press("Tab", "Enter")
      for tab in tabs { try await tab.shows("☐ Milk and bread / Milk and tea") }
    }
  }

  // The leader is killed while one follower writes an answer and the other one's changes wait.
  @Test("a prompt and queued changes outlive the leader")
  func killed() async throws {
    try await Terminals.tell { terminals in
      let tabs = try await terminals.openTabs(3, lease: 0.3)
      try await tabs[0].type("aMilk\raTea\r")
      try await tabs[1].shows("☐ Milk", "☐ Tea")
      try await tabs[1].type("wt")
      try await tabs[1].shows("“Milk” is due:")
      try await tabs[1].type("tomor")
      try await terminals.signal(SIGSTOP, tab: 1)
      try await tabs[2].type("wjx")
      try await terminals.signal(SIGKILL, tab: 1)
      try await tabs[2].shows("☑ Tea")
      try await tabs[1].shows("“Milk” is due: tomor")
      try await tabs[1].press("Enter")
      for tab in tabs[1...] { try await tab.becomes("due") { $0.contains(/☐ +[a-z]{3}  Milk/) } }
    }
  }

  @Test("several pasted lines are offered as that many todos")
  func paste() async throws {
    try await Terminals.tell { terminals in
      let tab = try await terminals.openTodos(showing: "LEADER")
      try await tab.bytes("1b 5b 32 30 30 7e 6f 6e 65 0d 74 77 6f 0d 0d 64 64 0d 1b 5b 32 30 31 7e")
      try await tab.shows("Add 3 pasted lines, each as a todo?")
      try await tab.press("Enter")
      try await tab.shows("[All 3]", "☐ one", "☐ two", "☐ dd")
    }
  }
}
