import Foundation
import TestSupport
import Testing

@Suite("Import and export")
struct FileStories {
  private func write(_ text: String, _ name: String, _ terminals: Terminals) throws -> String {
    let path = terminals.folder + "/" + name
    try Data(text.utf8).write(to: URL(fileURLWithPath: path))
    return path
  }

  // A list goes out in each format and comes in again elsewhere.
  @Test(
    "what one list exports another imports, parts, notes and all",
    arguments: ["a.json", "a.csv", "a.txt", "a.md"])
  func roundTrip(name: String) async throws {
    try await Terminals.tell { terminals in
      let source = try write(
        """
        (A) Renew the certificate +launch @ops @web due:2026-12-01T09:00 rec:+1y id:1
        Write to the authority p:1 note:numbers%20in%0Athe%20book
        x 2026-11-24 2026-11-20 日本語 👩‍👩‍👧 @home
        """, "todo.txt", terminals)
      let (first, second) = (terminals.folder + "/1.sqlite", terminals.folder + "/2.sqlite")
      func run(_ arguments: String...) async throws -> Program.Result {
        let result = try await Program.run(Program.todos, arguments)
        #expect(result.exit == 0, "\(arguments): \(result)")
        return result
      }
      _ = try await run("import", source, "--db", first)
      _ = try await run("export", terminals.folder + "/" + name, "--db", first)
      let imported = try await run("import", terminals.folder + "/" + name, "--db", second)
      #expect(imported.output == "" && imported.errors == "")
      let (before, after) = (
        try await run("export", "--format", "markdown", "--db", first).output,
        try await run("export", "--format", "markdown", "--db", second).output
      )
      #expect(
        before == after
          && before == """
            - [ ] Renew the certificate +launch #ops #web due:2026-12-01T09:00 rec:+1y !high
              - [ ] Write to the authority
                > numbers in
                > the book
            - [x] 日本語 👩‍👩‍👧 #home

            """
      )
    }
  }

  @Test("a bad line is named and nothing is imported, unless it may be left out")
  func badLines() async throws {
    try await Terminals.tell { terminals in
      let file = try write("one\ntwo due:never\nthree\n@four\n", "todo.txt", terminals)
      func run(_ arguments: String...) async throws -> Program.Result {
        try await Program.run(Program.todos, arguments + ["--db", terminals.database])
      }
      let refused = try await run("import", file)
      #expect(refused.exit == 65 && refused.output == "")
      #expect(refused.errors.hasPrefix("todos: Line 2: “never” is no date"))
      #expect(refused.errors.contains("Nothing was imported"))
      #expect(!FileManager.default.fileExists(atPath: terminals.database))
      let kept = try await run("import", "--keep-going", file)
      #expect(kept.exit == 0 && kept.output == "")
      #expect(kept.errors.contains("Line 2: “never”") && kept.errors.contains("Line 4: a todo"))
      #expect(try await run("list").output.split(separator: "\n").count == 2)
      for (arguments, code) in [
        (["import", terminals.folder + "/none.txt"], 66), (["import", terminals.folder], 74),
        (["import", "--format", "xml", file], 64), (["export", "/proc/none/a.csv"], 73),
        (["export", "--format", "csv", terminals.folder], 73),
      ] as [([String], Int32)] {
        let result = try await Program.run(
          Program.todos, arguments + ["--db", terminals.database])
        #expect(result.exit == code && result.output == "" && !result.errors.isEmpty, "\(result)")
      }
    }
  }

  // Three terminals run; a large file is imported beside them, and the leader is killed meanwhile.
  @Test("an import beside running tabs changes no badge, and is whole though the leader dies")
  func beside() async throws {
    try await Terminals.tell { terminals in
      let tabs = try await terminals.openTabs(3)
      let titles = (1...5_000).map { "line \($0) " + String(repeating: "x", count: $0 % 90) }
      let file = try write(titles.joined(separator: "\n"), "todo.txt", terminals)
      async let imported = Program.run(
        Program.todos, ["import", file, "--json", "--db", terminals.database])
      try await tabs[2].shows("line 3 ")
      try await terminals.signal(SIGKILL, tab: 1)
      let result = try await imported
      #expect(result.exit == 0 && result.errors == "", "\(result)")
      #expect(result.output == "{\"added\":5000,\"problems\":[]}\n")
      let exported = try await Program.run(
        Program.todos, ["export", "--format", "csv", "--db", terminals.database])
      let found = exported.output.split(separator: "\r\n").dropFirst().map { row in
        row.split(separator: ",", omittingEmptySubsequences: false)[1]
      }
      // Not the arrays themselves: they would be printed. The titles lose the blank at their end.
      let isSame =
        found.map { String($0) } == titles.map { $0.trimmingCharacters(in: .whitespaces) }
      #expect(isSame, "\(found.count)")
      try await tabs[2].shows("All 5000", "term 2")
    }
  }

  // An import of a long list is stopped in the middle; Ctrl-C; and goes on to meet that.
  @Test("an interrupted import says how far it came, and that is what is there")
  func interrupted() async throws {
    try await Terminals.tell { terminals in
      _ = try await terminals.openTabs(1)
      let file = try write((1...30_000).map { "line \($0)\n" }.joined(), "todo.txt", terminals)
      let terminal = try await terminals.open(
        [
          "sh", "-c", #"trap : INT; "$@"; echo "status $?"; cat"#, "sh", Program.todos, "import",
          file,
        ]
          + ["--db", terminals.database])
      var pid: pid_t?
      while pid == nil { pid = await terminals.tabs()[2] }
      kill(try #require(pid), SIGSTOP)
      try await terminal.press("C-c")
      try await terminal.shows("^C")
      kill(try #require(pid), SIGCONT)
      try await terminal.shows("Interrupted. ", "status 130")
      let words = try await terminal.screen().split(whereSeparator: \.isWhitespace).map(String.init)
      let count = words.firstIndex(of: "first").flatMap { Int(words[$0 + 1]) } ?? 0
      #expect(count < 30_000)
      let listed = try await Program.run(
        Program.todos, ["list", "--db", terminals.database])
      #expect(listed.output.split(separator: "\n").count == count)
    }
  }

  @Test("a closed pipe ends an export quietly, and a list for reading only can be exported")
  func closedPipe() async throws {
    try await Terminals.tell { terminals in
      let lines = (1...5_000).map { "line \($0)\n" }.joined()
      let file = try write(lines, "todo.txt", terminals)
      let closed = try await Program.run(
        "sh",
        ["-c", #""$1" import "$2" --db "$3"; "$1" export --db "$3" | head -c 10; echo "$?""#]
          + ["sh", Program.todos, file, terminals.database])
      #expect(closed.exit == 0 && closed.errors == "", "\(closed.errors)")
      let folder = terminals.folder
      try FileManager.default.setAttributes([.posixPermissions: 0o555], ofItemAtPath: folder)
      let stranger =
        geteuid() == 0
        ? ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "--"] : ["env"]
      let read = try await Program.run(
        stranger[0],
        stranger.dropFirst() + [Program.todos, "export", "--format", "todotxt"]
          + ["--db", terminals.database])
      try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: folder)
      #expect(read.exit == 0 && read.output.split(separator: "\n").count == 5_000)
    }
  }
}
