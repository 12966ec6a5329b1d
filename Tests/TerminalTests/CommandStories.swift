import Foundation
import TestSupport
import Testing

@Suite("Commands")
struct CommandStories {
  private func object(_ text: String) throws -> [String: Any] {
    try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
  }

  private func objects(_ text: String) throws -> [[String: Any]] {
    try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [[String: Any]])
  }

  @Test("a todo's life by commands, in JSON with every key")
  func life() async throws {
    try await Terminals.tell { terminals in
      func run(_ arguments: String..., input: String = "") async throws -> Program.Result {
        try await Program.run(
          Program.todos, arguments + ["--db", terminals.database], input: input)
      }
      let added = try await run(
        "add", "Buy", "milk", "--project", "+home", "--tag", "#shop", "--tag", "fresh",
        "--priority", "high", "--due", "2026-12-01", "--json")
      let todo = try object(added.output)
      #expect(
        Set(todo.keys) == [
          "id", "title", "done", "priority", "project", "tags", "due", "notes", "createdAt",
          "completedAt", "version", "parent", "recurrence",
        ])
      #expect(todo["title"] as? String == "Buy milk")
      #expect(todo["project"] as? String == "home")
      #expect(todo["tags"] as? [String] == ["shop", "fresh"])
      #expect(todo["due"] as? String == "2026-12-01")
      #expect(todo["completedAt"] is NSNull)
      let lines = try await run("add", "-", "--json", input: "one\n\n  two \n")
      #expect(try objects(lines.output).compactMap { $0["title"] as? String } == ["one", "two"])
      #expect(try await run("done", "1", "#3").exit == 0)
      #expect(try await run("undone", "3").exit == 0)
      #expect(try objects(try await run("list", "--json").output).count == 2)
      let done = try objects(try await run("list", "--done", "--json").output)
      #expect(done.count == 1 && done[0]["completedAt"] is String)
      #expect(try await run("remove", "2").exit == 0)
      let all = try await run("list", "--all", "--sort", "title")
      #expect(
        all.output == "#1 [x] !! 2026-12-01 Buy milk +home #shop #fresh\n#3 [ ]               two\n"
      )
    }
  }

  @Test("a line is read as the screen reads it if that is wanted; options come before its words")
  func quick() async throws {
    try await Terminals.tell { terminals in
      func run(_ arguments: String...) async throws -> Program.Result {
        try await Program.run(Program.todos, arguments + ["--db", terminals.database])
      }
      let line = "Call the dentist #home !high every:week"
      let quick = try object(try await run("add", "--quick", line, "--tag", "x", "--json").output)
      #expect(quick["title"] as? String == "Call the dentist")
      #expect(quick["tags"] as? [String] == ["home", "x"])
      #expect(quick["priority"] as? String == "high" && quick["recurrence"] as? String == "1w")
      let low = try await run("add", "-q", line, "--priority", "low", "--json")
      #expect(try object(low.output)["priority"] as? String == "low")
      let plain = try object(try await run("add", line, "--json").output)
      #expect(plain["title"] as? String == line && plain["priority"] is NSNull)
    }
  }

  @Test("what is misunderstood is said, and nothing else is answered")
  func misunderstood() async throws {
    try await Terminals.tell { terminals in
      func run(_ arguments: String...) async throws -> Program.Result {
        try await Program.run(Program.todos, arguments + ["--db", terminals.database])
      }
      #expect(try await run("add", "one").exit == 0)
      let list = try await run("list", "due:blah")
      #expect(list.exit == 64 && list.output.isEmpty)
      #expect(list.errors.contains("“due:blah” is no condition. What works: words, #tag"))
      let file = try await run("import", "/nonexistent")
      #expect(file.exit == 66 && file.errors.contains("No such file"))
    }
  }

  @Test("a folder is no list, and a list that may not be written to can be read")
  func restricted() async throws {
    try await Terminals.tell { terminals in
      let folder = URL(fileURLWithPath: terminals.database).deletingLastPathComponent().path
      for command in [["list"], ["add", "x"], ["done", "1"]] {
        let wrong = try await Program.run(Program.todos, command + ["--db", folder])
        #expect(wrong.exit == 65 && wrong.errors.contains("is a folder"))
      }
      #expect(
        try await Program.run(Program.todos, ["add", "x", "--db", terminals.database]).exit == 0)
      // As another user; who is not the administrator cannot become one, and needs not to.
      let stranger =
        geteuid() == 0
        ? ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "--"] : ["env"]
      try FileManager.default.setAttributes([.posixPermissions: 0o555], ofItemAtPath: folder)
      func run(_ arguments: String...) async throws -> Program.Result {
        try await Program.run(
          stranger[0],
          stranger.dropFirst() + [Program.todos] + arguments + ["--db", terminals.database])
      }
      let read = try await run("list")
      let written = try await run("add", "y")
      try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: folder)
      #expect(read.exit == 0 && read.output.hasSuffix("x\n") && read.errors.isEmpty)
      #expect(written.exit == 77 && written.errors.contains("cannot be written to"))
    }
  }

  @Test("mistakes end with the agreed codes and a sentence, and change nothing")
  func mistakes() async throws {
    try await Terminals.tell { terminals in
      let database = ["--db", terminals.database]
      func run(_ arguments: [String]) async throws -> Program.Result {
        try await Program.run(Program.todos, arguments)
      }
      #expect(try await run(["add", "Buy milk"] + database).exit == 0)
      for (arguments, code) in [
        (["frobnicate"] + database, 64), (["add"] + database, 64),
        (["done", "x"] + database, 64), (["add", "x", "--due", "someday"] + database, 64),
        (["done", "1", "99"] + database, 65), (["add", "  "] + database, 65),
        (["list", "--db", terminals.folder + "/none.sqlite"], 66),
        (["add", "x", "--db", "/proc/none/t.sqlite"], 73), (["--lease", "0"] + database, 64),
        (["--keys", "<Nope>"] + database, 64), (["list", "--sort", "size"] + database, 64),
        (["list", "--limit", "-1"] + database, 64), (["list", "is:don"] + database, 64),
        (["list", "x", "-due:someday", "--json"] + database, 64),
      ] as [([String], Int32)] {
        let result = try await run(arguments)
        #expect(result.exit == code, "\(arguments): \(result)")
        #expect(result.output == "")
        // One sentence, or two: what happened, and what to do.
        #expect(result.errors.hasPrefix("todos: ") && result.errors.hasSuffix("\n"))
        #expect(result.errors.split(separator: "\n").count == 1, "\(result.errors)")
      }
      #expect(
        try await run(["list", "--sort", "size"] + database).errors
          == "todos: The value 'size' is invalid for '--sort <key>'. Please provide one of the "
          + "following: list, done, due, priority, title, created, changed, id. "
          + "See `todos list --help`.\n")
      #expect(try await run(["frobnicate"]).errors.hasSuffix("See `todos --help`.\n"))
      let listed = try await run(["list", "--json"] + database)
      #expect(try objects(listed.output).allSatisfy { $0["done"] as? Bool == false })
    }
  }

  // A script closes what it does not need. The next file that the program opens would get that number,
  // and what it prints would go into the database.
  @Test("without standard output, input or error a command does its part, and hurts no file")
  func closed() async throws {
    try await Terminals.tell { terminals in
      func run(_ command: String) async throws -> Program.Result {
        try await Program.run(
          "sh", ["-c", command, Program.todos],
          environment: ["TODOS_DB": terminals.database])
      }
      for ends in [">&-", "<&-", "2>&-", "<&- >&- 2>&-"] {
        for command in ["add \(ends.count)", "list --all", "done 1", "undone 1"] {
          let result = try await run("exec \"$0\" \(command) \(ends)")
          #expect(result.exit == 0 && result.errors.isEmpty, "\(command) \(ends): \(result)")
        }
      }
      let check = try await Program.run(
        "sqlite3", [terminals.database, "PRAGMA integrity_check; SELECT count(*) FROM todo"])
      #expect(check.output == "ok\n4\n")
      // Nothing to read is no list; a folder is none.
      let none = try await run("exec \"$0\" add - --json <&-")
      #expect(none.exit == 0 && none.output == "[]\n")
      let folder = try await run("exec \"$0\" import --format json /tmp")
      #expect(folder.exit == 74 && folder.errors == "todos: /tmp: Is a directory.\n")
    }
  }

  @Test("the list lies where the environment says, and its folder is made")
  func places() async throws {
    try await Terminals.tell { terminals in
      let (home, folder) = (terminals.folder + "/home", terminals.folder)
      func file(_ environment: [String: String], _ path: String) async throws {
        let variables = ["HOME": home].merging(environment) { $1 }
        let nothing = try await Program.run(Program.todos, ["list"], environment: variables)
        #expect(nothing.exit == 0 && nothing.output == "")
        #expect(!FileManager.default.fileExists(atPath: path))
        let added = try await Program.run(
          Program.todos, ["add", "Buy milk"], environment: variables)
        #expect(added.exit == 0, "\(added)")
        #expect(FileManager.default.fileExists(atPath: path))
      }
      try await file([:], home + "/.local/share/todos/todos.sqlite")
      try await file(["XDG_DATA_HOME": folder + "/data"], folder + "/data/todos/todos.sqlite")
      try await file(
        ["XDG_DATA_HOME": folder + "/other", "TODOS_DB": folder + "/mine.sqlite"],
        folder + "/mine.sqlite")
    }
  }

  @Test("sixty commands at once each do their part, and none undoes another's")
  func crowd() async throws {
    try await Terminals.tell { terminals in
      let database = ["--db", terminals.database]
      let lines = (1...30).map { "todo \($0)\n" }.joined()
      _ = try await Program.run(Program.todos, ["add", "-"] + database, input: lines)
      let failures: [String] = try await withThrowingTaskGroup(of: Program.Result.self) { group in
        for id in 1...30 {
          group.addTask { try await Program.run(Program.todos, ["done", "\(id)"] + database) }
          group.addTask { try await Program.run(Program.todos, ["add", "new \(id)"] + database) }
        }
        return try await group.reduce(into: [String]()) { if $1.exit != 0 { $0.append($1.errors) } }
      }
      #expect(failures.isEmpty, "\(failures)")
      let all = try objects(
        try await Program.run(Program.todos, ["list", "--all", "--json"] + database).output)
      #expect(all.count == 60)
      #expect(all.count { $0["done"] as? Bool == true } == 30)
    }
  }

  @Test("a closed pipe ends quietly, and help has examples")
  func quiet() async throws {
    try await Terminals.tell { terminals in
      let closed = try await Program.run(
        "sh",
        ["-c", #"yes todo | head -2000 | "$1" add - --db "$2" | true; "$1" list --db "$2" | true"#]
          + ["sh", Program.todos, terminals.database])
      #expect(closed.exit == 0)
      #expect(closed.errors == "")
      for command in ["screen", "add", "list", "done", "import", "status"] {
        let help = try await Program.run(Program.todos, [command, "--help"])
        #expect(help.exit == 0 && help.output.contains("  todos "), "\(command)")
        #expect(HelpText.brokenExamples(in: help.output) == [])
      }
    }
  }

  @Test("status says who leads, from outside")
  func status() async throws {
    try await Terminals.tell { terminals in
      let command = ["status", "--db", terminals.database]
      _ = try await terminals.openTabs(2)
      let json = try object(try await Program.run(Program.todos, command + ["--json"]).output)
      #expect((json["leader"] as? [String: Any])?["tab"] as? Int == 1)
      #expect(json["nextInLine"] as? Int == 2)
      #expect((json["tabs"] as? [Any])?.count == 2)
      let text = try await Program.run(Program.todos, command).output
      #expect(text.contains("tab 1 (pid ") && text.contains("leads, next in line is tab 2"))
    }
  }
}
