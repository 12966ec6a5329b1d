import CommandLineKit
import Screen

extension FuzzTarget {
  /// A script of keys: what is read is written so that it is read again.
  static func keyScript(_ bytes: [UInt8]) throws {
    let keys: [Key]
    do { keys = try KeyScript.keys(text(bytes)) } catch {
      try promise(error.position > 0, "a problem at no place")
      return
    }
    let written = KeyScript.text(of: keys)
    let again: [Key]
    do { again = try KeyScript.keys(written) } catch {
      throw Broken(description: "\(written.debugDescription): \(error)")
    }
    // Marks may join a letter that they were apart from, so by what is written.
    try promise(
      KeyScript.text(of: again).utf8.elementsEqual(written.utf8),
      "\(written.debugDescription) is read as other keys")
  }

  /// What a terminal sends: the keys are the same wherever it is cut (D2).
  static func keys(_ bytes: [UInt8]) throws {
    var (whole, pieces) = (KeyDecoder(), KeyDecoder())
    let found = whole.keys(bytes)
    var one: [Key] = []
    for byte in bytes { one += pieces.keys([byte]) }
    try promise(
      KeyScript.text(of: found).utf8.elementsEqual(KeyScript.text(of: one).utf8),
      "\(found) in one piece, \(one) in many")
    try promise(whole.isWaiting == pieces.isWaiting, "one waits, the other does not")
    try promise(found.count <= 2 * bytes.count, "more keys than bytes")
    _ = whole.timeOut()
    // Out of whatever state: nothing of it is left behind the end of a paste, of a string.
    let after = whole.keys(Array("\u{1b}[201~\u{1b}\\\u{7}\u{18}xyz".utf8))
    try promise(after.suffix(2) == [.character("y"), .character("z")], "\(after)")
  }

  /// A text of somebody else's on the screen and on a terminal: nothing of it steers.
  static func shown(_ bytes: [UInt8]) throws {
    let text = text(bytes)
    for repertoire in [Repertoire.unicode, .ascii] {
      for character in text { try harmless(TextWidth.glyph(character, in: repertoire).text) }
      let cut = TextWidth.truncated(text, to: 12, in: repertoire)
      try promise(TextWidth.columns(of: cut, in: repertoire) <= 12, "cut too long")
    }
    try harmless(Printable.text(text))
    try harmless(Printable.line(text))
    let written = JSON.string(text).description
    try harmless(written)
    try promise(Printable.json(written) == written, "JSON is harmless by itself")
    try promise((try? JSON(parsing: written)) == .string(text), "\(written) is read as another")
  }

  /// Nothing that moves a cursor, breaks a line or turns its direction.
  static func harmless(_ text: String) throws {
    for scalar in text.unicodeScalars {
      switch scalar.value {
      case 0..<0x20, 0x7F...0x9F, 0x61C, 0x200E...0x200F, 0x2028...0x202E, 0x2066...0x2069:
        let value = String(scalar.value, radix: 16)
        throw Broken(description: "U+\(value) in \(text.debugDescription)")
      default: break
      }
    }
  }
}
