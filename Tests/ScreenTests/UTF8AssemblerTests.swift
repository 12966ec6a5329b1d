import Screen
import Testing

@Suite("Bytes from a terminal")
struct UTF8AssemblerTests {
  func text(_ bytes: [UInt8]) -> String {
    var assembler = UTF8Assembler()
    var text = String.UnicodeScalarView()
    for byte in bytes { text.append(contentsOf: assembler.take(byte)) }
    text.append(contentsOf: assembler.finish())
    return String(text)
  }

  @Test(
    "well-formed text comes through as it is",
    arguments: ["abc", "größe", "日本", "👩‍👩‍👧é", "\u{1b}[200~"])
  func wellFormed(string: String) { #expect(text(Array(string.utf8)) == string) }

  @Test("a bad byte is shown, and nothing around it is lost")
  func bad() {
    #expect(text([0x78, 0x20, 0xFF, 0x20, 0x79]) == "x \u{FFFD} y")
    #expect(text(Array("caf".utf8) + [0xE9] + Array(" au lait".utf8)) == "caf\u{FFFD} au lait")
    #expect(text([0xC2]) == "\u{FFFD}")
    #expect(text([0xE2, 0x82, 0x1B]) == "\u{FFFD}\u{1B}")
    #expect(text([0xED, 0xA0, 0x80]) == "\u{FFFD}")
    #expect(text([0x9B, 0x41]) == "\u{FFFD}A")
  }
}
