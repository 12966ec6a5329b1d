/// How each role looks on a terminal: a colour of the terminal's own sixteen and emphasis.
///
/// A theme is a value that the driver looks up; the driver decides nothing. The background always
/// stays the terminal's own.
public struct Theme: Hashable, Sendable {
  /// How one role looks.
  public struct Look: Hashable, Sendable {
    /// A colour number 0–15, or nil for the terminal's own foreground.
    public let colour: UInt8?
    /// Attributes, added to those of the style.
    public let emphasis: Emphasis

    /// A look of this colour and emphasis.
    public init(colour: UInt8? = nil, emphasis: Emphasis = []) {
      self.colour = colour
      self.emphasis = emphasis
    }
  }

  private let looks: [Look]

  /// A theme that asks `look` once for every role.
  public init(_ look: (Role) -> Look) {
    looks = Role.allCases.map(look)
  }

  /// How `role` looks.
  public subscript(role: Role) -> Look { looks[Int(role.rawValue)] }

  /// For terminals with colours: only the eight that every palette keeps readable on both light
  /// and dark backgrounds.
  public static let standard = Theme { role in
    switch role {
    case .text: Look()
    case .dim: Look(emphasis: .faint)
    case .heading: Look(emphasis: .bold)
    case .leader: Look(colour: 2, emphasis: .bold)
    case .follower: Look(colour: 6, emphasis: .bold)
    case .success: Look(colour: 2)
    case .warning: Look(colour: 3)
    case .danger: Look(colour: 1)
    case .selected: Look(emphasis: .bold)
    case .tag: Look(colour: 4)
    case .key: Look(emphasis: .bold)
    }
  }

  /// Without any colour: what `NO_COLOR`, `--no-color` and mono terminals get.
  public static let mono = Theme { role in Look(emphasis: standard[role].emphasis) }
}
