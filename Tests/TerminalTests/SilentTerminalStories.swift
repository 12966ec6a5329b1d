import Foundation
import TestSupport
import Testing

// A terminal that takes no bytes: a line that hangs, a window whose program is stopped. Whoever writes
// to it waits, maybe for ever; nothing else may wait for that.
@Suite("A terminal that takes no bytes")
struct SilentTerminalStories {
  /// Opens the screen, and then nobody looks at it any more.
  private func open(_ terminals: Terminals) async throws -> (Pty, modes: [UInt32]) {
    let pty = try Pty()
    let modes = pty.modes()
    try pty.start(
      [Program.todos, "--db", terminals.database, "--lease", "600"], ["TERM": "xterm"])
    try await pty.shows("This tab is the leader.")
    #expect(pty.modes() != modes, "the screen has modes of its own")
    try await pty.stopTaking()
    // What it writes about this finds no room.
    pty.type("aBuy milk\r")
    return (pty, modes)
  }

  @Test(
    "a signal ends the screen there as well, and puts the terminal back",
    arguments: [
      (SIGTERM, 143), (SIGHUP, 129), (SIGINT, 130), (SIGQUIT, 131), (SIGABRT, 134),
    ])
  func ends(signal: Int32, status: Int) async throws {
    try await Terminals.tell { terminals in
      let (pty, modes) = try await open(terminals)
      pty.signal(signal)
      #expect(await pty.end() == Int32(status))
      #expect(pty.modes() == modes)
      let last = Recording.modes(pty.read())
      #expect(last[1_049] == false && last[25] == true, "on the first screen, the cursor is seen")
      #expect(last[1_000] == false && last[2_004] == false, "no reports, no brackets")
      let listed = try await Program.run(Program.todos, ["list", "--db", terminals.database])
      #expect(listed.exit == 0)
    }
  }

  // The lease is long: nobody would lead within the test's patience if the leader did not say so.
  @Test("a leader on such a terminal goes on leading, and hands over when it is told to end")
  func leads() async throws {
    try await Terminals.tell { terminals in
      let (pty, _) = try await open(terminals)
      let other = try await terminals.openTodos("--lease", "600", "--queue-writes")
      try await other.shows("○ FOLLOWER")
      try await other.type("aBread\r")
      try await other.shows("☐ Bread", "Saved by tab 1")
      pty.signal(SIGHUP)
      try await other.shows("● LEADER", "handed over")
      #expect(await pty.end() == 129)
    }
  }
}
