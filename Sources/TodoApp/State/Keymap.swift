import Screen

/// What each key does where: a table, so that help, hints, palette and settings read the same one.
///
/// Invariant K1: in a scope a key does at most one thing, and what `keys(for:)` names does it.
public struct Keymap: Hashable, Sendable {
  private var commands: [Scope: [Key: Command]] = [:]
  /// In the order in which hints prefer them.
  private var keys: [Command: [Key]] = [:]

  /// The keys of the catalogue.
  public static let standard = Keymap(changing: [:])

  /// The keys of the catalogue, but these commands have these keys and no others.
  ///
  /// A key given to a command is taken from those that have it by default in the same scope. Where
  /// two of the catalogue want the same key in a scope, the later command has it.
  public init(changing changes: [Command: [Key]]) {
    let changes = changes.filter { $0.value != $0.key.entry.keys }
    let unchanged = Command.allCases.filter { changes[$0] == nil }
    for command in unchanged { bind(command.entry.keys, to: command) }
    for command in Command.allCases {
      if let keys = changes[command] { bind(keys, to: command) }
    }
  }

  private mutating func bind(_ keys: [Key], to command: Command) {
    self.keys[command] = keys
    for scope in command.entry.scopes {
      for key in keys { commands[scope, default: [:]][key] = command }
    }
  }

  /// What `key` does there, if anything. Complexity: O(1).
  ///
  /// A key that writes is never a command in a text. A key held together with Shift does what it
  /// does alone unless it is bound itself.
  public subscript(key: Key, in scope: Scope) -> Command? {
    if scope.isText, case .character = key { return nil }
    let bindings = commands[scope] ?? [:]
    var found = bindings[key]
    if found == nil, case .chord(.shift, let name) = key { found = bindings[.named(name)] }
    return found
  }

  /// The keys that do `command`, in this scope or in any.
  public func keys(for command: Command, in scope: Scope? = nil) -> [Key] {
    let scopes = scope.map { [$0] } ?? Array(command.entry.scopes)
    return (keys[command] ?? []).filter { key in
      scopes.contains { self[key, in: $0] == command }
    }
  }
}

extension Key {
  /// The key as hints and help name it.
  public var label: String {
    switch self {
    case .character(" "): "Space"
    case .character(let character): String(character)
    case .control(" "): "^Space"
    case .control(let character): "^" + String(character).uppercased()
    case .alt(let character): "M-\(character)"
    case .named(let name): name.rawValue
    case .chord(let held, let name): held.label + name.rawValue
    case .mouse(let mouse): mouse.event.rawValue
    case .paste: "paste"
    }
  }
}

extension Key.Modifiers {
  fileprivate var label: String {
    (contains(.control) ? "C-" : "") + (contains(.alt) ? "M-" : "") + (contains(.shift) ? "S-" : "")
  }
}
