import Screen
import TestSupport
import Testing

@Suite("Wrapped text")
struct WrapTests {
  private func rows(_ text: String, _ columns: Int) -> [String] {
    let characters = Array(text)
    return Wrap(characters, columns: columns).rows.map { String(characters[$0]) }
  }

  @Test(
    "lines break at blanks, in long words, and where the text says",
    arguments: [
      ("", 5, [""]), ("one two three", 7, ["one ", "two ", "three"]),
      ("one two three", 8, ["one two ", "three"]), ("abcdefgh", 3, ["abc", "def", "gh"]),
      ("a\n\nb", 5, ["a", "", "b"]), ("漢字漢", 4, ["漢字", "漢"]), ("漢字漢", 3, ["漢", "字", "漢"]),
      ("abc\n", 3, ["abc", ""]), ("ab cdefghi", 4, ["ab ", "cdef", "ghi"]),
      (" ab漢", 3, [" ", "ab", "漢"]),
      ("a क्ष्म्य b", 3, ["a ", "क्ष्म्य", " b"]),
    ])
  func breaking(text: String, columns: Int, expected: [String]) {
    #expect(rows(text, columns) == expected)
  }

  @Test("every place in a text has a cell, from which it is found again")
  func roundTrip() {
    var random = Seeded(seed: 7)
    for _ in 0..<500 {
      let characters = (0..<Int.random(in: 0...30, using: &random)).map { _ in
        Array("ab 漢\né👨‍👩‍👧").randomElement(using: &random) ?? "a"
      }
      let columns = Int.random(in: 2...9, using: &random)
      let wrap = Wrap(characters, columns: columns)
      for index in 0...characters.count {
        let place = wrap.position(of: index)
        #expect(wrap.index(row: place.row, column: place.column) == index)
      }
      for row in wrap.rows {
        let width = TextWidth.columns(of: String(characters[row]))
        #expect(width <= columns)
      }
      // Every cluster but line breaks is shown once.
      #expect(wrap.rows.flatMap { characters[$0] } == characters.filter { $0 != "\n" })
    }
  }
}
