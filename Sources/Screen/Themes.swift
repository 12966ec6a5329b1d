// The themes that come with the app. Each one can be read without its colours: what a colour says
// is said by a word, a sign or an attribute as well.
extension Theme {
  /// All of them, the one that is used unless another is wanted first.
  public static let all: [Theme] = [terminal, dark, light, contrast, mono]

  /// The terminal's own colours: only the eight that every palette keeps readable on both light and
  /// dark backgrounds.
  public static let terminal = Theme(name: "terminal") { role in
    switch role {
    case .text: Look()
    case .dim: Look(nil, .faint)
    case .heading: Look(nil, .bold)
    case .leader: Look(.own(2), .bold)
    case .follower: Look(.own(6), .bold)
    case .success: Look(.own(2))
    case .warning: Look(.own(3))
    case .danger: Look(.own(1))
    case .selected: Look(nil, .bold)
    case .tag: Look(.own(4))
    case .key: Look(nil, .bold)
    case .current: Look(nil, [.bold, .underline])
    case .marked: Look(.own(5), .bold)
    case .match: Look(nil, .underline)
    }
  }

  /// For a dark background: soft colours of the same weight.
  public static let dark = Theme(name: "dark") { role in
    switch role {
    case .text: Look(.exact(215, 215, 215))
    case .dim: Look(.exact(135, 135, 135))
    case .heading: Look(.exact(255, 255, 255), .bold)
    case .leader: Look(.exact(135, 215, 135), .bold)
    case .follower: Look(.exact(135, 215, 215), .bold)
    case .success: Look(.exact(135, 215, 135))
    case .warning: Look(.exact(255, 215, 135))
    case .danger: Look(.exact(255, 135, 135))
    case .selected: Look(.exact(255, 255, 255), .bold)
    case .tag: Look(.exact(135, 175, 255))
    case .key: Look(.exact(255, 215, 135), .bold)
    case .current: Look(.exact(255, 255, 255), on: .exact(68, 68, 68), .bold)
    case .marked: Look(.exact(215, 175, 255), .bold)
    case .match: Look(.exact(255, 215, 135), .underline)
    }
  }

  /// For a light background: dark colours, none of them yellow.
  public static let light = Theme(name: "light") { role in
    switch role {
    case .text: Look(.exact(38, 38, 38))
    case .dim: Look(.exact(108, 108, 108))
    case .heading: Look(.exact(0, 0, 0), .bold)
    case .leader: Look(.exact(0, 95, 0), .bold)
    case .follower: Look(.exact(0, 95, 135), .bold)
    case .success: Look(.exact(0, 95, 0))
    case .warning: Look(.exact(135, 95, 0))
    case .danger: Look(.exact(175, 0, 0))
    case .selected: Look(.exact(0, 0, 0), .bold)
    case .tag: Look(.exact(0, 0, 175))
    case .key: Look(.exact(135, 0, 95), .bold)
    case .current: Look(.exact(0, 0, 0), on: .exact(208, 208, 208), .bold)
    case .marked: Look(.exact(135, 0, 175), .bold)
    case .match: Look(.exact(135, 0, 95), .underline)
    }
  }

  /// For eyes and rooms that need it: the terminal's own letters, nothing faint, no colour, what
  /// matters in reverse.
  public static let contrast = Theme(name: "contrast") { role in
    switch role {
    case .text, .dim: Look()
    case .heading: Look(nil, .bold)
    case .leader: Look(nil, [.bold, .reverse])
    case .follower: Look(nil, .bold)
    case .success: Look(nil, .bold)
    case .warning: Look(nil, [.bold, .underline])
    case .danger: Look(nil, [.bold, .reverse])
    case .selected: Look(nil, [.bold, .reverse])
    case .tag: Look(nil, .underline)
    case .key: Look(nil, .bold)
    case .current: Look(nil, [.bold, .reverse])
    case .marked: Look(nil, [.bold, .underline])
    case .match: Look(nil, [.bold, .underline])
    }
  }

  /// Without any colour: what `NO_COLOR`, `--no-color` and mono terminals get.
  public static let mono = Theme(name: "mono") { role in
    let look = terminal[role]
    return Look(nil, role == .marked ? [.bold, .underline] : look.emphasis)
  }
}
