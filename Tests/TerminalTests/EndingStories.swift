import Foundation
import TestSupport
import Testing

@Suite("The terminal afterwards")
struct EndingStories {
  /// What must be as it was: line discipline, alternate screen, cursor, keypad, mouse.
  private func modes(_ shell: Terminal) async throws -> String {
    try await shell.type("clear; stty -a; echo done$((40+2))\r")
    try await shell.shows("done42")
    let stty = try await shell.screen().split(separator: "\n").filter { !$0.hasPrefix("ready") }
    let flags = try await shell.format(
      "#{alternate_on} #{cursor_flag} #{keypad_flag} #{keypad_cursor_flag} #{wrap_flag} "
        + "#{mouse_any_flag} #{mouse_standard_flag} #{mouse_sgr_flag} #{mouse_utf8_flag}")
    return stty.joined(separator: "\n") + flags
  }

  @Test(
    "every ending leaves the terminal as it was, and tells the shell",
    arguments: [
      (0, 0), (SIGTERM, 143), (SIGINT, 130), (SIGSEGV, 139), (SIGABRT, 134), (SIGBUS, 135),
      (SIGHUP, 129),
    ])
  func endings(signal: Int32, status: Int) async throws {
    try await Terminals.tell { terminals in
      let shell = try await terminals.openShell()
      let before = try await modes(shell)
      let recording = try await shell.record()
      try await shell.type("$T; echo status $?\r")
      try await shell.shows("● LEADER")
      #expect(try await shell.format("#{alternate_on} #{mouse_sgr_flag}") == "1 1")
      try await shell.type("aBuy milk")
      try await shell.shows("Buy milk")
      if signal == 0 {
        try await shell.press("Escape")
        try await shell.hides("Buy milk")
        try await shell.type("q")
      } else {
        try await terminals.signal(signal, tab: 1)
      }
      try await shell.shows("status \(status)\n")
      // Of all modes that were touched only these are left on: the cursor is seen, long lines wrap.
      let bytes = try await recording.contains("status \(status)\r\n")
      let touched = Recording.modes(Array(bytes))
      #expect(Set([7, 25, 1_000, 1_006, 1_049, 2_004]).isSubset(of: touched.keys))
      #expect(touched.filter(\.value).keys.sorted() == shellModes(touched))
      #expect(try await modes(shell) == before)
    }
  }

  /// What the shell sets for itself when it has the terminal again: bracketed paste, maybe.
  private func shellModes(_ touched: [Int: Bool]) -> [Int] {
    touched[2_004] == true ? [7, 25, 2_004] : [7, 25]
  }

  // ^Z in the leader: the other tab leads before the process stops, the shell has its terminal, and
  // `fg` brings back a follower that shows what happened meanwhile.
  @Test("a suspended leader hands over first, and comes back as a follower")
  func suspended() async throws {
    try await Terminals.tell { terminals in
      let shell = try await terminals.openShell()
      let before = try await modes(shell)
      // A lease that nobody would wait for.
      try await shell.type("$T --lease 600\r")
      try await shell.shows("● LEADER")
      let other = try await terminals.openTodos("--lease", "600")
      try await other.shows("○ FOLLOWER")
      try await shell.press("C-z")
      try await shell.shows("Stopped", "ready$")
      try await other.shows("● LEADER", "tab 1 handed over; this tab is now the leader")
      #expect(try await modes(shell) == before)
      try await other.type("aWritten meanwhile\r")
      try await other.shows("Written meanwhile")
      try await shell.type("fg\r")
      try await shell.shows("○ FOLLOWER", "leader tab 2", "Written meanwhile")
      #expect(try await shell.format("#{alternate_on} #{mouse_sgr_flag}") == "1 1")
      try await shell.type("L\r")
      try await shell.shows("● LEADER")
      try await shell.type("x")
      try await other.shows("☑ Written meanwhile", "○ FOLLOWER")
    }
  }

  @Test("a stop from outside hands over as well; continued in the background it stays stopped")
  func stoppedFromOutside() async throws {
    try await Terminals.tell { terminals in
      let shell = try await terminals.openShell()
      try await shell.type("$T --lease 600\r")
      try await shell.shows("● LEADER")
      let other = try await terminals.openTodos("--lease", "600")
      try await terminals.signal(SIGTSTP, tab: 1)
      try await shell.shows("Stopped", "ready$")
      try await other.shows("● LEADER")
      let pid = try #require(await terminals.tabs()[1])
      try await shell.type("clear; bg; echo done$((40+2))\r")
      try await shell.shows("done42")
      try await shell.becomes("stopped") { _ in Terminals.isStopped(pid) }
      try await shell.type("fg\r")
      try await shell.shows("○ FOLLOWER", "leader tab 2")
    }
  }

  @Test("a coordination file that is cut short costs nobody the screen, and nothing is lost")
  func cutShort() async throws {
    try await Terminals.tell { terminals in
      let ann = try await terminals.openTodos("--lease", "1.2")
      try await ann.shows("● LEADER")
      let ben = try await terminals.openTodos("--lease", "1.2", "--queue-writes")
      try await ben.shows("○ FOLLOWER")
      let path = terminals.database + "-pen"
      try #require(unsafe truncate(path, 0) == 0)
      try await ben.type("aBuy milk\r")
      // Whoever of them leads then has saved it.
      for tab in [ben, ann] { try await tab.shows("☐ Buy milk") }
    }
  }

  @Test(
    "a file of SQLite's that is cut short ends the screen with a sentence, on a terminal as it was")
  func cutShortForGood() async throws {
    try await Terminals.tell { terminals in
      let shell = try await terminals.openShell()
      try await shell.type("$T; echo status $?\r")
      try await shell.shows("● LEADER")
      let path = terminals.database + "-shm"
      try #require(unsafe truncate(path, 0) == 0)
      try await shell.type("aBuy milk\r")
      try await shell.shows("was cut short by another program", "start again", "status 74")
      #expect(try await shell.format("#{alternate_on}") == "0")
    }
  }

  @Test("where no shell waits, suspending is refused with the reason")
  func noShell() async throws {
    try await Terminals.tell { terminals in
      let terminal = try await terminals.open([Program.todos, "--db", terminals.database])
      try await terminal.shows("This tab is the leader.")
      try await terminal.press("C-z")
      try await terminal.shows("Not suspended: no shell waits behind this terminal.", "● LEADER")
      try await terminal.type("q")
      try await terminal.ends()
    }
  }

  @Test("without a terminal that can show a screen, the refusal names the command that works")
  func noScreen() async throws {
    try await Terminals.tell { terminals in
      let piped = try await Program.run(Program.todos, ["--db", terminals.database])
      #expect(piped.exit == 69)
      #expect(piped.output == "")
      #expect(piped.errors.contains("todos list"))
      let dumb = try await terminals.open(
        ["sh", "-c", #"TERM=dumb "$@"; echo status $?; cat"#, "sh", Program.todos, "--db"]
          + [terminals.database])
      try await dumb.shows("todos list", "status 69")
    }
  }

  @Test("a file that is no database is refused with a sentence, on the terminal as it was")
  func noDatabase() async throws {
    try await Terminals.tell { terminals in
      try Data(repeating: 0x41, count: 4_096).write(to: URL(fileURLWithPath: terminals.database))
      let terminal = try await terminals.open(
        ["sh", "-c", #""$@"; echo status $?; cat"#, "sh", Program.todos, "--db"]
          + [terminals.database])
      try await terminal.shows("no usable database", "status 65")
      #expect(try await terminal.format("#{alternate_on}") == "0")
    }
  }
}
