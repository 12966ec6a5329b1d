import Foundation
import TestSupport
import Testing

@Suite("Commands beside running tabs")
struct OneShotStories {
  // Three terminals run. Whatever commands do meanwhile, the first goes on leading.
  @Test("commands write through the leader: no badge changes, and the term stays")
  func beside() async throws {
    try await Terminals.tell { terminals in
      let tabs = try await terminals.openTabs(3)
      func run(_ arguments: String..., input: String = "") async throws -> Program.Result {
        try await Program.run(
          Program.todos, arguments + ["--db", terminals.database], input: input)
      }
      #expect(try await run("add", "From", "a", "script").output == "1\n")
      let lines = (1...300).map { "line \($0)\n" }.joined()
      let added = try await run("add", "-", input: lines)
      #expect(added.exit == 0 && added.errors == "")
      #expect(added.output == (2...301).map { "\($0)\n" }.joined())
      #expect(try await run("done", "1", "2").exit == 0)
      #expect(try await run("remove", "3").exit == 0)
      for tab in tabs {
        try await tab.shows("[All 298]", "Done 2", "From a script", "of 3", "term 1")
      }
      try await tabs[0].shows("● LEADER")
      for tab in tabs[1...] {
        try await tab.shows("○ FOLLOWER", "leader tab 1")
        try await tab.hides("handed over", "is now the leader")
      }
    }
  }

  // A command adds thousands of lines while the leader is killed.
  @Test("a command's work is whole, in order and done once, though the leader dies meanwhile")
  func killed() async throws {
    try await Terminals.tell { terminals in
      let tabs = try await terminals.openTabs(3)
      let titles = (1...3_000).map { "line \($0)" }
      async let added = Program.run(
        Program.todos, ["add", "-", "--db", terminals.database],
        input: titles.joined(separator: "\n") + "\n")
      try await tabs[2].shows("line 3\n")
      try await terminals.signal(SIGKILL, tab: 1)
      let result = try await added
      #expect(result.exit == 0 && result.errors == "")
      #expect(result.output.split(separator: "\n").count == titles.count)
      let listed = try await Program.run(
        Program.todos, ["list", "--json", "--db", terminals.database])
      let json = try JSONSerialization.jsonObject(with: Data(listed.output.utf8))
      let found = (json as? [[String: Any]])?.compactMap { $0["title"] as? String } ?? []
      // Not the arrays themselves: they would be printed.
      let isSame = found == titles
      #expect(isSame, "\(found.count); \(zip(found, titles).first { $0 != $1 } as Any)")
      try await tabs[2].shows("All 3000")
    }
  }

  @Test("a line that cannot be added is named, and nothing is; where nobody can write, 69")
  func failures() async throws {
    try await Terminals.tell { terminals in
      let database = ["--db", terminals.database]
      let long = String(repeating: "x", count: 5_000)
      let bad = try await Program.run(
        Program.todos, ["add", "-"] + database, input: "one\n\n\(long)\nthree\n")
      #expect(bad.exit == 65 && bad.output == "")
      #expect(
        bad.errors == "todos: Line 3: A title has at most 4096 bytes. Nothing was added.\n")
      let latin = try await Program.run(
        "sh",
        ["-c", "printf 'one\\ncaf\\351\\n' | \"$0\" add - --db \"$1\"", Program.todos, database[1]])
      #expect(latin.exit == 65 && latin.output == "")
      #expect(latin.errors == "todos: Line 2: It is not UTF-8. Nothing was added.\n")
      #expect(try await Program.run(Program.todos, ["add", "Tea"] + database).exit == 0)
      // Another program holds the database, and the one tab only observes: nobody can be elected.
      _ = try await terminals.openTodos("--observer", showing: "no leader")
      let holder = try await terminals.open([
        "sh", "-c", "(echo 'BEGIN IMMEDIATE; SELECT 6 * 7;'; cat) | sqlite3 \"$0\"",
        terminals.database,
      ])
      try await holder.shows("42")
      let refused = try await Program.run(
        Program.todos, ["add", "-"] + database, input: "one\ntwo\n")
      #expect(refused.exit == 69 && refused.output == "", "\(refused)")
      #expect(refused.errors.hasPrefix("todos: Lines 1 to 2: "), "\(refused)")
      try await holder.close()
      let listed = try await Program.run(Program.todos, ["list"] + database)
      #expect(listed.output.split(separator: "\n").count == 1)
    }
  }
}
