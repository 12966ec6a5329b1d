import Foundation
import TestSupport
import Testing

// What breaks other todo apps when two instances show the same list; those that need no terminal are
// told of the store.
@Suite("What breaks other apps")
struct RivalryStories {
  // Elsewhere the other instances crash.
  @Test(
    "a deletion takes the row from under another's cursor and another's editor, and nobody falls")
  func deletion() async throws {
    try await Terminals.tell { terminals in
      let tabs = try await terminals.openTabs(3)
      try await tabs[0].type("aMilk\raBread\raButter\r")
      for tab in tabs { try await tab.shows("☐ Butter") }
      try await tabs[1].type("gj")
      try await tabs[1].shows("▸ ☐ Bread")
      try await tabs[2].type("wgje and rolls")
      try await tabs[2].shows("Bread and rolls")
      try await tabs[0].type("gjd")
      try await tabs[1].shows("tab 1 deleted #2 “Bread”", "▸ ☐ Butter")
      try await tabs[2].shows("tab 1 deleted #2", "Bread and rolls")
      try await tabs[2].press("Enter")
      try await tabs[2].shows("Your text is kept; Enter adds it as new.")
      try await tabs[2].press("Enter")
      for tab in tabs { try await tab.shows("☐ Bread and rolls", "[All 3]") }
    }
  }

  // Elsewhere the screen freezes for the time-out, and then the app is gone, with status 0.
  @Test("while another program holds the database, keys go on, and what was done is saved after it")
  func locked() async throws {
    try await Terminals.tell { terminals in
      let tabs = try await terminals.openTabs(2)
      try await tabs[0].type("aMilk\raBread\r")
      for tab in tabs { try await tab.shows("☐ Bread") }
      let holder = try await terminals.open([
        "sh", "-c", "(echo 'BEGIN IMMEDIATE; SELECT 6 * 7;'; cat) | sqlite3 \"$0\"",
        terminals.database,
      ])
      try await holder.shows("42")
      try await tabs[0].type("gx")
      try await tabs[1].type("waButter\r")
      try await tabs[0].shows("⇡ Milk", "another program is writing to the database")
      try await tabs[1].shows("⇡ Butter")
      try await tabs[0].type("j")
      try await tabs[0].shows("▸ ☐ Bread")
      try await tabs[1].type("g")
      try await tabs[1].shows("▸ ☐ Milk")
      try await holder.close()
      for tab in tabs { try await tab.shows("☑ Milk", "☐ Butter", "Done 1") }
    }
  }

  // Elsewhere the second instance is refused, or the last one to quit writes its old list over all.
  @Test("whoever quits last, killed or not, writes nothing that it knew before")
  func last() async throws {
    try await Terminals.tell { terminals in
      let tabs = try await terminals.openTabs(2)
      try await tabs[0].type("aMilk\r")
      try await tabs[1].shows("☐ Milk")
      try await terminals.signal(SIGSTOP, tab: 2)
      try await tabs[0].type("e and bread\raTea\r")
      try await tabs[0].shows("☐ Tea")
      try await tabs[0].type("q")
      try await tabs[0].shows("status 0")
      try await terminals.signal(SIGCONT, tab: 2)
      try await tabs[1].shows("LEADER", "☐ Milk and bread", "☐ Tea")
      try await tabs[1].type("q")
      try await tabs[1].shows("status 0")
      let listed = try await Program.run(Program.todos, ["list", "--db", terminals.database])
      #expect(listed.output.contains("Milk and bread") && listed.output.contains("Tea"))
    }
  }
}
