import Foundation
import TestSupport
import Testing

/// One terminal: what is on it, and somebody's fingers.
struct Terminal {
  let name: String
  let terminals: Terminals

  /// What is on it, without blanks at the ends.
  func screen(options: String...) async throws -> String {
    let result = try await Program.run(
      "tmux",
      ["-L", terminals.socket, "-f", "/dev/null", "capture-pane", "-p", "-t", name] + options)
    return result.output
  }

  /// Types text as it is.
  func type(_ text: String) async throws {
    try await terminals.tmux("send-keys", "-t", name, "-l", text)
  }

  /// Sends bytes, in hexadecimal, as a terminal would that has another idea of text.
  func bytes(_ hexadecimal: String) async throws {
    var arguments = ["send-keys", "-t", name, "-H"]
    arguments += hexadecimal.split(separator: " ").map(String.init)
    try await terminals.tmux(arguments)
  }

  /// Presses keys that have names: `Enter`, `C-z`.
  func press(_ keys: String...) async throws {
    for key in keys { try await terminals.tmux("send-keys", "-t", name, key) }
  }

  func resize(_ columns: Int, _ rows: Int) async throws {
    try await terminals.tmux("resize-window", "-t", name, "-x", "\(columns)", "-y", "\(rows)")
  }

  /// Closes the window, as its button would.
  func close() async throws { try await terminals.tmux("kill-session", "-t", name) }

  /// What tmux knows of it: `#{alternate_on}`.
  func format(_ text: String) async throws -> String {
    try await terminals.tmux("display-message", "-p", "-t", name, text).output
      .trimmingCharacters(in: .newlines)
  }

  /// Waits until all of these stand on it.
  func shows(_ texts: String..., sourceLocation: SourceLocation = #_sourceLocation) async throws {
    try await becomes("showing \(texts)", sourceLocation: sourceLocation) { screen in
      texts.allSatisfy(screen.contains)
    }
  }

  /// Waits until none of these stands on it.
  func hides(_ texts: String..., sourceLocation: SourceLocation = #_sourceLocation) async throws {
    try await becomes("hiding \(texts)", sourceLocation: sourceLocation) { screen in
      !texts.contains(where: screen.contains)
    }
  }

  /// Waits until what is on it is as wanted.
  func becomes(
    _ what: String, sourceLocation: SourceLocation = #_sourceLocation,
    _ isSo: (String) -> Bool
  ) async throws {
    var patience = Patience()
    while true {
      let screen = try await screen()
      if isSo(screen) { return }
      // tmux does not tell of changes.
      guard try await patience.lasts() else {
        Issue.record(
          "not \(what) in \(Patience.limit):\n\(screen)", sourceLocation: sourceLocation)
        throw NeverHappened()
      }
    }
  }

  /// Waits until its program has ended. With which status is not to be had: tmux 3.3 sometimes
  /// forgets to ask for it.
  func ends() async throws {
    var patience = Patience()
    while try await format("#{pane_dead}") != "1" {
      guard try await patience.lasts() else {
        Issue.record("still running:\n\(try await screen())")
        throw NeverHappened()
      }
    }
  }

  struct NeverHappened: Error {}
}
