/// A grapheme cluster made safe for a terminal, and the number of columns that it takes.
public struct Glyph: Hashable, Sendable {
  /// What is written; never a control character, never empty.
  public let text: String
  /// How many columns that takes, at least 1.
  public let width: Int

  /// A glyph that is known to be safe.
  init(_ text: String, _ width: Int) {
    self.text = text
    self.width = width
  }
}

/// How many columns text takes, the same on every machine.
///
/// The C library's `wcwidth` depends on the locale and on its version, and terminals disagree about
/// joined emoji. So this table is our own, and clusters about which terminals disagree are
/// reduced to what all of them draw alike: an emoji sequence to its first emoji, variation selectors
/// to nothing. The text that is stored stays as it is; only the picture of it is reduced.
public enum TextWidth {
  /// As many combining marks as ncurses keeps in one cell beside the base character.
  static let combiningLimit = 4

  /// The glyph that stands for `character` on a terminal with this repertoire.
  ///
  /// Control characters become their pictures (`␛`), bidirectional controls and other invisible
  /// characters `�`, so that a title can neither move the cursor nor reorder the line.
  /// Complexity: O(scalars of the character).
  public static func glyph(_ character: Character, in repertoire: Repertoire = .unicode) -> Glyph {
    let scalars = character.unicodeScalars
    if let only = scalars.first, only.isASCII,
      scalars.index(after: scalars.startIndex) == scalars.endIndex
    {
      if isPrintingASCII(only) { return Glyph(String(character), 1) }
      return repertoire == .ascii ? Glyph("?", 1) : Glyph(picture(ofControl: only), 1)
    }
    return repertoire == .ascii ? asciiGlyph(character) : unicodeGlyph(scalars)
  }

  /// The columns that `text` takes when it is written cluster by cluster.
  ///
  /// Complexity: O(length of the text).
  public static func columns(of text: String, in repertoire: Repertoire = .unicode) -> Int {
    var total = 0
    for character in text { total += glyph(character, in: repertoire).width }
    return total
  }

  /// `text` cut at a grapheme boundary so that it takes at most `columns`, ending in `…` (`~` in
  /// ASCII) if anything was cut off.
  ///
  /// Complexity: O(`columns`), not O(length of the text).
  public static func truncated(
    _ text: String, to columns: Int, in repertoire: Repertoire = .unicode
  ) -> String {
    guard columns > 0 else { return "" }
    var used = 0
    var index = text.startIndex
    // Everything before `fits` leaves a column for the mark.
    var fits = text.startIndex
    while index < text.endIndex {
      let width = glyph(text[index], in: repertoire).width
      if used + width > columns {
        return String(text[..<fits]) + ellipsis(in: repertoire)
      }
      used += width
      index = text.index(after: index)
      if used < columns { fits = index }
    }
    return text
  }

  /// The mark that says that something was cut off: one column wide.
  public static func ellipsis(in repertoire: Repertoire) -> String {
    repertoire == .ascii ? "~" : "…"
  }

  private static func isPrintingASCII(_ scalar: Unicode.Scalar) -> Bool {
    (0x20...0x7e).contains(scalar.value)
  }

  private static let replacement = "\u{fffd}"

  private static func picture(ofControl scalar: Unicode.Scalar) -> String {
    let code = scalar.value == 0x7f ? 0x2421 : 0x2400 + scalar.value
    return Unicode.Scalar(code).map { String(Character($0)) } ?? replacement
  }

  private static func asciiGlyph(_ character: Character) -> Glyph {
    switch character {
    case "…": Glyph("~", 1)
    case "–", "—", "‐", "‑", "−": Glyph("-", 1)
    case "‘", "’": Glyph("'", 1)
    case "“", "”", "„": Glyph("\"", 1)
    case "µ", "μ": Glyph("u", 1)
    case "\u{a0}": Glyph(" ", 1)
    default: Glyph("?", 1)
    }
  }

  private static func unicodeGlyph(_ scalars: Character.UnicodeScalarView) -> Glyph {
    var text = String.UnicodeScalarView()
    var width = 0
    var marks = 0
    var joined = false
    for scalar in scalars {
      switch ScalarClass(scalar) {
      case .control:
        // "\r\n" is one cluster; one picture is enough for it.
        if width == 0 { return Glyph(replacement(for: scalar), 1) }
      case .invisible:
        if scalar.value == 0x200d, width == 2 { joined = true }
      case .mark:
        if width == 0 {
          text.append("\u{25cc}")  // a mark without a letter stands on a dotted circle
          width = 1
        }
        if marks < combiningLimit { text.append(scalar) }
        marks += 1
      case .spacing(let columns):
        // What follows a joiner, and a skin tone, is part of the emoji before it.
        if joined || (width > 0 && scalar.properties.isEmojiModifier) { continue }
        text.append(scalar)
        width += columns
        marks = 0
      }
    }
    return width == 0 ? Glyph(replacement, 1) : Glyph(String(text), width)
  }

  private static func replacement(for scalar: Unicode.Scalar) -> String {
    scalar.value < 0x80 ? picture(ofControl: scalar) : replacement
  }
}
