import Screen
import Testing

@Suite("Key scripts")
struct KeyScriptTests {
  @Test("characters, names and combinations are read")
  func reading() throws {
    #expect(
      try KeyScript.keys("a é<Enter>j<C-d><lt><A-x><Space><PgDn>") == [
        .character("a"), .character(" "), .character("é"), .named(.enter), .character("j"),
        .control("d"), .character("<"), .alt("x"), .character(" "), .named(.pageDown),
      ])
  }

  @Test("names do not care about capitals, and line breaks are no keys")
  func leniency() throws {
    #expect(try KeyScript.keys("<enter>\n<c-LEFT>") == [.named(.enter), .named(.wordLeft)])
  }

  @Test("what a terminal cannot tell apart is the same key")
  func aliases() throws {
    #expect(
      try KeyScript.keys("<C-m><C-i><C-[>") == [.named(.enter), .named(.tab), .named(.escape)])
    #expect(try KeyScript.keys("<C-D>") == [.control("d")])
  }

  @Test(
    "a mistake is reported with its place",
    arguments: [("ab<Entr>", 3, "'<Entr>'"), ("a<b", 2, "never closed"), ("<C-é>", 1, "'<C-é>'")])
  func mistakes(script: String, position: Int, words: String) {
    let problem = #expect(throws: KeyScript.Problem.self) { try KeyScript.keys(script) }
    #expect(problem?.position == position)
    #expect(problem?.description.contains(words) == true)
  }

  @Test("keys written as text read back as the same keys")
  func roundTrip() throws {
    var keys: [Key] = Key.Name.allCases.map(Key.named)
    keys += "aZ<> é漢".map(Key.character)
    keys += "abdefgklnopqrstuvwxyz \\]^_".map(Key.control)
    keys += "ax.".map(Key.alt)
    #expect(try KeyScript.keys(KeyScript.text(of: keys)) == keys)
  }
}

@Suite("Key decoder")
struct KeyDecoderTests {
  private func decode(_ batches: String...) -> [Key] {
    var decoder = KeyDecoder()
    return batches.flatMap { decoder.keys($0.unicodeScalars.map(TerminalInput.scalar)) }
  }

  @Test("scalars that belong together become one key")
  func clusters() {
    #expect(decode("e\u{301}👩🏽x") == [.character("é"), .character("👩🏽"), .character("x")])
  }

  @Test("control codes are keys of their own")
  func controls() {
    #expect(
      decode("a\r\t\u{7f}\u{4}\u{1a}\0") == [
        .character("a"), .named(.enter), .named(.tab), .named(.backspace), .control("d"),
        .control("z"), .control(" "),
      ])
  }

  @Test("Escape at the end of a batch is Escape, before a character it is Alt")
  func escape() {
    #expect(decode("\u{1b}", "x") == [.named(.escape), .character("x")])
    #expect(decode("\u{1b}b") == [.alt("b")])
    #expect(decode("\u{1b}\u{1b}") == [.named(.escape), .named(.escape)])
    #expect(decode("\u{1b}[") == [.alt("[")])
  }

  @Test("sequences that the terminal's description lacks are known or dropped whole")
  func sequences() {
    #expect(decode("\u{1b}[1;5Cx") == [.named(.wordRight), .character("x")])
    #expect(decode("\u{1b}OA\u{1b}[6~") == [.named(.up), .named(.pageDown)])
    #expect(decode("\u{1b}[38;5;1zq") == [.character("q")])
    #expect(decode("\u{1b}[<0;3;4Mq").last == .character("q"))
  }

  @Test("pasted text arrives in one piece, control codes and all, over any number of batches")
  func paste() {
    #expect(
      decode("a\u{1b}[200~x\ry", "\u{1b}[A\u{1b}[20", "1~b") == [
        .character("a"), .paste("x\ry\u{1b}[A"), .character("b"),
      ])
  }

  @Test("a key of the library ends a run of characters")
  func libraryKeys() {
    var decoder = KeyDecoder()
    #expect(
      decoder.keys([.scalar("a"), .key(.named(.up)), .scalar("b")]) == [
        .character("a"), .named(.up), .character("b"),
      ])
  }
}
