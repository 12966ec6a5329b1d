/// Why there can be no screen here.
public enum ScreenError: Error, Hashable, Sendable, CustomStringConvertible {
  /// Standard input or standard output is not a terminal.
  case notATerminal
  /// The terminal of this name cannot address its cells, or is not known at all.
  case unusableTerminal(name: String)
  /// This process may open no more files.
  case noDescriptor

  /// One sentence that says what is missing.
  public var description: String {
    switch self {
    case .notATerminal:
      "standard input and output are not a terminal"
    case .noDescriptor:
      "no file can be opened any more: this process has reached its limit (ulimit -n)"
    case .unusableTerminal(let name):
      name.isEmpty
        ? "TERM is not set, so the terminal's abilities are unknown"
        : "the terminal type '\(name)' cannot show a full screen (TERM=\(name))"
    }
  }
}
