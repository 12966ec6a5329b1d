import Foundation
import TestSupport
import Testing

@Suite("The screen")
struct ScreenStories {
  @Test("any size shows what fits, and the way back shows everything again")
  func sizes() async throws {
    try await Terminals.tell { terminals in
      let tab = try await terminals.openTodos(
        "--keys", "aRenew the certificate<Enter>aBuy milk<Enter>", columns: 100, rows: 30)
      try await tab.shows("☐ Renew the certificate", "☐ Buy milk", "── #2  created", "a add")
      // The measurements go on.
      func lines(_ screen: String) -> [Substring] {
        screen.split(separator: "\n").filter { !$0.contains("notify p50") }
      }
      let whole = lines(try await tab.screen())
      try await tab.resize(40, 10)
      try await tab.becomes("narrow") {
        $0.hasPrefix("● LEADER  tab 1 of 1              2 todo\n")
          && $0.contains("Renew the certificate") && $0.contains("a add")
      }
      try await tab.resize(20, 5)
      try await tab.becomes("tiny") {
        $0.hasPrefix("L 1/1 2 q0\n") && $0.contains("☐ Renew the cert")
      }
      try await tab.resize(1, 1)
      try await tab.becomes("a badge") { $0 == "L\n" }
      try await tab.resize(1, 3)
      try await tab.becomes("a column") { $0.hasPrefix("L\n") }
      try await tab.resize(100, 30)
      try await tab.becomes("whole again") { lines($0) == whole }
    }
  }

  @Test("wide and combining characters stay one glyph, whatever comes behind them stays in line")
  func wide() async throws {
    try await Terminals.tell { terminals in
      let tab = try await terminals.openTodos("--keys", "a買牛奶 café e\u{301}te\u{301} 🧀|<Enter>")
      try await tab.shows("☐ 買牛奶 café e\u{301}te\u{301} 🧀|")
      try await tab.press("e")
      // Two glyphs back, and one away: the cheese, both of its columns.
      try await tab.press("Left", "BSpace")
      try await tab.shows("e\u{301}te\u{301} |")
      try await tab.press("C-a", "Right", "Right", "BSpace", "Enter")
      try await tab.shows("☐ 買奶 café e\u{301}te\u{301} |")
    }
  }

  @Test("bytes that are no UTF-8 are shown, lose nothing around them, and keys go on working")
  func badBytes() async throws {
    try await Terminals.tell { terminals in
      let tab = try await terminals.openTodos("--keys", "a")
      // Typed, then pasted in brackets: caf\xe9 x, and a letter cut short at the paste's end.
      try await tab.bytes("63 61 66 e9 20 78")
      try await tab.shows("caf\u{FFFD} x")
      try await tab.bytes("1b 5b 32 30 30 7e 79 ff c2 1b 5b 32 30 31 7e")
      try await tab.shows("caf\u{FFFD} xy\u{FFFD}\u{FFFD}")
      try await tab.press("Enter", "Escape")
      try await tab.shows("☐ caf\u{FFFD} xy\u{FFFD}\u{FFFD}", "All 1")
    }
  }

  @Test("NO_COLOR, --no-color and a terminal's colours")
  func colours() async throws {
    try await Terminals.tell { terminals in
      func colours(_ tab: Terminal) async throws -> Bool {
        try await tab.screen(options: "-e").contains(/\u{1b}\[[0-9;]*3[0-7]m/)
      }
      let plain = try await terminals.openTodos(environment: ["NO_COLOR": "1"], showing: "LEADER")
      #expect(try await !colours(plain))
      let asked = try await terminals.openTodos("--no-color", showing: "FOLLOWER")
      #expect(try await !colours(asked))
      let coloured = try await terminals.openTodos(
        environment: ["NO_COLOR": ""], showing: "FOLLOWER")
      #expect(try await colours(coloured))
    }
  }

  @Test("--ascii, and a locale that is not UTF-8, get ASCII alone")
  func ascii() async throws {
    try await Terminals.tell { terminals in
      let script = "aBuy mílk<Enter>x"
      let asked = try await terminals.openTodos("--ascii", "--keys", script, showing: "[x]")
      let screen = try await asked.screen()
      #expect(screen.utf8.allSatisfy { $0 < 0x80 }, "\(screen)")
      #expect(screen.contains("LEADER"))
      let latin = try await terminals.openTodos(environment: ["LC_ALL": "C"], showing: "[x]")
      let other = try await latin.screen()
      #expect(other.utf8.allSatisfy { $0 < 0x80 }, "\(other)")
    }
  }

  // Whoever starts it goes on typing: a tab that is alone leads a moment later.
  @Test("what is typed before the screen is there is not lost")
  func typedAhead() async throws {
    try await Terminals.tell { terminals in
      let shell = try await terminals.openShell()
      try await shell.type("$T\raBuy milk\rq")
      try await shell.becomes("back in the shell") {
        $0.components(separatedBy: "ready$").count == 3
      }
      try await shell.type("$T list\r")
      try await shell.shows("Buy milk")
    }
  }

  @Test("pasted lines, a burst of keys and a long title arrive whole")
  func bursts() async throws {
    try await Terminals.tell { terminals in
      let tab = try await terminals.openTodos(showing: "LEADER")
      let titles = (1...40).map { "todo number \($0)" }
      try await tab.type(titles.map { "a\($0)\r" }.joined())
      try await tab.shows("All 40", "todo number 40")
      // What is shown is not yet saved; who quits waits for that.
      try await tab.type("q")
      try await tab.shows("status 0")
      let listed = try await Program.run(
        Program.todos, ["list", "--json", "--db", terminals.database])
      let json = try JSONSerialization.jsonObject(with: Data(listed.output.utf8))
      #expect((json as? [[String: Any]])?.compactMap { $0["title"] as? String } == titles)
    }
  }
}
