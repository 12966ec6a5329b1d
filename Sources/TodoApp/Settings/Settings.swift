import Screen

/// What the user has settled once and for all, in a file of lines `name = value`.
public struct Settings: Hashable, Sendable {
  /// How roles look.
  public var theme = Theme.terminal
  /// Whether only ASCII is shown; nil for what the locale says.
  public var ascii: Bool?
  /// Whether clicks and the wheel come to the app.
  public var mouse = true
  /// Whether states are said in words.
  public var accessible = false
  /// The view that is open at the start: `all`, `today`, `overdue`, `done`, `#tag` or `+project`.
  public var view = "all"
  /// What comes first in a list, one of ``sorts``.
  public var sort = "list"
  /// Changes of more todos than this at once are confirmed.
  public var confirmAbove = 10
  /// Commands whose keys are others than the catalogue's.
  public var keys: [Command: [Key]] = [:]

  /// What may come first in a list.
  public static let sorts = [
    "list", "done", "due", "priority", "title", "created", "changed", "id",
  ]

  /// The settings of somebody who has no file.
  public init() {}

  /// What each key does.
  public var keymap: Keymap { Keymap(changing: keys) }

  /// What is wrong with a line of the file.
  public struct Problem: Error, Hashable, Sendable {
    /// The line, counted from 1.
    public let line: Int
    /// What is wrong with it and what is allowed, as a sentence without its full stop.
    public let reason: String

    /// One sentence for a person, the file's name in front as compilers have it.
    public func sentence(file: String) -> String { "\(file):\(line): \(reason)." }
  }
}
