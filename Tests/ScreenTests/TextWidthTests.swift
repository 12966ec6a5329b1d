import Screen
import TestSupport
import Testing

@Suite("Text width", .ownThread)
struct TextWidthTests {
  @Test(
    "each kind of cluster takes the columns that terminals give it",
    arguments: [
      ("a", 1), ("é", 1), ("e\u{301}", 1), ("ß", 1), ("漢", 2), ("ｱ", 1), ("ア", 2), ("한", 2),
      ("\u{1112}\u{1161}\u{11ab}", 2), ("😀", 2), ("👩🏽", 2), ("👨‍👩‍👧‍👦", 2), ("🇩🇪", 2), ("🇩", 1),
      ("❤️", 1), ("❤", 1), ("☐", 1), ("☑", 1), ("א", 1), ("ش", 1), ("\u{5d0}\u{5b8}", 1), ("क्", 1),
      ("…", 1), ("　", 2), ("✅", 2), ("１", 2), ("𠀀", 2), ("䷀", 1), ("№", 1),
    ])
  func widths(text: String, columns: Int) {
    #expect(text.count == 1)
    #expect(TextWidth.columns(of: text) == columns)
  }

  @Test("control characters are shown as their pictures and never written")
  func controls() {
    #expect(TextWidth.glyph("\u{1b}").text == "␛")
    #expect(TextWidth.glyph("\u{7}").text == "␇")
    #expect(TextWidth.glyph("\u{7f}").text == "␡")
    #expect(TextWidth.glyph("\r\n").text == "␍")
    #expect(TextWidth.glyph("\u{9b}").text == "\u{fffd}", "C1 CSI must not reach a terminal")
  }

  @Test(
    "characters that reorder the line or hide are shown as a replacement",
    arguments: [
      "\u{202a}", "\u{202e}", "\u{2066}", "\u{2069}", "\u{200e}", "\u{200f}", "\u{61c}", "\u{200b}",
      "\u{feff}", "\u{ad}", "\u{2028}", "\u{e000}", "\u{2060}",
    ])
  func invisibles(text: String) {
    let glyph = TextWidth.glyph(Character(text))
    #expect(glyph.text == "\u{fffd}")
    #expect(glyph.width == 1)
  }

  @Test("an override cannot hide inside a cluster either")
  func overrideWithMarks() {
    for character in "a\u{202e}\u{301}b" {
      #expect(!TextWidth.glyph(character).text.unicodeScalars.contains("\u{202e}"))
    }
  }

  @Test("an emoji sequence is drawn as its first emoji, on which all terminals agree")
  func sequences() {
    #expect(TextWidth.glyph("👨‍👩‍👧‍👦").text == "👨")
    #expect(TextWidth.glyph("👩🏽").text == "👩")
    #expect(TextWidth.glyph("❤️").text == "❤")
    #expect(TextWidth.glyph("🇩🇪").text == "🇩🇪")
  }

  @Test("more marks than a cell can hold are not drawn")
  func zalgo() {
    let stacked = Character("a" + String(repeating: "\u{301}", count: 50))
    #expect(TextWidth.glyph(stacked).text.unicodeScalars.count == 5)
    #expect(TextWidth.glyph("\u{301}").text == "\u{25cc}\u{301}")
  }

  @Test("in ASCII every cluster becomes printing ASCII")
  func ascii() {
    for character in "aé漢😀…–“”µ\u{1b}\u{202e}\u{a0}" {
      let glyph = TextWidth.glyph(character, in: .ascii)
      #expect(glyph.text.utf8.allSatisfy { (0x20...0x7e).contains($0) })
      #expect(glyph.width == glyph.text.utf8.count)
    }
    #expect(TextWidth.truncated("Grüße", to: 4, in: .ascii) == "Grü~")
  }

  @Test("no scalar whatever makes a glyph of no column or one that ends the line")
  func allScalars() {
    for value in UInt32(0)...0x10ffff {
      guard let scalar = Unicode.Scalar(value) else { continue }
      let glyph = TextWidth.glyph(Character(scalar))
      let safe = glyph.text.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control }
      guard (1...2).contains(glyph.width), !glyph.text.isEmpty, safe else {
        Issue.record("U+\(String(value, radix: 16)) makes \(glyph)")
        return
      }
    }
  }

  @Test(
    "text is cut between clusters and says so",
    arguments: [
      ("Milk", 4, "Milk"), ("Milk", 3, "Mi…"), ("Milk", 1, "…"), ("Milk", 0, ""), ("", 3, ""),
      ("漢字", 4, "漢字"), ("漢字", 3, "漢…"), ("漢字", 2, "…"),
      ("e\u{301}e\u{301}e\u{301}", 2, "e\u{301}…"),
      ("👨‍👩‍👧x", 2, "…"), ("👨‍👩‍👧x", 3, "👨‍👩‍👧x"),
    ])
  func truncation(text: String, columns: Int, expected: String) {
    #expect(TextWidth.truncated(text, to: columns) == expected)
    #expect(TextWidth.columns(of: TextWidth.truncated(text, to: columns)) <= columns)
  }
}
