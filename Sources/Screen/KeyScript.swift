/// Keys written as text: `a Buy milk<Enter>jj<C-d>`.
///
/// Every character is the key that types it, a blank included. What cannot be typed stands in
/// angle brackets: the names of `Key.Name`, `<C-x>` for Control, `<A-x>` or `<M-x>` for Alt,
/// `<S-Up>` for a named key with Shift (and any of the three together), `<Space>`, `<lt>` for the
/// bracket itself, and `<Click-12-3>` for the mouse in column 12 of row 3, counted from 1. Names do not care about capitals. A line break
/// is ignored, so that a script in a file may be laid out. Demonstrations, tests and `--keys`
/// read the same language.
public enum KeyScript {
  /// What is wrong with a script, and where.
  public struct Problem: Error, Hashable, Sendable, CustomStringConvertible {
    /// The character of the script where it went wrong, counted from 1.
    public let position: Int
    /// What is wrong there, without the place.
    public let reason: String

    /// One sentence for a person.
    public var description: String { "key script, character \(position): \(reason)" }
  }

  /// The keys that `script` stands for.
  ///
  /// Complexity: O(length of the script).
  public static func keys(_ script: String) throws(Problem) -> [Key] {
    var keys: [Key] = []
    let characters = Array(script)
    var index = 0
    while index < characters.count {
      let character = characters[index]
      if character == "<" {
        guard let end = characters[index...].firstIndex(where: { $0.begins(with: ">") }) else {
          throw Problem(
            position: index + 1, reason: "'<' is never closed; write <lt> for the character")
        }
        let name = String(characters[(index + 1)..<end])
        guard let key = key(named: name) else {
          throw Problem(
            position: index + 1,
            reason:
              "'<\(shown(name))>' is no key; there are <Enter>, <Esc>, <C-d>, <Down> and so on")
        }
        // An accent may follow the bracket: no part of it, but what comes next.
        keys.append(key)
        keys += characters[end].withoutFirstScalar.map { .character($0) }
        index = end + 1
      } else {
        if !character.isNewline { keys.append(.character(character)) }
        index += 1
      }
    }
    return keys
  }

  /// A name that is none, harmless and short: a script may be any text.
  private static func shown(_ name: String) -> String {
    let glyphs = name.prefix(20).map { TextWidth.glyph($0).text }.joined()
    return name.count > 20 ? glyphs + "…" : glyphs
  }

  /// `keys` as a script that reads back as the same keys.
  ///
  /// Pasted text is written as the keys that would type it.
  public static func text(of keys: [Key]) -> String {
    keys.map(text(of:)).joined()
  }

  /// The same where blanks stand between keys: the blank itself is written by name.
  public static func text(of keys: [Key], standingAlone: Bool) -> String {
    keys.map { $0 == .character(" ") && standingAlone ? "<Space>" : text(of: $0) }.joined()
  }

  private static func text(of key: Key) -> String {
    switch key {
    case .character(let character) where character.begins(with: "<"):
      "<lt>" + character.withoutFirstScalar
    case .character(let character): String(character)
    case .control(" "): "<C-Space>"
    case .control(let character): "<C-\(character)>"
    case .alt(let character): "<A-\(character)>"
    case .named(let name): "<\(name.rawValue)>"
    case .chord(let held, let name): "<\(prefix(held))\(name.rawValue)>"
    case .mouse(let mouse):
      "<\(mouse.event.rawValue)-\(mouse.position.column + 1)-\(mouse.position.row + 1)>"
    case .paste(let text): text.map { self.text(of: .character($0)) }.joined()
    }
  }

  private static let names: [String: Key] = {
    var names: [String: Key] = [:]
    for name in Key.Name.allCases { names[name.rawValue.lowercased()] = .named(name) }
    names["space"] = .character(" ")
    names["lt"] = .character("<")
    names["return"] = .named(.enter)
    names["cr"] = .named(.enter)
    names["escape"] = .named(.escape)
    names["backspace"] = .named(.backspace)
    names["delete"] = .named(.delete)
    names["pageup"] = .named(.pageUp)
    names["pagedown"] = .named(.pageDown)
    names["c-space"] = .control(" ")
    return names
  }()

  private static func prefix(_ held: Key.Modifiers) -> String {
    let all: [(Key.Modifiers, String)] = [(.control, "C-"), (.alt, "A-"), (.shift, "S-")]
    return all.filter { held.contains($0.0) }.map(\.1).joined()
  }

  private static func key(named name: String) -> Key? {
    if let key = names[name.lowercased()] { return key }
    if let mouse = mouse(name) { return .mouse(mouse) }
    var held: Key.Modifiers = []
    var rest = Array(name)[...]
    while rest.count > 2, rest[rest.startIndex + 1] == "-" {
      switch rest[rest.startIndex] {
      case "C", "c", "^": held.insert(.control)
      case "A", "a", "M", "m": held.insert(.alt)
      case "S", "s": held.insert(.shift)
      default: return nil
      }
      rest = rest.dropFirst(2)
    }
    if rest.count == 1, let character = rest.first {
      switch held {
      case .control: return control(character)
      case .alt: return .alt(character)
      default: return nil
      }
    }
    guard case .named(let name)? = names[String(rest).lowercased()] else { return nil }
    return .named(name, holding: held)
  }

  /// `Click-12-3`: what the mouse does, the column and the row.
  private static func mouse(_ name: String) -> Mouse? {
    let parts = name.split(separator: "-", omittingEmptySubsequences: false)
    guard parts.count == 3, let column = Int(parts[1]), let row = Int(parts[2]),
      (1...Size.largestSide).contains(column), (1...Size.largestSide).contains(row),
      let event = Mouse.Event.allCases.first(where: {
        $0.rawValue.lowercased() == parts[0].lowercased()
      })
    else { return nil }
    return Mouse(event, row: row - 1, column: column - 1)
  }

  /// Control with what is no letter or sign of the ASCII columns has no code on a terminal.
  private static func control(_ character: Character) -> Key? {
    guard let scalar = character.unicodeScalars.first, let ascii = character.asciiValue,
      (0x40...0x7a).contains(ascii)
    else { return nil }
    guard let code = Unicode.Scalar(scalar.value & 0x1f) else { return nil }
    return Key(terminalCode: code)
  }
}

extension Character {
  fileprivate func begins(with scalar: Unicode.Scalar) -> Bool { unicodeScalars.first == scalar }

  /// What combines with the first scalar.
  fileprivate var withoutFirstScalar: String {
    String(String.UnicodeScalarView(unicodeScalars.dropFirst()))
  }
}
