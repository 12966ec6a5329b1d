import Foundation
import TestSupport
import Testing

@Suite("Commands that change")
struct EditingStories {
  private func object(_ text: String) throws -> [String: Any] {
    try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
  }

  @Test("a todo is edited as a whole, in people's words, and what is not named stays")
  func edit() async throws {
    try await Terminals.tell { terminals in
      func run(_ arguments: String...) async throws -> Program.Result {
        try await Program.run(Program.todos, arguments + ["--db", terminals.database])
      }
      #expect(
        try await run("add", "Buy milk", "--tag", "shop", "--project", "home", "--due", "1 dec 9am")
          .exit == 0)
      let edited = try object(
        try await run(
          "edit", "#1", "Buy", "oat", "milk", "--tag", "#food", "--untag", "shop", "--priority",
          "high", "--recurrence", "weekly", "--clear", "project", "--notes", "two\nlines", "--json"
        ).output)
      #expect(edited["title"] as? String == "Buy oat milk" && edited["project"] is NSNull)
      #expect(edited["tags"] as? [String] == ["food"] && edited["priority"] as? String == "high")
      #expect(edited["recurrence"] as? String == "1w" && edited["notes"] as? String == "two\nlines")
      #expect((edited["due"] as? String)?.hasSuffix("-12-01T09:00") == true)
      for (arguments, code) in [
        (["edit", "1"], 64), (["edit", "1", "--due", "someday"], 64),
        (["edit", "1", "--recurrence", "often"], 64), (["edit", "9", "x"], 65),
        (["edit", "1", " "], 65), (["edit", "1", "--clear", "title"], 64),
      ] as [([String], Int32)] {
        let result = try await Program.run(
          Program.todos, arguments + ["--db", terminals.database])
        #expect(result.exit == code && result.output == "", "\(arguments): \(result)")
      }
      let objection = try await run("edit", "1", "--due", "someday").errors
      #expect(objection.contains("What works: fri, tomorrow 9am"))
    }
  }

  // Somebody imports the wrong file, clears what is done, and takes back one after the other.
  @Test("undo takes back this terminal's changes one after another, an import as one, and redo")
  func undo() async throws {
    try await Terminals.tell { terminals in
      func run(_ arguments: String..., input: String = "") async throws -> Program.Result {
        try await Program.run(
          Program.todos, arguments + ["--db", terminals.database], input: input)
      }
      func count() async throws -> Int {
        try await run("list", "--all").output.split(separator: "\n").count
      }
      #expect(try await run("undo").exit == 66)
      #expect(try await run("add", "Tea").exit == 0)
      let lines = (1...500).map { "line \($0)\n" }.joined()
      #expect(try await run("import", "--format", "todotxt", input: lines).exit == 0)
      #expect(try await run("done", "1", "2", "3").exit == 0)
      #expect(try object(try await run("clear-done", "--json").output)["removed"] as? Int == 3)
      #expect(try await count() == 498)
      #expect(try await run("undo").exit == 0)
      #expect(try await count() == 501)
      #expect(try await run("undo").exit == 0)
      #expect(try await run("list", "--done").output == "")
      let undone = try object(try await run("undo", "--json").output)
      #expect(undone["count"] as? Int == 500 && undone["kind"] as? String == "import")
      #expect(try await count() == 1)
      #expect(try await run("redo").exit == 0)
      #expect(try await count() == 501)
      for _ in 1...2 { #expect(try await run("undo").exit == 0) }
      let nothing = try await run("undo")
      #expect(nothing.exit == 65 && nothing.errors.contains("nothing to undo"), "\(nothing)")
    }
  }

  // A change of a tab on a screen is not a command's to take back: it is in another session.
  @Test("a command does not undo what another terminal did, and says what somebody changed since")
  func others() async throws {
    try await Terminals.tell { terminals in
      func run(_ arguments: String...) async throws -> Program.Result {
        try await Program.run(Program.todos, arguments + ["--db", terminals.database])
      }
      let tab = try await terminals.openTodos(showing: "● LEADER")
      try await tab.type("aBuy milk\r")
      try await tab.shows("☐ Buy milk")
      #expect(try await run("undo").exit == 65)
      #expect(try await run("edit", "1", "Buy oat milk").exit == 0)
      try await tab.shows("Buy oat milk")
      try await tab.type("x")
      try await tab.shows("☑ Buy oat milk")
      let late = try await run("undo")
      #expect(late.exit == 65 && late.errors.contains("changed since"), "\(late)")
    }
  }
}

@Suite("Queries")
struct QueryStories {
  @Test("what must not be so may stand anywhere in a query")
  func opposites() async throws {
    try await Terminals.tell { terminals in
      func run(_ arguments: String...) async throws -> String {
        let result = try await Program.run(
          Program.todos, arguments + ["--db", terminals.database])
        #expect(result.exit == 0, "\(result)")
        return result.output
      }
      for (title, tag) in [("Tea", "home"), ("Milk", "shop")] {
        _ = try await run("add", title, "--tag", tag)
      }
      #expect(try await run("list", "-#home", "--sort", "title").contains("#2"))
      #expect(try await run("list", "-#home").contains("Tea") == false)
      #expect(try await run("list", "-is:overdue", "Tea").contains("Tea"))
      #expect(try await run("list", "--reverse", "--sort", "title").hasPrefix("#1"))
    }
  }
}
