/// A colour as a theme names it.
public enum Colour: Hashable, Sendable {
  /// One of the terminal's own sixteen, 0–15: its user chose how that looks.
  case own(UInt8)
  /// A colour of this red, green and blue.
  case exact(UInt8, UInt8, UInt8)

  /// The number of the colour most like this one on a terminal that has `count`; nil if that has
  /// none at all.
  ///
  /// With 256, only the 240 are used that every terminal shows alike; with 16 or 8, xterm's values
  /// are taken for the terminal's own. A bright colour where there are 8 is its darker sister.
  public func index(of count: Int) -> Int? {
    guard count >= 8 else { return nil }
    switch self {
    case .own(let number):
      return Int(number) < count ? Int(number) : Int(number) % 8
    case .exact(let red, let green, let blue):
      let wanted = (Int(red), Int(green), Int(blue))
      let candidates = count >= 256 ? 16..<256 : 0..<(count >= 16 ? 16 : 8)
      return candidates.min {
        Colour.distance(Colour.value($0), wanted) < Colour.distance(Colour.value($1), wanted)
      }
    }
  }

  /// The number of this colour where colours are told by their parts.
  public var direct: Int? {
    guard case .exact(let red, let green, let blue) = self else { return nil }
    return Int(red) << 16 | Int(green) << 8 | Int(blue)
  }

  /// What xterm shows for a number: its sixteen, a cube of 6 × 6 × 6, and 24 greys.
  static func value(_ index: Int) -> (Int, Int, Int) {
    switch index {
    case ..<16:
      let sixteen = [
        (0, 0, 0), (205, 0, 0), (0, 205, 0), (205, 205, 0), (0, 0, 238), (205, 0, 205),
        (0, 205, 205), (229, 229, 229), (127, 127, 127), (255, 0, 0), (0, 255, 0), (255, 255, 0),
        (92, 92, 255), (255, 0, 255), (0, 255, 255), (255, 255, 255),
      ]
      return sixteen[max(index, 0)]
    case ..<232:
      let levels = [0, 95, 135, 175, 215, 255]
      let cube = index - 16
      return (levels[cube / 36], levels[cube / 6 % 6], levels[cube % 6])
    default:
      let grey = 8 + 10 * (min(index, 255) - 232)
      return (grey, grey, grey)
    }
  }

  /// How different two colours look: the eye sees green best and blue worst.
  private static func distance(_ a: (Int, Int, Int), _ b: (Int, Int, Int)) -> Int {
    let (red, green, blue) = (a.0 - b.0, a.1 - b.1, a.2 - b.2)
    return 2 * red * red + 4 * green * green + 3 * blue * blue
  }
}
