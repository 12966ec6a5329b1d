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

  @Test("one combination is one key, however it is written")
  func combinations() throws {
    #expect(
      try KeyScript.keys("<S-Tab><s-a-up><M-Enter><A-C-Left><Click-12-3>") == [
        .named(.backTab), .chord([.alt, .shift], .up), .chord(.alt, .enter),
        .chord([.alt, .control], .left), .mouse(Mouse(.click, row: 2, column: 11)),
      ])
    #expect(Key.named(.wordLeft, holding: .alt) == .chord([.alt, .control], .left))
    #expect(Key.named(.tab, holding: .shift) == .named(.backTab))
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
    keys += [
      .chord(.shift, .up), .chord([.control, .shift], .end), .chord([.alt, .control], .left),
      .chord(.alt, .enter), .mouse(Mouse(.click, row: 0, column: 11)),
      .mouse(Mouse(.wheelDown, row: 29, column: 99)),
    ]
    #expect(try KeyScript.keys(KeyScript.text(of: keys)) == keys)
  }
}
