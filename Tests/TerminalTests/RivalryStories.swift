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

  // Elsewhere numbers are places: whoever looked a minute ago completes another todo.
  @Test("a number read off an old list means the same todo, whatever was done and deleted since")
  func numbers() async throws {
    try await Terminals.tell { terminals in
      let database = ["--db", terminals.database]
      let tab = try await terminals.openTodos()
      try await tab.type("aMilk\raBread\raButter\raTea\r")
      try await tab.shows("☐ Tea")
      let old = try await Program.run(Program.todos, ["list"] + database)
      #expect(old.output.contains("#3 [ ]") && old.output.contains("Butter"))
      // Two places above it are empty now, and its own place has another todo.
      try await tab.type("gd")
      try await tab.shows("Deleted #1")
      try await tab.type("gx")
      try await tab.shows("☑ Bread")
      let cleared = try await Program.run(Program.todos, ["clear-done"] + database)
      #expect(cleared.exit == 0, "\(cleared.errors)")
      try await tab.hides("☑ Bread")
      let done = try await Program.run(Program.todos, ["done", "3"] + database)
      #expect(done.exit == 0, "\(done.errors)")
      try await tab.shows("☑ Butter", "☐ Tea")
      let gone = try await Program.run(Program.todos, ["done", "1"] + database)
      #expect(gone.exit == 65 && gone.errors.contains("#1"), "\(gone)")
      try await tab.type("aSugar\r")
      try await tab.shows("#5")
    }
  }

  // Elsewhere some of the tags are missing afterwards, without an error.
  @Test("of many tags given at once to the same todo none is missing")
  func tags() async throws {
    try await Terminals.tell { terminals in
      let database = ["--db", terminals.database]
      let tab = try await terminals.openTodos()
      try await tab.type("aMilk\r")
      try await tab.shows("☐ Milk")
      let failures: [String] = try await withThrowingTaskGroup(of: Program.Result.self) { group in
        for number in 1...30 {
          group.addTask {
            try await Program.run(Program.todos, ["edit", "1", "--tag", "t\(number)"] + database)
          }
        }
        return try await group.reduce(into: [String]()) { if $1.exit != 0 { $0.append($1.errors) } }
      }
      #expect(failures.isEmpty, "\(failures)")
      let all = try await Program.run(Program.todos, ["list", "--json"] + database)
      for number in 1...30 { #expect(all.output.contains("\"t\(number)\""), "t\(number)") }
    }
  }
}
