import CommandLineKit
import Foundation
import Screen

/// A tmux server of the demo's own, by its socket; the user's own one does not notice.
struct Tmux {
  /// Where its socket and its outputs are.
  let folder: String

  var socket: String { folder + "/tmux" }

  /// Inside of another tmux this one is none of its business.
  private var environment: [String: String] {
    var variables = ProcessInfo.processInfo.environment
    for name in ["TMUX", "TMUX_PANE", "TODOS_DB"] { variables[name] = nil }
    return variables
  }

  private func words(_ arguments: [String]) -> [String] {
    ["tmux", "-u", "-S", socket, "-f", "/dev/null"] + arguments
  }

  /// Has the server do something; its answer without the last line break.
  @discardableResult
  func ask(_ arguments: String...) throws -> String { try ask(arguments) }

  /// The same.
  @discardableResult
  func ask(_ arguments: [String]) throws -> String {
    let file = folder + "/answer-\(getpid())"
    let result = try Program.run(words(arguments), environment: environment, outputFile: file)
    let text = result.output.hasSuffix("\n") ? String(result.output.dropLast()) : result.output
    guard result.exit == 0 else {
      throw Failure("tmux does not do what it should: \(text).", exit: EX_UNAVAILABLE)
    }
    return text
  }

  /// Shows its session on this terminal until that has ended.
  func attach() throws {
    let exit = try Program.show(words(["attach-session"]), environment: environment)
    // A server that was ended, by a signal perhaps, has shown all there was.
    if exit != 0, (try? ask("has-session")) != nil {
      throw Failure("tmux could not show the demo (exit code \(exit)).", exit: EX_UNAVAILABLE)
    }
  }

  /// Closes its window: what runs there is hung up, who is attached leaves.
  func close() {
    // One that is gone is what is wanted.
    _ = try? ask("kill-session")
  }

  /// Ends it, with everything that runs in it.
  func end() {
    // As above.
    _ = try? ask("kill-server")
  }

  /// What is on a pane, without blanks at the ends of the lines.
  func screen(_ pane: String) throws -> String { try ask("capture-pane", "-p", "-t", pane) }

  /// Presses a key.
  func press(_ key: Key, in pane: String) throws {
    switch key {
    // A semicolon at the end of an argument would separate two commands.
    case .character(";"): try ask("send-keys", "-t", pane, "-l", "\\;")
    case .character(let character): try ask("send-keys", "-t", pane, "-l", String(character))
    case .control(let character): try ask("send-keys", "-t", pane, "C-\(character)")
    case .alt(let character): try ask("send-keys", "-t", pane, "M-\(character)")
    case .named(let name): try ask("send-keys", "-t", pane, Self.name(name))
    case .chord(let modifiers, let name):
      try ask("send-keys", "-t", pane, Self.prefix(modifiers) + Self.name(name))
    case .mouse(let mouse): try ask("send-keys", "-t", pane, "-l", Self.report(mouse))
    case .paste(let text): try ask("send-keys", "-t", pane, "-l", text)
    }
  }

  private static func prefix(_ modifiers: Key.Modifiers) -> String {
    (modifiers.contains(.control) ? "C-" : "") + (modifiers.contains(.alt) ? "M-" : "")
      + (modifiers.contains(.shift) ? "S-" : "")
  }

  /// As a terminal tells of it (SGR 1006).
  private static func report(_ mouse: Mouse) -> String {
    let button =
      switch mouse.event {
      case .click, .doubleClick: 0
      case .rightClick: 2
      case .wheelUp: 64
      case .wheelDown: 65
      }
    let press = "\u{1b}[<\(button);\(mouse.position.column + 1);\(mouse.position.row + 1)M"
    let click = button < 64 ? press + press.dropLast() + "m" : press
    return mouse.event == .doubleClick ? click + click : click
  }

  private static func name(_ name: Key.Name) -> String {
    switch name {
    case .escape: "Escape"
    case .backTab: "BTab"
    case .backspace: "BSpace"
    case .delete: "DC"
    case .insert: "IC"
    case .pageUp: "PPage"
    case .pageDown: "NPage"
    default: name.rawValue
    }
  }
}
