/// How each role looks on a terminal: colours and emphasis.
///
/// A theme is a value that the driver looks up; the driver decides nothing. Where the background is
/// not named it stays the terminal's own, and no theme names one for ordinary text.
public struct Theme: Hashable, Sendable {
  /// How one role looks.
  public struct Look: Hashable, Sendable {
    /// The colour of the letters; nil for the terminal's own.
    public let colour: Colour?
    /// The colour behind them; nil for the terminal's own.
    public let background: Colour?
    /// Attributes, added to those of the style.
    public let emphasis: Emphasis

    /// A look of these colours and emphasis.
    public init(_ colour: Colour? = nil, on background: Colour? = nil, _ emphasis: Emphasis = []) {
      self.colour = colour
      self.background = background
      self.emphasis = emphasis
    }
  }

  /// What it is called in settings.
  public let name: String
  private let looks: [Look]

  /// A theme that asks `look` once for every role.
  public init(name: String, _ look: (Role) -> Look) {
    self.name = name
    looks = Role.allCases.map(look)
  }

  /// How `role` looks.
  public subscript(role: Role) -> Look { looks[Int(role.rawValue)] }

  /// Whether it needs any colour at all.
  public var hasColours: Bool { looks.contains { $0.colour != nil || $0.background != nil } }

  /// Whether it names colours that are none of the terminal's own.
  public var hasExactColours: Bool {
    looks.contains { $0.colour?.direct != nil || $0.background?.direct != nil }
  }

  /// The theme of this name, if there is one.
  public static func named(_ name: String) -> Theme? { all.first { $0.name == name } }
}
