import ArgumentParser
import Foundation

/// The completions of shells as the parser writes them, and with them what it does not know: that
/// without a command the options are those of the screen, and that `--db` may stand before a command.
///
/// The scripts are the parser's; a few of their lines are exchanged, and where a future parser writes
/// others, its script is left as it is.
enum CompletionScript {
  /// What `--generate-completion-script SHELL` prints; nil if that is not asked for.
  static func asked(for arguments: [String]) -> String? {
    guard arguments.count == 2, arguments[0] == "--generate-completion-script",
      let shell = CompletionShell(rawValue: arguments[1])
    else { return nil }
    let script = Todos.completionScript(for: shell)
    let changed =
      switch shell {
      case .bash: bash(script)
      case .zsh: zsh(script)
      case .fish: fish(script)
      default: script
      }
    return changed ?? script
  }

  /// The function of the whole command calls that of the screen first, which takes away what it
  /// understands. What is left is a command, or its beginning.
  private static func bash(_ script: String) -> String? {
    script.exchanging(
      """
          local -a non_repeating_flags=(--version -h --help)
          local -a repeating_options=()
          local -a non_repeating_options=()
          __todos_offer_flags_options 0

      """,
      by: """
            local -a non_repeating_flags=()
            local -a repeating_options=()
            local -a non_repeating_options=()
            _todos_screen
            # Flags, or the value of an option.
            [[ "${#unparsed_words[@]}" -eq 0 ]] && return
            # Who has written nothing yet looks for a command.
            COMPREPLY=()

        """)
  }

  /// The options of the screen once more among those of the whole command, and before them the lists of
  /// values that they name.
  private static func zsh(_ script: String) -> String? {
    let begin = "    local -ar arg_specs=(\n"
    let command = "        '(-): :->command'\n"
    guard
      let body = script.between("_todos_screen() {\n    local -i ret=1\n", "        '--version["),
      let split = body.firstRange(of: begin)
    else { return nil }
    return script.exchanging(begin, by: String(body[..<split.lowerBound]) + begin)?
      .exchanging(command, by: String(body[split.upperBound...]) + command)
  }

  /// The same, in what is read over and in what is offered.
  private static func fish(_ script: String) -> String? {
    guard
      let options = script.between(
        "case 'screen'\n            __todos_parse_subcommand 0 ", "\n"),
      let whole = script.exchanging(
        "__todos_parse_subcommand 0 'version' 'h/help'\n",
        by: "__todos_parse_subcommand 0 \(options)\n")
    else { return nil }
    let offers = script.split(separator: "\n").filter {
      $0.contains("\"todos screen\" ") && !$0.contains("\"todos screen\" h help")
        && !$0.contains("\"todos screen\" version")
    }
    return whole + "\n"
      + offers.map { $0.replacing("\"todos screen\" ", with: "\"todos\" ") + "\n" }.joined()
  }
}

extension String {
  /// With the first of these exchanged; nil if there is none.
  fileprivate func exchanging(_ part: String, by other: String) -> String? {
    firstRange(of: part).map { self[..<$0.lowerBound] + other + self[$0.upperBound...] }
  }

  /// What stands between these.
  fileprivate func between(_ start: String, _ end: String) -> String? {
    guard let first = firstRange(of: start),
      let last = self[first.upperBound...].firstRange(of: end)
    else { return nil }
    return String(self[first.upperBound..<last.lowerBound])
  }
}
