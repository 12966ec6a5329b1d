/// One key press or click, as a value.
public enum Key: Hashable, Sendable {
  /// A key that writes: one grapheme cluster, as far as the terminal sent it in one piece.
  case character(Character)
  /// A key held together with Control, named by its small letter or its sign (`c`, `[`).
  case control(Character)
  /// A key held together with Alt, or typed after Escape so fast that it cannot be told apart.
  case alt(Character)
  /// A key with a name on it.
  case named(Name)
  /// A key with a name on it, held together with others. Made by ``named(_:holding:)`` alone, so
  /// that each combination is written in one way.
  case chord(Modifiers, Name)
  /// A click or a turn of the wheel.
  case mouse(Mouse)
  /// Text that the terminal says was pasted, not typed.
  case paste(String)

  /// The keys that are held down while another one is pressed, with the bits that xterm gives them.
  public struct Modifiers: OptionSet, Hashable, Sendable {
    /// One bit for each key.
    public let rawValue: UInt8

    /// The keys whose bits are set in `rawValue`.
    public init(rawValue: UInt8) { self.rawValue = rawValue & 7 }

    /// Shift.
    public static let shift = Modifiers(rawValue: 1)
    /// Alt, or Meta.
    public static let alt = Modifiers(rawValue: 2)
    /// Control.
    public static let control = Modifiers(rawValue: 4)
  }

  /// The keys with a name on them.
  public enum Name: String, Hashable, Sendable, CaseIterable {
    case enter = "Enter"
    case escape = "Esc"
    case tab = "Tab"
    case backTab = "S-Tab"
    case backspace = "BS"
    case delete = "Del"
    case insert = "Ins"
    case up = "Up"
    case down = "Down"
    case left = "Left"
    case right = "Right"
    case wordLeft = "C-Left"
    case wordRight = "C-Right"
    case home = "Home"
    case end = "End"
    case pageUp = "PgUp"
    case pageDown = "PgDn"
    case f1 = "F1"
    case f2 = "F2"
    case f3 = "F3"
    case f4 = "F4"
    case f5 = "F5"
    case f6 = "F6"
    case f7 = "F7"
    case f8 = "F8"
    case f9 = "F9"
    case f10 = "F10"
    case f11 = "F11"
    case f12 = "F12"
  }

  /// `name` held together with `modifiers`; Shift-Tab and Control with an arrow to the side have
  /// names of their own.
  public static func named(_ name: Name, holding modifiers: Modifiers) -> Key {
    switch (name, modifiers) {
    case (_, []): .named(name)
    case (.tab, .shift): .named(.backTab)
    case (.left, .control): .named(.wordLeft)
    case (.right, .control): .named(.wordRight)
    case (.backTab, _): named(.tab, holding: modifiers.union(.shift))
    case (.wordLeft, _): named(.left, holding: modifiers.union(.control))
    case (.wordRight, _): named(.right, holding: modifiers.union(.control))
    default: .chord(modifiers, name)
    }
  }

  /// The key that the byte or character `scalar` stands for on a terminal.
  ///
  /// Terminals send Control as the codes below 32; Enter, Tab, Escape and Backspace are among
  /// them and are told by name. Byte 8 is Backspace: some terminals send it for that key and
  /// nothing is bound to Control-H.
  public init(terminalCode scalar: Unicode.Scalar) {
    switch scalar.value {
    case 0x0d: self = .named(.enter)
    case 0x09: self = .named(.tab)
    case 0x1b: self = .named(.escape)
    case 0x7f, 0x08: self = .named(.backspace)
    case 0: self = .control(" ")
    case 1..<0x1b: self = .control(Character(Unicode.Scalar(UInt8(scalar.value + 0x60))))
    case 0x1c..<0x20: self = .control(Character(Unicode.Scalar(UInt8(scalar.value + 0x40))))
    default: self = .character(Character(scalar))
    }
  }

  /// `character` typed while `modifiers` are held, as terminals say it that report every key; nil
  /// for a combination that has no meaning here.
  init?(_ character: Unicode.Scalar, holding modifiers: Modifiers) {
    let plain = Key(terminalCode: character)
    if case .named(let name) = plain {
      self = .named(name, holding: modifiers)
    } else if modifiers.contains(.control) {
      guard !modifiers.contains(.alt), (0x40...0x7a).contains(character.value) || character == " "
      else { return nil }
      guard let code = Unicode.Scalar(character.value & 0x1f) else { return nil }
      self = Key(terminalCode: code)
    } else if case .character(let character) = plain {
      self = modifiers.contains(.alt) ? .alt(character) : plain
    } else {
      return nil
    }
  }
}
