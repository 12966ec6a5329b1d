/// What the escape sequences of keys mean, without their introducers.
///
/// After xterm's "Control Sequences" (PC-style function keys, SGR mouse, modifyOtherKeys), rxvt's
/// and the Linux console's manuals, and the kitty keyboard protocol's `CSI u`.
enum KeySequence {
  /// The key of `CSI bytes final`; nil for what is none.
  static func key(_ bytes: [UInt8], final: UInt8) -> Key? {
    if bytes.first == UInt8(ascii: "<") { return mouse(bytes.dropFirst(), final: final) }
    guard let numbers = numbers(bytes), numbers.count <= 3 else { return nil }
    // Modifiers are 1 + (1 Shift, 2 Alt, 4 Control, and more that nobody has).
    let held = numbers.count > 1 ? modifiers(numbers[1]) : []
    switch final {
    case UInt8(ascii: "~"):
      if numbers.first == 27, numbers.count == 3 { return key(code: numbers[2], held) }
      return numbers.first.flatMap { numbered[$0] }.map { .named($0, holding: held) }
    // rxvt with Control held, and with Shift as well.
    case UInt8(ascii: "^"), UInt8(ascii: "@"):
      let held: Key.Modifiers = final == UInt8(ascii: "^") ? .control : [.control, .shift]
      return numbers.first.flatMap { numbered[$0] }.map { .named($0, holding: held) }
    case UInt8(ascii: "u"):
      return numbers.first.flatMap { key(code: $0, held) }
    case UInt8(ascii: "a")...UInt8(ascii: "d") where bytes.isEmpty:
      return finals[final & ~0x20].map { .named($0, holding: .shift) }
    default:
      // `CSI 24;80 R` says where the cursor is; `CSI 1;2 R` is Shift-F3.
      guard numbers.first ?? 1 == 1, numbers.count < 3 else { return nil }
      return finals[final].map { .named($0, holding: held) }
    }
  }

  /// The key of `ESC O bytes final`: arrows in application mode, function keys, the keypad.
  static func applicationKey(_ bytes: [UInt8], final: UInt8) -> Key? {
    guard let numbers = numbers(bytes), numbers.count <= 2 else { return nil }
    let held = numbers.last.map(modifiers) ?? []
    switch final {
    case UInt8(ascii: "M"): return .named(.enter, holding: held)
    case UInt8(ascii: "I"): return .named(.tab, holding: held)
    case UInt8(ascii: "X"): return .character("=")
    case UInt8(ascii: " "): return .character(" ")
    // The keypad's signs and digits, 64 above their own codes.
    case UInt8(ascii: "j")...UInt8(ascii: "y"):
      return .character(Character(Unicode.Scalar(final - 0x40)))
    case UInt8(ascii: "a")...UInt8(ascii: "d"):
      return finals[final & ~0x20].map { .named($0, holding: .control) }
    default: return finals[final].map { .named($0, holding: held) }
    }
  }

  /// The key of `ESC [ [ final`, which is how the Linux console sends F1 to F5.
  static func linuxFunctionKey(_ final: UInt8) -> Key? {
    let names: [UInt8: Key.Name] = [
      UInt8(ascii: "A"): .f1, UInt8(ascii: "B"): .f2, UInt8(ascii: "C"): .f3,
      UInt8(ascii: "D"): .f4, UInt8(ascii: "E"): .f5,
    ]
    return names[final].map(Key.named)
  }

  /// `CSI < button ; column ; row M`, with `m` for a button let go.
  private static func mouse(_ bytes: ArraySlice<UInt8>, final: UInt8) -> Key? {
    guard final == UInt8(ascii: "M"), let numbers = numbers(Array(bytes)), numbers.count == 3
    else { return nil }
    return Mouse(button: numbers[0], column: numbers[1], row: numbers[2]).map(Key.mouse)
  }

  /// A key told by its character, as terminals do that report every key.
  private static func key(code: Int, _ held: Key.Modifiers) -> Key? {
    // Above are the private codes of keys that type nothing.
    guard let scalar = UInt32(exactly: code).flatMap(Unicode.Scalar.init),
      !(0xe000...0xf8ff).contains(scalar.value)
    else { return nil }
    return Key(scalar, holding: held)
  }

  private static func modifiers(_ number: Int) -> Key.Modifiers {
    Key.Modifiers(rawValue: UInt8(truncatingIfNeeded: max(number, 1) - 1))
  }

  /// Numbers between semicolons, an empty one as 1; of `a:b` only `a`. Nil for anything else.
  private static func numbers(_ bytes: [UInt8]) -> [Int]? {
    if bytes.isEmpty { return [] }
    var numbers: [Int] = []
    for part in bytes.split(separator: UInt8(ascii: ";"), omittingEmptySubsequences: false) {
      let digits = part.prefix { $0 != UInt8(ascii: ":") }
      if digits.isEmpty {
        numbers.append(1)
      } else if digits.count <= 7, let number = Int(String(decoding: digits, as: UTF8.self)),
        number >= 0, digits.first != UInt8(ascii: "+")
      {
        numbers.append(number)
      } else {
        return nil
      }
    }
    return numbers
  }

  private static let finals: [UInt8: Key.Name] = [
    UInt8(ascii: "A"): .up, UInt8(ascii: "B"): .down, UInt8(ascii: "C"): .right,
    UInt8(ascii: "D"): .left, UInt8(ascii: "H"): .home, UInt8(ascii: "F"): .end,
    UInt8(ascii: "Z"): .backTab, UInt8(ascii: "P"): .f1, UInt8(ascii: "Q"): .f2,
    UInt8(ascii: "R"): .f3, UInt8(ascii: "S"): .f4,
  ]

  private static let numbered: [Int: Key.Name] = [
    1: .home, 7: .home, 2: .insert, 3: .delete, 4: .end, 8: .end, 5: .pageUp, 6: .pageDown,
    11: .f1, 12: .f2, 13: .f3, 14: .f4, 15: .f5, 17: .f6, 18: .f7, 19: .f8, 20: .f9, 21: .f10,
    23: .f11, 24: .f12,
  ]
}
