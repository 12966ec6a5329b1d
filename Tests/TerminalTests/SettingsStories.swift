import Foundation
import TestSupport
import Testing

@Suite("Settings and themes")
struct SettingsStories {
  private func write(_ text: String, _ terminals: Terminals) throws -> [String: String] {
    let folder = terminals.folder + "/todos"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    try Data(text.utf8).write(to: URL(fileURLWithPath: folder + "/config"))
    return ["XDG_CONFIG_HOME": terminals.folder]
  }

  @Test("a file of settings gives the screen its keys and signs; options come before it")
  func file() async throws {
    try await Terminals.tell { terminals in
      let environment = try write("ascii = yes\nmouse = no\nkey.add = i\n", terminals)
      let tab = try await terminals.openTodos(environment: environment, showing: "i add")
      try await tab.shows("LEADER")
      #expect(try await tab.format("#{mouse_standard_flag}") == "0")
      try await tab.type("iBuy milk\r")
      try await tab.shows("> [ ] Buy milk")
      let other = try await terminals.openTodos(
        "--mouse", environment: environment, showing: "Buy milk")
      #expect(try await other.format("#{mouse_standard_flag}") == "1")
      let without = try await terminals.openTodos(
        "--config", "/dev/null", environment: environment, showing: "a add")
      try await without.shows("☐ Buy milk")
    }
  }

  @Test("mistakes are told with file and line before anything happens to the terminal")
  func mistakes() async throws {
    try await Terminals.tell { terminals in
      let environment = try write("# mine\nthem = dark\nmouse = perhaps\n", terminals)
      let result = try await Program.run(
        Program.todos, ["--db", terminals.database], environment: environment)
      #expect(result.exit == 65)
      #expect(result.output == "")
      #expect(
        result.errors.contains("/todos/config:2: there is no setting 'them' (did you mean theme?)"))
      #expect(result.errors.contains("/todos/config:3: mouse is yes or no, not 'perhaps'."))
      #expect(
        result.errors.split(separator: "\n").count == 2 && !result.errors.contains("\u{FFFD}"),
        "a line each: \(result.errors)")
      let doctor = try await Program.run(
        Program.todos, ["doctor", "--db", terminals.database], environment: environment)
      #expect(doctor.exit == 65)
      #expect(doctor.output.contains("config:2: there is no setting 'them' (did you mean theme?)"))
      #expect(doctor.output.contains("mend the file, or go without: todos --config /dev/null"))
      let added = try await Program.run(
        Program.todos, ["add", "Tea", "--db", terminals.database], environment: environment)
      #expect(added.exit == 0, "commands have no settings: \(added.errors)")
      let missing = try await Program.run(
        Program.todos, ["--config", terminals.folder + "/none", "--db", terminals.database])
      #expect(missing.exit == 66)
      let theme = try await Program.run(
        Program.todos, ["--theme", "drak", "--db", terminals.database])
      #expect(theme.exit == 64)
      #expect(theme.errors.contains("Did you mean dark?"))
    }
  }

  private func open(
    _ terminals: Terminals, _ options: [String], _ variables: String
  ) async throws -> String {
    let tab = try await terminals.open(
      [
        "sh", "-c", #"exec env \#(variables) "$@""#, "sh", Program.todos, "--db",
        terminals.database,
      ]
        + options)
    try await tab.shows("live")
    return try await tab.screen(options: "-e")
  }

  @Test("a theme has 256 colours, eight of them where there are no more, and none if so wished")
  func themes() async throws {
    try await Terminals.tell { terminals in
      let many = try await open(terminals, ["--theme", "dark"], "TERM=tmux-256color")
      #expect(many.contains("38;5;114"), "the leader's green, or the nearest")
      #expect(!many.contains("38;2;"))
      let few = try await open(terminals, ["--theme", "dark"], "TERM=screen")
      #expect(few.contains(/\u{1b}\[[0-9;]*3[0-7]m/) && !few.contains("38;5;"))
      let asked = try await open(terminals, ["--theme", "dark"], "TERM=tmux-256color NO_COLOR=1")
      #expect(asked.contains("38;5;"), "who names a theme wants its colours")
      let none = try await open(terminals, [], "TERM=tmux-256color NO_COLOR=1")
      #expect(!none.contains(/\u{1b}\[[0-9;]*[34][0-8][;m]/))
    }
  }

  @Test("colours are told by their parts where terminal and description can")
  func direct() async throws {
    try await Terminals.tell { terminals in
      let source = terminals.folder + "/direct.src"
      let colour = #"%p1%{65536}%/%d;%p1%{256}%/%{255}%&%d;%p1%{255}%&%d%;m"#
      try Data(
        ("tmux-direct|for a test of todos,\n\tRGB, colors#0x1000000, pairs#0x10000,\n"
          + #"\#tsetab=\E[%?%p1%{8}%<%t4%p1%d%e48;2;"# + colour + ",\n"
          + #"\#tsetaf=\E[%?%p1%{8}%<%t3%p1%d%e38;2;"# + colour + ",\n"
          + "\tuse=tmux-256color,\n").utf8
      ).write(to: URL(fileURLWithPath: source))
      let compiled = try await Program.run("tic", ["-x", "-o", terminals.folder, source])
      #expect(compiled.exit == 0, "\(compiled.errors)")
      let variables = "TERM=tmux-256color TERMINFO=\(terminals.folder)"
      let exact = try await open(
        terminals, ["--theme", "dark"], variables + " COLORTERM=truecolor")
      #expect(exact.contains("38;2;135;215;135"))
      let near = try await open(terminals, ["--theme", "dark"], variables)
      #expect(near.contains("38;5;114") && !near.contains("38;2;"))
    }
  }

  @Test("--accessible says states in words and draws no lines")
  func accessible() async throws {
    try await Terminals.tell { terminals in
      let tab = try await terminals.openTodos(
        "--accessible", "--keys", "aBuy milk<Enter>aTea<Enter>x", showing: "> done")
      let screen = try await tab.screen()
      #expect(screen.contains("  open Buy milk"))
      #expect(!screen.contains(where: "─☐☑●▸".contains))
      try await tab.becomes("3", format: "#{cursor_x}")
      try await tab.becomes("4", format: "#{cursor_y}")
    }
  }
}
