import Foundation
import TestSupport
import Testing

@Suite("What is written to the terminal")
struct OutputStories {
  private func list(_ terminals: Terminals, _ count: Int) async throws {
    let lines = (1...count).map { "todo number \($0) with a title of some length" }
    let added = try await Program.run(
      Program.todos, ["add", "-", "--db", terminals.database],
      input: lines.joined(separator: "\n") + "\n")
    #expect(added.exit == 0)
  }

  @Test("a cursor move writes at most 320 bytes, with every theme")
  func moves() async throws {
    try await Terminals.tell { terminals in
      try await list(terminals, 60)
      for theme in ["terminal", "dark", "contrast", "mono"] {
        let tab = try await terminals.openTodos(
          "--theme", theme, columns: 100, rows: 30, showing: "All 60")
        try await tab.shows("todo number 20 ")
        let recording = try await tab.record()
        let before = try recording.bytes().count
        let moves = 12
        for number in 2...(moves + 1) {
          try await tab.press("j")
          try await tab.becomes("at \(number)") {
            $0.contains("▸ ☐ todo number \(number) ")
          }
        }
        let bytes = try await recording.contains("todo number \(moves + 1) ").count - before
        print("bytes a move, \(theme): \(bytes / moves)")
        #expect(bytes / moves <= 320, "\(theme)")
        try await tab.close()
      }
    }
  }

  @Test("scrolling writes at most 320 bytes a row, and leaves what writing everything anew would")
  func scrolling() async throws {
    try await Terminals.tell { terminals in
      let titles = (1...90).map { "買牛奶 \($0) 👨‍👩‍👧 שלום e\u{301} with a title" }
      let added = try await Program.run(
        Program.todos, ["add", "-", "--db", terminals.database],
        input: titles.joined(separator: "\n") + "\n")
      #expect(added.exit == 0)
      let tab = try await terminals.openTodos(columns: 100, rows: 30, showing: "All 90")
      try await tab.shows("LEADER", "買牛奶 1 ")
      func at(_ number: Int) async throws {
        try await tab.becomes("at \(number)") { $0.contains("▸ ☐ 買牛奶 \(number) ") }
      }
      func isRight(_ place: String) async throws {
        let screen = try await tab.screen()
        try await tab.press("C-l")
        // A key behind it that shows: what stands there was written anew by then.
        try await tab.type("M")
        try await tab.shows("Measurements")
        try await tab.press("Escape")
        try await tab.becomes("the same, \(place)") { $0 == screen }
      }
      for number in 2...24 {
        try await tab.press("j")
        try await at(number)
      }
      let recording = try await tab.record()
      let before = try recording.bytes().count
      for number in 25...36 {
        try await tab.press("j")
        try await at(number)
      }
      let bytes = try await recording.contains("買牛奶 36 ").count - before
      print("bytes a scrolled row: \(bytes / 12)")
      #expect(bytes / 12 <= 320)
      try await isRight("below")
      try await tab.press("C-d", "k", "k")
      try await tab.press("C-u", "C-u", "PgDn", "k")
      try await at(43)
      try await isRight("in between")
      try await tab.press("g")
      try await at(1)
      try await isRight("above")
      try await tab.press("G")
      try await at(90)
      try await isRight("at the end")
    }
  }

  // Another terminal reads the same bytes and gives the wide glyphs one column. Their rows look odd
  // there; all others must be what they are here.
  @Test("a glyph that the terminal counts otherwise damages no row but its own")
  func disagreement() async throws {
    try await Terminals.tell { terminals in
      // Twelve columns each, so that a change of the number behind ends where the next one begins:
      // there ncurses would go on from a column that is another one in the other terminal.
      let titles = (10...69).map { $0 % 2 == 0 ? "買牛奶奶奶奶 \($0)" : "twelve chars \($0)" }
      let added = try await Program.run(
        Program.todos, ["add", "-", "--db", terminals.database],
        input: titles.joined(separator: "\n") + "\n")
      #expect(added.exit == 0)
      let shell = try await terminals.openShell()
      let recording = try await shell.record()
      try await shell.type("exec $T\r")
      try await shell.shows("LEADER", "twelve chars 13")
      // Through the list, edited, marked as done, scrolled, and a page over it opened and closed.
      try await shell.press("j", "x", "j", "e", "C-a", "Right", "Right", "BSpace")
      try await shell.shows("買奶奶奶奶")
      try await shell.press("Enter", "PgDn")
      try await shell.shows("twelve chars 19")
      try await shell.press("PgDn")
      try await shell.shows("twelve chars 27")
      try await shell.press("x", "C-d", "k", "PgDn", "M")
      try await shell.shows("Measurements")
      try await shell.press("Escape")
      try await shell.hides("Measurements")
      try await shell.type("y")
      try await shell.shows("Sent the title of #")
      let here = try await shell.screen().split(separator: "\n", omittingEmptySubsequences: false)
      let bytes = try await recording.contains("clipboard.")
      // What came before the screen is the shell's, and has no rows of ours.
      let start =
        bytes.indices.first { bytes[$0...].starts(with: Array("\u{1b}[?1049h".utf8)) } ?? 0
      var other = OtherTerminal(columns: 100, rows: 16)
      other.take(Array(bytes[start...]))
      #expect(other.unknown.isEmpty)
      var alike = 0
      for (row, line) in other.lines.enumerated() {
        // The measurements change by themselves between one look and the other.
        if here[row].contains("奶") || here[row].contains("notify") { continue }
        #expect(line == here[row], "row \(row)")
        alike += 1
      }
      #expect(alike >= 10)
      #expect(other.lines.contains { $0.contains("奶") })
    }
  }

  // Keys without meaning, sequences that nobody knows, the terminal's own remarks: then one move, so
  // that there is an end to wait for. All together wrote no more than the move.
  @Test("what changes nothing on the screen writes nothing")
  func idle() async throws {
    try await Terminals.tell { terminals in
      try await list(terminals, 5)
      let tab = try await terminals.openTodos(columns: 100, rows: 30, showing: "All 5")
      try await tab.shows("todo number 1 ", "LEADER")
      let recording = try await tab.record()
      try await tab.press("F12", "Z", "F12", "k", "g")
      try await tab.bytes("1b 5b 49 1b 5b 4f 1b 5b 33 38 3b 35 3b 31 7a 1b 5d 30 3b 78 07")
      try await tab.press("j")
      try await tab.becomes("moved") { $0.contains("▸ ☐ todo number 2 ") }
      let bytes = try await recording.contains("todo number 2 ")
      #expect(bytes.count <= 320)
    }
  }

  @Test("a sequence that nobody knows types nothing into a title")
  func swallowed() async throws {
    try await Terminals.tell { terminals in
      let tab = try await terminals.openTodos("--keys", "a", showing: "a new todo")
      try await tab.type("x")
      try await tab.bytes(
        "1b 5b 33 38 3b 35 3b 31 3b 32 7a 1b 5b 49 1b 5d 31 31 3b 72 67 62 07 1b 5b 3c 33 35 3b 31 3b 31 4d"
      )
      try await tab.type("y\r")
      try await tab.shows("☐ xy\n")
    }
  }

  @Test("the mouse is told to the app, and is not with --no-mouse")
  func mouse() async throws {
    try await Terminals.tell { terminals in
      try await list(terminals, 20)
      let modes = "#{mouse_standard_flag}#{mouse_sgr_flag}"
      let tab = try await terminals.openTodos(showing: "All 20")
      #expect(try await tab.format(modes) == "11")
      try await tab.shows("todo number 5 ")
      // A click in row 8, column 20, and the button let go.
      try await tab.bytes("1b 5b 3c 30 3b 32 30 3b 38 4d 1b 5b 3c 30 3b 32 30 3b 38 6d")
      try await tab.shows("▸ ☐ todo number 5 ")
      try await tab.hides("todo number 12 ")
      try await tab.bytes("1b 5b 3c 36 35 3b 31 3b 31 4d")
      try await tab.shows("▸ ☐ todo number 5 ", "todo number 12 ")
      let without = try await terminals.openTodos("--no-mouse", showing: "All 20")
      #expect(try await without.format(modes) == "00")
    }
  }

  @Test("y puts the title on the clipboard of the terminal")
  func copy() async throws {
    try await Terminals.tell { terminals in
      let tab = try await terminals.openTodos(
        "--keys", "aBuy 牛奶 🧀<Enter>", showing: "☐ Buy")
      try await terminals.tmux("set-option", "-g", "set-clipboard", "on")
      try await tab.type("y")
      try await tab.shows("Sent the title of #1 to the terminal's clipboard.")
      var patience = Patience()
      while try await terminals.tmux("show-buffer").output != "Buy 牛奶 🧀" {
        try #require(try await patience.lasts(), "nothing in tmux's buffer")
      }
    }
  }

  @Test("^L repairs what somebody else wrote over the screen")
  func redraw() async throws {
    try await Terminals.tell { terminals in
      let tab = try await terminals.openTodos(
        "--keys", "aBuy milk<Enter>", showing: "── #1  created")
      try await tab.shows("☐ Buy milk", "a add")
      // A key takes away what was said, and so would the one below.
      try await tab.press("C-l")
      try await tab.hides("This tab is the leader.")
      // The measurements go on.
      func lines(_ screen: String) -> [Substring] {
        screen.split(separator: "\n").filter { !$0.contains("notify p50") }
      }
      let whole = lines(try await tab.screen())
      let tty = try await tab.format("#{pane_tty}")
      let scribbled = try await Program.run(
        "sh", ["-c", #"printf '\033[2;3Hscribble\033[5;1Hscribble' > "$1""#, "sh", tty])
      #expect(scribbled.exit == 0)
      try await tab.shows("scribble")
      try await tab.press("C-l")
      try await tab.becomes("as it was") { lines($0) == whole }
    }
  }

  // The app writes these and counts these columns; the terminal has to agree, or a line breaks up.
  @Test(
    "glyphs take the columns in the terminal that the app counts",
    arguments: [
      ("漢", 2), ("👨", 2), ("e\u{301}", 1), ("\u{5e9}\u{5b8}", 1), ("❤", 1), ("한", 2), ("☐", 1),
      ("▸", 1),
      ("⇡", 1), ("●", 1), ("…", 1), ("ｱ", 1), ("１", 2), ("🧀", 2), ("\u{25cc}\u{301}", 1), ("␛", 1),
      ("\u{fffd}", 1), ("क", 1), ("№", 1),
    ])
  func widths(glyph: String, columns: Int) async throws {
    try await Terminals.tell { terminals in
      let terminal = try await terminals.open(
        ["sh", "-c", #"printf '%s' "$1"; cat"#, "sh", "|" + glyph])
      try await terminal.shows("|")
      try await terminal.becomes("\(columns + 1)", format: "#{cursor_x}")
    }
  }
}
