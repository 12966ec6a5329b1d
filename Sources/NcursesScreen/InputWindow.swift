import CNcurses
import Screen

/// Where ncurses reads keys from: a pad of its own, because reading from a window refreshes it.
///
/// `@safe`: the pad is private, made by `init` and valid as long as the screen, which is never freed.
@safe final class InputWindow {
  /// As many inputs as one call hands over; more wait for the next.
  private static let batchLimit = 4_096

  private let pad: UnsafeMutablePointer<WINDOW>?
  private var assembler = UTF8Assembler()

  init() {
    // SAFETY: the pad lives as long as the screen, which is as long as the process.
    unsafe pad = newpad(1, 1)
    unsafe keypad(pad, true)
    unsafe nodelay(pad, true)
  }

  /// Everything that can be read without waiting.
  ///
  /// Byte by byte: ncurses' own reading of wide characters stops for ever at a byte that is not
  /// UTF-8.
  func drain() -> [TerminalInput] {
    var batch: [TerminalInput] = []
    while batch.count < Self.batchLimit {
      // SAFETY: the pad lives as long as the screen.
      let code = unsafe wgetch(pad)
      if code < 0 { return batch }
      if let byte = UInt8(exactly: code) {
        batch += assembler.take(byte).map(TerminalInput.scalar)
        continue
      }
      batch += assembler.finish().map(TerminalInput.scalar)
      if let name = Self.name(code) { batch.append(.key(.named(name))) }
    }
    return batch
  }

  private static let names: [Int32: Key.Name] = [
    KEY_UP: .up, KEY_DOWN: .down, KEY_LEFT: .left, KEY_RIGHT: .right, KEY_HOME: .home,
    KEY_END: .end, KEY_PPAGE: .pageUp, KEY_NPAGE: .pageDown, KEY_ENTER: .enter,
    KEY_BACKSPACE: .backspace, KEY_DC: .delete, KEY_IC: .insert, KEY_BTAB: .backTab,
    KEY_A1: .home, KEY_A3: .pageUp, KEY_C1: .end, KEY_C3: .pageDown, KEY_SF: .down, KEY_SR: .up,
    KEY_SLEFT: .left, KEY_SRIGHT: .right,
    KEY_F0 + 1: .f1, KEY_F0 + 2: .f2, KEY_F0 + 3: .f3, KEY_F0 + 4: .f4, KEY_F0 + 5: .f5,
    KEY_F0 + 6: .f6, KEY_F0 + 7: .f7, KEY_F0 + 8: .f8, KEY_F0 + 9: .f9, KEY_F0 + 10: .f10,
    KEY_F0 + 11: .f11, KEY_F0 + 12: .f12,
  ]

  private static func name(_ code: Int32) -> Key.Name? {
    if let name = names[code] { return name }
    // Keys beyond the classic ones get their code at run time, and a name from the description.
    // SAFETY: keyname returns a string of its own, valid until the next call.
    guard let name = unsafe keyname(code).map({ unsafe String(cString: $0) }) else { return nil }
    switch name {
    case "kLFT5", "kLFT3": return .wordLeft
    case "kRIT5", "kRIT3": return .wordRight
    default: return nil
    }
  }
}
