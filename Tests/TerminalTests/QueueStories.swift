import Foundation
import TestSupport
import Testing

@Suite("A follower that queues")
struct QueueStories {
  // The second terminal presses w and adds something: it is there at once, saved by the first, and
  // on the first one's screen too. Another change of the same todo goes the same way.
  @Test("what a follower adds is saved by the leader and seen by all")
  func mainStory() async throws {
    try await Terminals.tell { terminals in
      let tabs = try await terminals.openTabs(2)
      try await tabs[1].type("w")
      try await tabs[1].shows("○ FOLLOWER queue", "Your changes are queued for tab 1")
      try await tabs[1].type("aBuy milk\r")
      try await tabs[1].shows("▸ ☐ Buy milk", "Saved by tab 1 in ")
      try await tabs[0].shows("☐ Buy milk", "created", "● LEADER")
      try await tabs[1].type("x")
      try await tabs[0].shows("☑ Buy milk")
      try await tabs[1].type("d")
      try await tabs[1].shows("Deleted #1 “Buy milk”. u brings it back.", "Nothing here.")
      try await tabs[1].type("u")
      try await tabs[1].shows("▸ ☑ Buy milk", "Brought back #1")
      try await tabs[0].shows("term 1", "☑ Buy milk")
    }
  }

  // The leader is stopped, with a lease that nobody waits for: what is queued shows its mark. Then
  // the leader is killed: the next in line saves everything, once.
  @Test("what was queued when the leader was killed is saved by its successor")
  func killed() async throws {
    try await Terminals.tell { terminals in
      let tabs = try await terminals.openTabs(3, lease: 600)
      try await tabs[0].type("aTea\r")
      for tab in tabs[1...] { try await tab.shows("Tea") }
      try await terminals.signal(SIGSTOP, tab: 1)
      try await tabs[1].type("waBuy milk\rex\r")
      try await tabs[1].shows(
        "▸ ⇡ Buy milkx", "2 changes are queued for tab 1.", "queue 2")
      try await tabs[2].type("wxaCall the dentist\r")
      try await tabs[2].shows(
        "⇡ Tea", "▸ ⇡ Call the dentist", "[All 1]", "Done 1")
      try await terminals.signal(SIGKILL, tab: 1)
      for tab in tabs[1...] {
        try await tab.shows(
          "☑ Tea", "☐ Buy milkx", "☐ Call the dentist",
          "queue 0")
        try await tab.hides("⇡")
      }
      let listed = try await Program.run(
        Program.todos, ["list", "--all", "--sort", "title", "--db", terminals.database])
      #expect(listed.output.split(separator: "\n").count == 3, "\(listed.output)")
    }
  }

  // While the second terminal edits a todo, the leader deletes it. The second is told, and its text
  // becomes a new todo.
  @Test("a conflict rolls back with the reason and keeps the text")
  func conflict() async throws {
    try await Terminals.tell { terminals in
      let tabs = try await terminals.openTabs(2)
      try await tabs[0].type("aBuy milk\raTea\r")
      try await tabs[1].shows("Buy milk", "Tea")
      try await tabs[1].type("we and bread")
      try await tabs[0].type("kd")
      try await tabs[1].shows("tab 1 deleted #1 at", "while you edit it.")
      try await tabs[1].press("Enter")
      try await tabs[1].shows(
        "Not saved: tab 1 deleted #1 at ", "Your text is kept; Enter adds it as new.",
        "Buy milk and bread")
      try await tabs[1].press("Enter")
      try await tabs[1].shows("☐ Buy milk and bread", "Saved by tab 1 in ")
      try await tabs[0].shows("☐ Buy milk and bread", "All 2")
    }
  }

  // Nobody leads: two observers, one of which queues. Then somebody comes who leads.
  @Test("without a leader it waits visibly; who quits meanwhile is told what was not saved")
  func nobodyLeads() async throws {
    try await Terminals.tell { terminals in
      let first = try await terminals.openTodos("--keys", "aTea<Enter>", showing: "Tea")
      let observer = try await terminals.openTodos(
        "--observer", "--queue-writes", showing: "leader tab 1")
      let other = try await terminals.openTodos(
        "--observer", "--queue-writes", "--ascii", columns: 40, rows: 10, showing: "leader tab 1")
      try await first.type("q")
      try await first.shows("status 0")
      // Both have said so: what is said next stays.
      try await observer.shows("no leader", "tab 1 handed over; electing a new leader.")
      try await other.shows("tab 1 handed over; electing")
      try await observer.type("aBuy milk\r")
      try await observer.shows("⇡ Buy milk", "Queued; nobody leads. Waiting.")
      try await other.type("aLost\r")
      try await other.shows("> [^] Lost", "Queued; nobody leads. Waiting.", "q1")
      try await other.type("q")
      try await other.shows("Waiting for a leader. q quits at once.")
      try await other.type("q")
      try await other.shows("todos: Not saved: “Lost”.", "status 0")
      let tab = try await terminals.openTodos(showing: "● LEADER")
      try await observer.shows("☐ Buy milk", "Saved by tab ")
      try await tab.shows("Buy milk", "All 2")
    }
  }

  @Test("the leadership page shows the tabs, asks, and hands over to the one that is named")
  func page() async throws {
    try await Terminals.tell { terminals in
      let tabs = try await terminals.openTabs(3)
      try await tabs[0].type("L")
      try await tabs[0].shows(
        "tab 1 leads, term 1", "next in line: tab 2", "this tab", "s hand over to tab 2")
      try await tabs[0].type("3")
      try await tabs[2].shows("● LEADER", "tab 1 handed over; this tab is now the leader")
      try await tabs[0].shows("○ FOLLOWER ro", "leader tab 3")
      try await tabs[1].type("L")
      try await tabs[1].shows("tab 3 leads, term 2", "Enter ask tab 3")
      try await tabs[1].press("Enter")
      try await tabs[1].shows("● LEADER", "term 3")
      try await tabs[1].type("Ls")
      try await tabs[0].shows("● LEADER", "term 4")
      try await tabs[0].type("M")
      try await tabs[0].shows("Measurements", "this tab  all tabs", "elections                  2")
    }
  }
}
