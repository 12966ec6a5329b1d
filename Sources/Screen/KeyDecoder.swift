/// What a terminal library hands over: single scalars and keys that it recognised itself.
public enum TerminalInput: Hashable, Sendable {
  /// A scalar, control codes included.
  case scalar(Unicode.Scalar)
  /// A key that the terminal's description names.
  case key(Key)
}

/// Makes keys of terminal input: joins scalars into grapheme clusters, understands Alt, pasted
/// text and the escape sequences that the terminal's description forgot, and drops the rest of
/// them whole, so that an unknown key never types its own code.
public struct KeyDecoder: Sendable {
  /// As much pasted text as is kept, in bytes of UTF-8; what exceeds it is dropped.
  public static let pasteLimit = 1 << 20

  /// The text pasted so far, if the end of the paste has not come yet.
  private var paste: String.UnicodeScalarView?

  /// A decoder that has seen nothing.
  public init() {}

  /// The keys of one batch, in order.
  ///
  /// A batch is everything that could be read without waiting: an Escape at its end is the Escape
  /// key, an Escape before its end begins a sequence. A paste may reach over several batches.
  /// Complexity: O(length of the batch).
  public mutating func keys(_ batch: [TerminalInput]) -> [Key] {
    var keys: [Key] = []
    var typed = String.UnicodeScalarView()
    func flush() {
      keys.append(contentsOf: String(typed).map(Key.character))
      typed.removeAll()
    }
    var index = 0
    while index < batch.count {
      if paste != nil {
        if let key = continuePaste(with: batch[index]) { keys.append(key) }
        index += 1
        continue
      }
      switch batch[index] {
      case .key(let key):
        flush()
        keys.append(key)
        index += 1
      case .scalar("\u{1b}"):
        flush()
        let (key, length) = escape(batch[index...])
        if let key { keys.append(key) }
        index += length
      case .scalar(let scalar):
        if scalar.value < 0x20 || scalar.value == 0x7f {
          flush()
          keys.append(Key(terminalCode: scalar))
        } else {
          typed.append(scalar)
        }
        index += 1
      }
    }
    flush()
    return keys
  }

  private static let pasteEnd = Array("\u{1b}[201~".unicodeScalars)

  private mutating func continuePaste(with input: TerminalInput) -> Key? {
    guard case .scalar(let scalar) = input, var text = paste else { return nil }
    text.append(scalar)
    if scalar == "~", text.suffix(Self.pasteEnd.count).elementsEqual(Self.pasteEnd) {
      paste = nil
      text.removeLast(Self.pasteEnd.count)
      return .paste(String(text))
    }
    // Beyond the limit only what could be the end of the paste is kept moving.
    if text.count > Self.pasteLimit / 4 {
      text.remove(at: text.index(text.endIndex, offsetBy: -Self.pasteEnd.count - 1))
    }
    paste = text
    return nil
  }

  /// The key that an escape sequence at the start of `input` stands for, and its length.
  private mutating func escape(_ input: ArraySlice<TerminalInput>) -> (Key?, Int) {
    let rest = input.dropFirst()
    guard case .scalar(let next)? = rest.first else { return (.named(.escape), 1) }
    switch next {
    case "[", "O":
      return sequence(introducedBy: next, rest.dropFirst())
    case "\u{1b}":
      return (.named(.escape), 1)
    default:
      if next.value < 0x20 || next.value == 0x7f { return (.named(.escape), 1) }
      return (.alt(Character(next)), 2)
    }
  }

  /// ECMA-48, 5.4: parameters and intermediates are 0x20–0x3F, the final byte is 0x40–0x7E.
  private mutating func sequence(
    introducedBy introducer: Unicode.Scalar, _ rest: ArraySlice<TerminalInput>
  ) -> (Key?, Int) {
    var parameters = ""
    for (offset, input) in rest.enumerated() {
      guard case .scalar(let scalar) = input else { return (nil, 2 + offset) }
      if (0x40...0x7e).contains(scalar.value) {
        let length = 3 + offset
        if introducer == "[", scalar == "~", parameters == "200" {
          paste = String.UnicodeScalarView()
          return (nil, length)
        }
        return (Self.key(parameters: parameters, final: scalar), length)
      }
      guard (0x20...0x3f).contains(scalar.value), offset < 32 else { return (nil, 2 + offset) }
      parameters.unicodeScalars.append(scalar)
    }
    return parameters.isEmpty ? (.alt(Character(introducer)), 2) : (nil, 2 + rest.count)
  }

  private static let finals: [Unicode.Scalar: Key.Name] = [
    "A": .up, "B": .down, "C": .right, "D": .left, "H": .home, "F": .end, "Z": .backTab,
    "P": .f1, "Q": .f2, "R": .f3, "S": .f4, "M": .enter,
  ]

  private static let numbers: [String: Key.Name] = [
    "1": .home, "7": .home, "2": .insert, "3": .delete, "4": .end, "8": .end, "5": .pageUp,
    "6": .pageDown,
  ]

  private static func key(parameters: String, final: Unicode.Scalar) -> Key? {
    let parts = parameters.split(separator: ";")
    // Modifiers are 1 + (1 Shift, 2 Alt, 4 Control), as xterm sends them.
    let held = (parts.count > 1 ? Int(parts[1]) ?? 1 : 1) - 1
    let byWord = held & 6 != 0
    if final == "C", byWord { return .named(.wordRight) }
    if final == "D", byWord { return .named(.wordLeft) }
    if final == "~" { return parts.first.flatMap { numbers[String($0)] }.map(Key.named) }
    return finals[final].map(Key.named)
  }
}
