/// One key press, as a value.
public enum Key: Hashable, Sendable {
  /// A key that writes: one grapheme cluster, as far as the terminal sent it in one piece.
  case character(Character)
  /// A key held together with Control, named by its small letter or its sign (`c`, `[`).
  case control(Character)
  /// A key held together with Alt, or typed after Escape so fast that it cannot be told apart.
  case alt(Character)
  /// A key with a name on it.
  case named(Name)
  /// Text that the terminal says was pasted, not typed.
  case paste(String)

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
}
