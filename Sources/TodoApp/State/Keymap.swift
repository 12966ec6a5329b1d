import Screen

/// What a key can do in the list.
public enum Command: String, Hashable, Sendable, CaseIterable {
  case moveDown, moveUp, halfPageDown, halfPageUp, pageDown, pageUp, first, last
  case add, edit, toggleDone, delete, undo
  case queueing, leadership, metrics, help, log, redraw, suspend, quit, cancel

  /// Whether it changes data, and so does nothing in a tab that may not write.
  public var writes: Bool {
    switch self {
    case .add, .edit, .toggleDone, .delete, .undo: true
    default: false
    }
  }
}

/// What each key does: a table, so that help, hints and rebinding read the same one.
public struct Keymap: Hashable, Sendable {
  /// A key and what it does.
  public struct Binding: Hashable, Sendable {
    /// The key.
    public let key: Key
    /// What it does.
    public let command: Command

    /// Binds `key` to `command`.
    public init(_ key: Key, _ command: Command) {
      self.key = key
      self.command = command
    }
  }

  /// All bindings, in the order in which help lists them; a command's first key is the one that
  /// hints name.
  public let bindings: [Binding]
  private let commands: [Key: Command]

  /// A map of these bindings; the last one of a key counts.
  public init(_ bindings: [Binding]) {
    self.bindings = bindings
    commands = Dictionary(bindings.map { ($0.key, $0.command) }) { _, last in last }
  }

  /// What `key` does, if anything. Complexity: O(1).
  public subscript(key: Key) -> Command? { commands[key] }

  /// The keys that do `command`.
  public func keys(for command: Command) -> [Key] {
    bindings.filter { $0.command == command && commands[$0.key] == command }.map(\.key)
  }

  /// The keys of the manual.
  public static let standard = Keymap([
    Binding(.character("j"), .moveDown), Binding(.named(.down), .moveDown),
    Binding(.character("k"), .moveUp), Binding(.named(.up), .moveUp),
    Binding(.control("d"), .halfPageDown), Binding(.control("u"), .halfPageUp),
    Binding(.named(.pageDown), .pageDown), Binding(.named(.pageUp), .pageUp),
    Binding(.character("g"), .first), Binding(.named(.home), .first),
    Binding(.character("G"), .last), Binding(.named(.end), .last),
    Binding(.character("a"), .add),
    Binding(.character("e"), .edit), Binding(.named(.enter), .edit),
    Binding(.character("x"), .toggleDone),
    Binding(.character("d"), .delete),
    Binding(.character("u"), .undo),
    Binding(.character("w"), .queueing),
    Binding(.character("L"), .leadership),
    Binding(.character("M"), .metrics),
    Binding(.character("!"), .log),
    Binding(.character("?"), .help), Binding(.named(.f1), .help),
    Binding(.control("l"), .redraw),
    Binding(.control("z"), .suspend),
    Binding(.character("q"), .quit), Binding(.control("c"), .quit),
    Binding(.named(.escape), .cancel),
  ])
}

extension Key {
  /// The key as hints and help name it.
  var label: String {
    switch self {
    case .character(" "): "Space"
    case .character(let character): String(character)
    case .control(let character): "^" + String(character).uppercased()
    case .alt(let character): "M-\(character)"
    case .named(let name): name.rawValue
    case .paste: "paste"
    }
  }
}
