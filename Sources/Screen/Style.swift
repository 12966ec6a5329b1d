/// What a piece of text means, so that a theme can decide how it looks.
///
/// Views name roles and never colours: mono terminals, 16 colours and themes then differ in one
/// table. Colour alone never carries meaning; the words say the same.
public enum Role: UInt8, Hashable, Sendable, CaseIterable {
  /// Ordinary text.
  case text
  /// Text that may be overlooked: rules, provenance, keys that do nothing at the moment.
  case dim
  /// The name of the program, headings, what the eye looks for first.
  case heading
  /// The badge of a tab that may write.
  case leader
  /// The badge of a tab that only reads.
  case follower
  /// Something went well.
  case success
  /// Something wants attention.
  case warning
  /// Something failed, or is overdue.
  case danger
  /// The selected row's marker and title.
  case selected
  /// A tag or a project.
  case tag
  /// The name of a key in hints and help.
  case key
  /// The one of several that is open: a view in the bar, a choice in a menu.
  case current
  /// A row that was marked, beside its sign.
  case marked
  /// The part of a text that a filter found.
  case match
}

/// How a cell looks: a role for the theme, and emphasis on top of it.
public struct Style: Hashable, Sendable {
  /// What the text means.
  public var role: Role
  /// Emphasis beside the role, kept in mono as well.
  public var emphasis: Emphasis

  /// Ordinary text.
  public static let plain = Style(.text)

  /// A style of `role`, with emphasis if wanted.
  public init(_ role: Role, _ emphasis: Emphasis = []) {
    self.role = role
    self.emphasis = emphasis
  }
}

/// Terminal attributes that exist with and without colours.
public struct Emphasis: OptionSet, Hashable, Sendable {
  /// One bit for each attribute.
  public let rawValue: UInt8

  /// The attributes whose bits are set in `rawValue`.
  public init(rawValue: UInt8) { self.rawValue = rawValue }

  /// Heavier letters.
  public static let bold = Emphasis(rawValue: 1)
  /// Fainter letters, where the terminal has them.
  public static let faint = Emphasis(rawValue: 2)
  /// Foreground and background exchanged.
  public static let reverse = Emphasis(rawValue: 4)
  /// A line under the letters.
  public static let underline = Emphasis(rawValue: 8)
}
