import Foundation
import TestSupport
import Testing

@Suite("The demo")
struct DemoStories {
  /// Opens a terminal large enough, with a temporary folder of the story's own.
  private func open(_ terminals: Terminals, _ options: String...) async throws -> Terminal {
    try await terminals.open(
      ["sh", "-c", #""$@"; echo "status $?"; cat"#, "sh", Program.todos, "demo"] + options,
      columns: 130, rows: 34, environment: ["TMPDIR": terminals.folder, "TERM": "screen"])
  }

  private func leftovers(_ terminals: Terminals) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: terminals.folder)
      .filter { $0.hasPrefix("todos-demo") }
  }

  // Somebody runs the tour inside of tmux. It goes through all of its steps by itself, each waiting
  // for what it shows: a blocked key, a queued change, kill -9 under load, a stopped leader.
  @Test("the tour shows all that it announces, and leaves nothing behind")
  func tour() async throws {
    try await Terminals.tell { terminals in
      let terminal = try await open(terminals, "--tour", "--fast")
      for step in 2...10 {
        try await terminal.becomes("at step \(step)") { screen in
          screen.firstMatch(of: #/(\d+)/10 /#).flatMap { Int($0.1) }.map { $0 >= step }
            ?? screen.contains("status ")
        }
      }
      try await terminal.becomes("at its end") {
        $0.contains("The end") || $0.contains("status ")
      }
      try await terminal.type("b")
      try await terminal.shows("What all of this cost", "paused")
      try await terminal.type("nq")
      try await terminal.shows("status ")
      let screen = try await terminal.screen()
      #expect(screen.contains("status 0") && !screen.contains("todos:"), "\(screen)")
      #expect(try leftovers(terminals) == [])
    }
  }

  @Test("who presents steps, goes back, and lets it go on")
  func presenter() async throws {
    try await Terminals.tell { terminals in
      let terminal = try await open(terminals, "--tour", "--paused")
      try await terminal.shows("One list in several terminals", "1/10", "paused", "space go on")
      try await terminal.type("n")
      try await terminal.shows("The leader writes, all see it", "2/10", "paused")
      try await terminal.type("b")
      try await terminal.shows("1/10", "paused")
      try await terminal.press("Right")
      try await terminal.shows("2/10")
      try await terminal.type(" ")
      try await terminal.hides("paused")
      try await terminal.type("q")
      try await terminal.shows("status 0")
      #expect(try leftovers(terminals) == [])
    }
  }

  @Test("without the tour there are as many terminals as asked for, until Ctrl-Q")
  func plain() async throws {
    try await Terminals.tell { terminals in
      let terminal = try await open(terminals, "--tabs", "2")
      try await terminal.shows("● LEADER", "○ FOLLOWER", "terminal 2", "Ctrl-Q")
      try await terminal.type("aBuy milk\r")
      try await terminal.becomes("in both") {
        $0.split(separator: "\n").contains { $0.components(separatedBy: "Buy milk").count == 3 }
      }
      // Ended, its terminal offers to open it again.
      try await terminal.type("q")
      try await terminal.shows("todos has ended here (exit code 0).")
      try await terminal.press("Enter")
      try await terminal.becomes("open again") {
        $0.contains("● LEADER") && $0.contains("○ FOLLOWER")
      }
      try await terminal.press("C-q")
      try await terminal.shows("status 0")
      #expect(try leftovers(terminals) == [])
    }
  }

  @Test("where it cannot be shown, a sentence says why")
  func refusals() async throws {
    try await Terminals.tell { terminals in
      let piped = try await Program.run(Program.todos, ["demo"])
      #expect(piped.exit == 69 && piped.errors.contains("needs a terminal"))
      let without = try await Program.run(
        Program.todos, ["demo"], environment: ["PATH": terminals.folder])
      #expect(without.exit == 69 && without.errors.contains("needs tmux, which is not installed"))
      let small = try await terminals.open(
        ["sh", "-c", #""$@"; echo "status $?"; cat"#, "sh", Program.todos, "demo"],
        columns: 60, rows: 20)
      try await small.shows("The demo needs 80 columns", "status 69")
      #expect(try await Program.run(Program.todos, ["demo", "--tabs", "0"]).exit == 64)
    }
  }
}
