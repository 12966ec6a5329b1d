import CNcurses
import Glibc

/// What the terminal's description says, beyond what ncurses does by itself.
enum Terminfo {
  /// Whether `terminal` is known and its cursor can be placed: without that there is no screen.
  static func canAddressCells(terminal: String) -> Bool {
    var status: Int32 = 0
    // SAFETY: the name is read and the status written during the call only.
    let found = unsafe setupterm(terminal, STDOUT_FILENO, &status) == OK
    return found && capability("cup") != nil
  }

  /// What puts a terminal back without ncurses: out of the keypad mode and the alternate screen,
  /// colours and attributes as they were, the cursor visible.
  static func resetSequence(_ modes: Modes) -> String {
    let names = ["rmkx", "op", "sgr0", "rmcup", "cnorm"]
    return modes.off + names.compactMap(capability).map(withoutDelays).joined()
  }

  /// What moves the cursor to the beginning of a row.
  static func address(row: Int) -> String {
    // SAFETY: the string is copied before ncurses is called again.
    unsafe screen_address(Int32(row), 0).map { unsafe String(cString: $0) } ?? ""
  }

  /// A string of the terminal's description; nil if it has none of this name.
  static func capability(_ name: String) -> String? {
    // SAFETY: the result belongs to the terminal's description, which is never freed.
    unsafe screen_capability(name).map { unsafe String(cString: $0) }
  }

  /// The name under which `terminal` is described as one that takes colours by their parts, if it is
  /// said to do so (`COLORTERM`) and there is such a description: ncurses has no other way to send
  /// them.
  static func directColourName(of terminal: String, colorterm: String?) -> String? {
    guard let colorterm, ["truecolor", "24bit"].contains(colorterm),
      !terminal.hasSuffix("-direct")
    else { return nil }
    let suffix = "-256color"
    let family = terminal.hasSuffix(suffix) ? String(terminal.dropLast(suffix.count)) : terminal
    return canAddressCells(terminal: family + "-direct") ? family + "-direct" : nil
  }

  /// Whether colours are told by their parts and not by numbers.
  static var hasDirectColours: Bool {
    // SAFETY: the names are only read during the calls.
    unsafe tigetnum("colors") >= 1 << 24 && tigetflag("RGB") > 0
  }

  /// terminfo writes delays as `$<5/>` inside of strings.
  private static func withoutDelays(_ sequence: String) -> String {
    var result = ""
    var rest = sequence[...]
    while let dollar = rest.firstIndex(of: "$") {
      result += rest[..<dollar]
      let after = rest.index(after: dollar)
      if after < rest.endIndex, rest[after] == "<", let end = rest[after...].firstIndex(of: ">") {
        rest = rest[rest.index(after: end)...]
      } else {
        result += "$"
        rest = rest[after...]
      }
    }
    return result + rest
  }
}
