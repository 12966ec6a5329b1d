import Foundation
import TestSupport
import Testing

@Suite("Commands that look")
struct LookingStories {
  private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().path

  private func object(_ text: String) throws -> [String: Any] {
    try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
  }

  @Test("metrics and watch tell of running tabs, from outside")
  func metricsAndWatch() async throws {
    try await Terminals.tell { terminals in
      func run(_ arguments: String...) async throws -> Program.Result {
        try await Program.run(Program.todos, arguments + ["--db", terminals.database])
      }
      #expect(try await run("metrics").exit == 66)
      _ = try await terminals.openTabs(2)
      let json = try object(try await run("metrics").output)
      #expect((json["tabs"] as? [Any])?.count == 2 && json["total"] is [String: Any])
      let page = try await run("metrics", "--format", "prometheus")
      #expect(page.output.contains("# TYPE penholder_") && page.exit == 0)
      async let watched = run("watch", "--json", "--count", "1", "--timeout", "30")
      // Until the watcher is there nobody needs to tell it anything; then one change is enough.
      while await terminals.tabs().count < 3 {}
      #expect(try await run("add", "Buy milk").exit == 0)
      let event = try object(try await watched.output)
      #expect(["dataChanged", "tabJoined"].contains(event["event"] as? String))
      #expect(try await run("watch", "--timeout", "0").exit == 0)
      #expect(try await run("watch", "--count", "0").exit == 64)
    }
  }

  @Test("the doctor has a line for everything, and finds a stopped tab and a damaged list")
  func doctor() async throws {
    try await Terminals.tell { terminals in
      func run(_ arguments: String..., environment: [String: String] = ["TERM": "screen"])
        async throws -> Program.Result
      {
        try await Program.run(
          Program.todos, ["doctor"] + arguments + ["--db", terminals.database],
          environment: environment)
      }
      let none = try await run()
      #expect(none.exit == 0 && none.output.contains("there is none at"), "\(none)")
      _ = try await terminals.openTabs(2, lease: 600)
      try await terminals.signal(SIGSTOP, tab: 2)
      let stopped = try await run("--thorough")
      #expect(stopped.exit == 0, "\(stopped)")
      for text in [
        "ok       terminal", "ok       locale", "ok       file system", "ok       space",
        "ok       permissions", "2 are open, tab 1 (pid ", "tab 2 (pid ",
        "is stopped → continue it",
        "is whole", "sqlite",
      ] { #expect(stopped.output.contains(text), "\(text) in \(stopped.output)") }
      let dumb = try await run(environment: ["TERM": "dumb", "LC_ALL": "C"])
      #expect(dumb.output.contains("warning  terminal") && dumb.exit == 0)
      let json = try await run("--json")
      let findings = try JSONSerialization.jsonObject(with: Data(json.output.utf8))
      let levels = (findings as? [[String: Any]])?.compactMap { $0["level"] as? String } ?? []
      #expect(levels.count > 6 && Set(levels).isSubset(of: ["ok", "warning"]))

      let damaged = terminals.folder + "/damaged.sqlite"
      try Data("no database at all, for sure".utf8).write(to: URL(fileURLWithPath: damaged))
      let found = try await Program.run(
        Program.todos, ["doctor", "--db", damaged], environment: ["TERM": "screen"])
      #expect(found.exit == 74 && found.output.contains("problem  list"), "\(found)")
      #expect(found.errors == "")
    }
  }

  @Test("the manual pages are what the programs say of themselves: else run Assets/manpages")
  func manuals() async throws {
    let programs = URL(fileURLWithPath: Program.todos).deletingLastPathComponent().path
    let check = try await Program.run(
      Self.root + "/Assets/manpages", ["--check"], environment: ["PENHOLDER_BIN": programs])
    #expect(check.exit == 0, "\(check.errors)")
  }

  @Test("every command has an example in its help")
  func examples() async throws {
    for program in ["todos", "penholder"] {
      let path =
        URL(fileURLWithPath: Program.todos).deletingLastPathComponent().path + "/" + program
      let dump = try object(
        try await Program.run(path, ["--experimental-dump-help"]).output)
      let root = try #require(dump["command"] as? [String: Any])
      let commands = try #require(root["subcommands"] as? [[String: Any]])
      #expect(commands.count > 5)
      for command in commands {
        let name = command["commandName"] as? String ?? ""
        guard name != "help" else { continue }
        let text = command["discussion"] as? String ?? ""
        #expect(
          text.contains("  \(program)") || text.contains("| \(program)"), "\(program) \(name)")
      }
    }
  }

  @Test("the scripts for zsh and fish have the screen's options where no command has been written")
  func optionsBeforeCommand() async throws {
    func script(_ shell: String) async throws -> String {
      try await Program.run(Program.todos, ["--generate-completion-script", shell]).output
    }
    let zsh = try await script("zsh").components(separatedBy: "_todos_screen() {")[0]
    #expect(zsh.contains(" ___theme=('terminal' ") && zsh.contains("'--theme["))
    let fish = try await script("fish")
    #expect(fish.contains(#"options "todos" theme' -l 'theme' "#))
  }

  /// What bash offers where no command has been written yet.
  private func beforeCommand(_ script: String, _ database: String) async throws {
    func offered(_ words: String...) async throws -> [String] {
      let ask = #"""
        source "$0"; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); COMP_LINE="$*"
        COMP_POINT=${#COMP_LINE}; COMPREPLY=(); _todos "$1" "${@:$#}" "${@:$#-1:1}"
        printf '%s\n' "${COMPREPLY[@]}"
        """#
      let result = try await Program.run("bash", ["-c", ask, script, Program.todos] + words)
      return result.output.split(separator: "\n").map(String.init)
    }
    #expect(try await offered("li") == ["list"])
    #expect(try await offered("").contains("done"))
    #expect(try await !offered("").contains { $0.hasPrefix("-") })
    #expect(try await offered("--obs") == ["--observer"])
    #expect(try await offered("--theme", "d") == ["dark"])
    #expect(try await offered("--db", String(database.dropLast())).contains(database))
    #expect(try await offered("--db", database, "li") == ["list"])
    #expect(try await offered("--db", database, "done", "") == ["1", "2"])
    #expect(try await offered("--db", database, "add", "x", "--tag", "s") == ["shop"])
    #expect(try await offered("done", "--js") == ["--json"])
  }

  @Test("the Tab key offers numbers, projects and tags of the list that is named")
  func completions() async throws {
    try await Terminals.tell { terminals in
      func offered(_ argument: String, _ words: [String], shell: String = "bash") async throws
        -> [String]
      {
        // As the scripts ask.
        let result = try await Program.run(
          Program.todos,
          ["---completion", words[1], "--", argument, "\(words.count)", "0"] + words
            + ["--db", terminals.database, ""],
          environment: ["SAP_SHELL": shell, "SAP_SHELL_VERSION": "5"])
        // For zsh a line with a blank comes last.
        return result.output.split(separator: "\n").map(String.init).filter { $0 != " " }
      }
      for (title, project, tag) in [("Buy milk", "home", "shop"), ("Renew: it", "work", "ops")] {
        let added = try await Program.run(
          Program.todos,
          ["add", title, "--project", project, "--tag", tag, "--db", terminals.database])
        #expect(added.exit == 0)
      }
      #expect(try await offered("positional@0", ["todos", "done"]) == ["1", "2"])
      #expect(
        try await offered("positional@0", ["todos", "done"], shell: "zsh")
          == ["1:Buy milk", "2:Renew: it"])
      #expect(
        try await offered("positional@0", ["todos", "done"], shell: "fish")
          == ["1\tBuy milk", "2\tRenew: it"])
      #expect(try await offered("positional@0", ["todos", "undone"]) == [])
      #expect(try await offered("--project", ["todos", "add"]) == ["home", "work"])
      #expect(try await offered("--tag", ["todos", "add"]) == ["ops", "shop"])
      for shell in ["bash", "zsh", "fish"] {
        let script = try await Program.run(
          Program.todos, ["--generate-completion-script", shell])
        #expect(script.exit == 0 && script.output.contains("import"))
        if shell == "bash" {
          let path = terminals.folder + "/completion"
          try Data(script.output.utf8).write(to: URL(fileURLWithPath: path))
          #expect(try await Program.run("bash", ["-n", path]).exit == 0)
          try await beforeCommand(path, terminals.database)
        }
      }
    }
  }

  @Test("the scripts of keys that come along play")
  func keyScripts() async throws {
    let folder = Self.root + "/Assets/keys"
    let names = try FileManager.default.contentsOfDirectory(atPath: folder)
    #expect(names.count >= 2)
    try await Terminals.tell { terminals in
      func keys(_ name: String) throws -> String {
        try String(contentsOfFile: folder + "/" + name, encoding: .utf8)
      }
      let leader = try await terminals.openTodos("--keys", try keys("first-steps"))
      try await leader.shows(
        "☐ Buy oat milk", "☑ Write the failover report")
      let follower = try await terminals.openTodos("--keys", try keys("queueing-follower"))
      try await follower.shows("From a follower, by way of the leader")
      try await leader.shows("☑ From a follower, by way of the leader")
    }
  }
}
