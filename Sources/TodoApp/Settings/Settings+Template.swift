import Screen

extension Settings {
  /// A file with every setting and every command as they are without a file, all behind `#`: what
  /// `todos screen --print-settings` prints, to be kept and changed.
  public static let template: String = {
    var lines = [
      "# Settings of todos: $XDG_CONFIG_HOME/todos/config, or ~/.config/todos/config.",
      "# One `name = value` a line; a line that begins with # settles nothing.",
      "",
      "# Colours: \(Theme.all.map(\.name).joined(separator: ", ")).",
      "#theme = terminal",
      "# Only ASCII: yes, no, or what the locale says.",
      "#ascii = auto",
      "# Clicks and the wheel come to the app; Shift held, the terminal selects text.",
      "#mouse = yes",
      "# Words instead of boxes and rules.",
      "#accessible = no",
      "# Open at the start: all, today, overdue, done, #TAG or +PROJECT.",
      "#view = all",
      "# What comes first: \(sorts.joined(separator: ", ")).",
      "#sort = list",
      "# Changes of more todos than this at once are confirmed.",
      "#confirm-above = 10",
      "",
      "# Keys: a sign, <Enter>, <Esc>, <Tab>, <Space>, <BS>, <Del>, <Up>, <PgDn>, <F5>, <C-x> for",
      "# Control, <A-x> for Alt, <S-Up> for Shift; several with blanks between them, or none.",
    ]
    for command in Command.allCases {
      let keys = command.entry.keys.map { KeyScript.text(of: [$0], standingAlone: true) }
      lines.append("# \(command.title)\(place(of: command)).")
      lines.append("#key.\(command.rawValue) = \(keys.joined(separator: " "))")
    }
    return lines.joined(separator: "\n") + "\n"
  }()

  private static func place(of command: Command) -> String {
    let scopes = command.entry.scopes
    if scopes.contains(.list) { return "" }
    return switch scopes {
    case [.menu]: ", in a menu"
    case [.lines]: ", in notes"
    default: ", in a text"
    }
  }
}
