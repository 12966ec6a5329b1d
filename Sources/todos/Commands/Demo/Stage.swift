import CommandLineKit
import Foundation
import Penholder

/// Several terminals with the same list, in one window of the demo's tmux.
struct Stage {
  let tmux: Tmux
  let database: String
  /// The terminals, from left to right, by tmux's names for them.
  let panes: [String]

  /// For how many seconds a silent leader is believed: long enough to look at it.
  static let lease = 3.0
  private static let patience = Duration.seconds(20)

  /// A stage that is there.
  init(tmux: Tmux, database: String, panes: [String]) {
    (self.tmux, self.database, self.panes) = (tmux, database, panes)
  }

  /// Opens as many terminals, one after another: the first one leads.
  ///
  /// The program is not tmux's own child: tmux continues such a one when it is stopped. When it has
  /// ended, its terminal is put in order, and Enter starts it again.
  init(_ tmux: Tmux, database: String, tabs: Int, columns: Int, rows: Int) throws {
    (self.tmux, self.database) = (tmux, database)
    let again = """
      while :; do
        "$@"; code=$?
        stty sane
        printf '\\033[?1049l\\033[?2004l\\033[?1000l\\033[?1002l\\033[?1006l\\033[0m\\033[?25h\\033[H\\033[2J'
        echo "todos has ended here (exit code $code)."
        echo "Enter opens it again, Ctrl-C closes this terminal."
        read -r line || exit
      done
      """
    let command =
      ["sh", "-c", again, "sh", try Program.own(), "--db", database, "--lease", "\(Self.lease)"]
    var panes: [String] = []
    for number in 1...tabs {
      let place =
        number == 1
        ? ["new-session", "-d", "-s", "demo", "-x", "\(columns)", "-y", "\(rows)"]
        : ["split-window", "-h", "-t", panes[number - 2]]
      panes.append(try tmux.ask(place + ["-P", "-F", "#{pane_id}"] + command))
      if number == 1 { try Self.dress(tmux) }
      try tmux.ask("select-pane", "-t", panes[number - 1], "-T", "terminal \(number)")
      try tmux.ask(
        "select-layout", "-t", panes[0], columns / tabs >= 38 ? "even-horizontal" : "tiled")
      let count = number
      try Self.wait(for: "terminal \(number) to open") {
        let status = try MultiTabDatabase.status(at: database)
        return status.tabs.count == count && status.leader != nil
      }
    }
    self.panes = panes
    try tmux.ask("select-pane", "-t", panes[0])
  }

  private static func dress(_ tmux: Tmux) throws {
    for words in [
      ["set-option", "-g", "prefix", "None"], ["set-option", "-g", "mouse", "on"],
      ["set-option", "-g", "escape-time", "0"], ["set-option", "-g", "status", "off"],
      ["set-option", "-g", "focus-events", "off"],
      ["set-option", "-g", "pane-border-status", "top"],
      ["set-option", "-g", "pane-border-format", " #{pane_title} "],
      ["bind-key", "-n", "C-o", "select-pane", "-t", ":.+"],
      ["bind-key", "-n", "C-q", "kill-session"],
    ] { try tmux.ask(words) }
  }

  /// A line at the bottom that says how to get around.
  func hint(_ text: String) throws {
    for words in [
      ["set-option", "-g", "status", "on"], ["set-option", "-g", "status-left-length", "200"],
      ["set-option", "-g", "status-left", " \(text) "], ["set-option", "-g", "status-right", ""],
      ["set-option", "-g", "window-status-format", ""],
      ["set-option", "-g", "window-status-current-format", ""],
    ] { try tmux.ask(words) }
  }

  private static func wait(for what: String, _ isSo: () throws -> Bool) throws {
    let end = ContinuousClock.now + patience
    while try !isSo() {
      guard ContinuousClock.now < end else {
        throw Failure("The demo waited for \(what), in vain. Try again.", exit: EX_UNAVAILABLE)
      }
      // Neither tmux nor a file tells of such changes.
      usleep(20_000)
    }
  }

  // MARK: Who is where

  /// The process of the todo app in a terminal, if it runs.
  func process(in pane: String) throws -> Int32? {
    let shell = try tmux.ask("display-message", "-p", "-t", pane, "#{pane_pid}")
    return try MultiTabDatabase.status(at: database).tabs.first {
      Self.parent(of: $0.pid).map { String($0) } == shell
    }?.pid
  }

  /// The place of the terminal whose tab leads.
  func leader() throws -> Int? {
    let status = try MultiTabDatabase.status(at: database)
    guard let leader = status.leader, let shell = Self.parent(of: leader.pid) else { return nil }
    let name = try tmux.ask("list-panes", "-F", "#{pane_pid} #{pane_id}", "-t", panes[0])
      .split(separator: "\n").first { $0.hasPrefix("\(shell) ") }?.split(separator: " ").last
    return name.flatMap { panes.firstIndex(of: String($0)) }
  }

  private static func parent(of pid: Int32) -> Int32? {
    // One that is gone has none.
    let text = try? String(contentsOfFile: "/proc/\(pid)/stat", encoding: .utf8)
    let words = text?.split(separator: ")").last?.split(separator: " ")
    return words.flatMap { $0.count > 1 ? Int32($0[1]) : nil }
  }
}
