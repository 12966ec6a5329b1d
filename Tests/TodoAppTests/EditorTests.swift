import Screen
import TestSupport
import Testing

@testable import TodoApp

@Suite("Line editor")
struct LineEditorTests {
  private func edit(_ text: String, _ script: String) throws -> LineEditor {
    var line = LineEditor(text)
    var killed = KillBuffer()
    for key in try KeyScript.keys(script) {
      if case .character(let character) = key {
        killed.pause()
        _ = line.insert(String(character))
      } else if let command = Keymap.standard[key, in: .line] {
        _ = line.perform(command, killed: &killed)
      }
    }
    return line
  }

  @Test(
    "keys move and delete by cluster and by word",
    arguments: [
      ("ab", "<Left>x", "axb"), ("ab", "<Home>x<End>y", "xaby"), ("ab", "<S-Left>x", "axb"),
      ("e\u{301}👨‍👩‍👧", "<BS>", "e\u{301}"),
      ("e\u{301}👨‍👩‍👧", "<BS><BS><BS>", ""), ("👨‍👩‍👧x", "<Home><Del>", "x"),
      ("one two  three", "<C-w>", "one two  "),
      ("one two ", "<C-w>", "one "), ("one two", "<Left><C-u>", "o"), ("one two", "<C-a><C-k>", ""),
      ("one two", "<C-Left>x", "one xtwo"), ("one two", "<Home><C-Right>x", "onex two"),
      ("a b-c", "<A-b>x", "a b-xc"), ("a b-c", "<C-a><A-f><A-f>x", "a bx-c"),
      ("a b-c", "<C-w>x", "a x"), ("a b-c", "<A-BS>x", "a b-x"), ("a b-c", "<C-a><A-d>x", "x b-c"),
      ("买牛奶 e\u{301}te\u{301}", "<A-b><A-b>x", "x买牛奶 e\u{301}te\u{301}"),
      ("שלום", "<Left><BS>", "שלם"), ("", "<BS><Del><Left><Right><C-w><C-u><C-k><C-y>", ""),
    ])
  func editing(text: String, script: String, expected: String) throws {
    #expect(try edit(text, script).text == expected)
  }

  @Test(
    "what is cut is put in again, pieces that follow each other as one",
    arguments: [
      ("one two", "<C-w><C-y><C-y>", "one twotwo"),
      ("one two three", "<C-w><C-w><C-y>", "one two three"),
      ("one two", "<C-a><A-d><A-d><C-e>|<C-y>", "|one two"), ("one two", "<C-u><C-y>", "one two"),
      ("one two", "<C-w><Left><C-w><C-y>", "one "), ("one two", "<C-w>x<C-u><C-y>", "one x"),
      ("one two", "<C-w><C-y><C-w><C-y>!", "one two!"),
    ])
  func killing(text: String, script: String, expected: String) throws {
    #expect(try edit(text, script).text == expected)
  }

  @Test("a combining mark joins the cluster before the cursor")
  func combining() {
    var line = LineEditor("e")
    let inserted = line.insert("\u{301}")
    #expect(inserted)
    #expect(line.characters == ["é"])
    #expect(line.cursor == 1)
    // The first half of a flag before the second: one cluster, the cursor behind it.
    var flag = LineEditor("\u{1f1ea}")
    flag.move(to: 0)
    _ = flag.insert("\u{1f1e9}")
    #expect(flag.characters.count == 1)
    #expect(flag.cursor == 1)
  }

  @Test("line breaks and controls do not get into a line, overrides stay as they are")
  func cleaning() {
    var line = LineEditor("a\r\nb\tc\u{1b}\u{7}")
    #expect(line.text == "a b c")
    _ = line.insert("\u{2028}\u{202e}x")
    #expect(line.text == "a b c \u{202e}x")
  }

  @Test("what would exceed the limit is not inserted, and not put in either")
  func limit() {
    var line = LineEditor("abc")
    var killed = KillBuffer()
    let fits = line.insert("d", limit: 4)
    let exceeds = line.insert("e", limit: 4)
    #expect(fits && !exceeds && line.text == "abcd")
    _ = line.perform(.killToStart, killed: &killed)
    _ = line.insert("xy")
    let yanked = line.perform(.yank, killed: &killed, limit: 5)
    #expect(!yanked && line.text == "xy")
  }
}

@Suite("Text editor")
struct TextEditorTests {
  private func perform(
    _ commands: [Command], on text: inout TextEditor, columns: Int = 80, rows: Int = 3
  ) {
    var killed = KillBuffer()
    for command in commands {
      _ = text.perform(command, killed: &killed, columns: columns, rows: rows)
    }
  }

  @Test("up and down keep the column over shorter lines")
  func goal() {
    var text = TextEditor("one two\nab\n\nthree four")
    text.move(to: 5)
    perform([.lineDown], on: &text)
    #expect(text.cursor == 10)
    perform([.lineDown, .lineDown], on: &text)
    #expect(text.cursor == 17)
    perform([.lineDown], on: &text)
    #expect(text.cursor == text.characters.count)
    perform([.lineUp, .lineUp, .lineUp], on: &text)
    #expect(text.cursor == 5, "back where it began")
    perform([.lineUp], on: &text)
    #expect(text.cursor == 0)
  }

  @Test("columns are those of the screen: wide glyphs count twice, long lines have several rows")
  func columns() {
    var text = TextEditor("漢字漢字\nabcdefgh")
    text.move(to: 2)
    perform([.lineDown], on: &text)
    #expect(text.cursor == 9)
    var wrapped = TextEditor("abcdefgh\nx")
    wrapped.move(to: 1)
    perform([.lineDown], on: &wrapped, columns: 4)
    #expect(wrapped.cursor == 5)
    perform([.lineDown], on: &wrapped, columns: 4)
    #expect(wrapped.cursor == 10)
  }

  @Test("lines are made, joined and cut")
  func lines() {
    var text = TextEditor("onetwo\r\nthree")
    #expect(text.lines == ["onetwo", "three"])
    text.move(to: 3)
    perform([.newLine], on: &text)
    #expect(text.lines == ["one", "two", "three"])
    perform([.deleteLeft], on: &text)
    #expect(text.lines == ["onetwo", "three"])
    perform([.killToEnd, .killToEnd], on: &text)
    #expect(text.lines == ["onethree"])
    perform([.lineStart, .killToEnd, .yank, .newLine, .yank], on: &text)
    #expect(text.lines == ["onethree", "onethree"])
    perform([.textStart], on: &text)
    #expect(text.cursor == 0)
    #expect(TextEditor("").lines == [""])
    #expect(TextEditor("a\n").lines == ["a", ""])
  }

  @Test("a text too long already may become shorter, and no longer")
  func limit() {
    var text = TextEditor("abcdef", limit: 4)
    let inserted = text.insert("x")
    #expect(!inserted)
    perform([.deleteLeft, .deleteLeft, .deleteLeft], on: &text)
    let fits = text.insert("é")
    #expect(!fits && text.text == "abc")
    let last = text.insert("x")
    #expect(last && text.text == "abcx")
  }

  @Test("pasted lines are offered without blanks and empty ones, and not without end")
  func pasted() {
    #expect(TextEditor.pastedLines("one\r  two \r\n\n\t\nthree\u{1b}") == ["one", "two", "three"])
    #expect(TextEditor.pastedLines("one") == ["one"])
    #expect(TextEditor.pastedLines(String(repeating: "x\n", count: 5_000)).count == 1_000)
  }
}

@Suite("Editors against a naive model")
struct RandomEditorTests {
  /// The same as the editor by the dullest means: a string, and how many clusters stand before the
  /// insertion point.
  private struct Model {
    var text = ""
    var cursor = 0

    mutating func replace(_ range: Range<Int>, _ addition: String) {
      let characters = Array(text)
      let before = String(characters[..<range.lowerBound]) + addition
      text = before + String(characters[range.upperBound...])
      cursor = min(before.count, text.count)
    }

    mutating func perform(_ command: Command) {
      let characters = Array(text)
      let start = characters[..<cursor].lastIndex(of: "\n").map { $0 + 1 } ?? 0
      let end = characters[cursor...].firstIndex(of: "\n") ?? characters.count
      switch command {
      case .charLeft: cursor = max(0, cursor - 1)
      case .charRight: cursor = min(characters.count, cursor + 1)
      case .lineStart: cursor = start
      case .lineEnd: cursor = end
      case .deleteLeft where cursor > 0: replace(cursor - 1..<cursor, "")
      case .deleteRight where cursor < characters.count: replace(cursor..<cursor + 1, "")
      case .killToStart: replace(start..<cursor, "")
      case .killToEnd: replace(cursor..<(end == cursor ? min(end + 1, characters.count) : end), "")
      case .newLine: replace(cursor..<cursor, "\n")
      default: break
      }
    }
  }

  private let pieces = [
    "a", "é", "e", "\u{301}", "漢", "👨‍👩‍👧", "\u{200d}", "👧", "\u{1f1e9}", "\u{1f1ea}", "👩", "\u{1f3fd}",
    "ש", "\u{5b8}", " ", "क", "\u{94d}", "ष", "\u{1112}", "\u{1161}", "\u{fe0f}", "one two",
  ]
  private let commands: [Command] = [
    .charLeft, .charRight, .charLeft, .lineStart, .lineEnd, .deleteLeft, .deleteRight,
    .killToStart, .killToEnd, .newLine,
  ]

  @Test("random edits over all kinds of clusters leave the same text and the same place")
  func texts() {
    let seed = UInt64.random(in: .min ... .max)
    var random = Seeded(seed: seed)
    for _ in 0..<200 {
      var model = Model()
      var editor = TextEditor()
      var killed = KillBuffer()
      for step in 0..<80 {
        if Bool.random(using: &random) {
          let piece = pieces.randomElement(using: &random) ?? ""
          model.replace(model.cursor..<model.cursor, piece)
          _ = editor.insert(piece)
        } else {
          let command = commands.randomElement(using: &random) ?? .charLeft
          model.perform(command)
          _ = editor.perform(command, killed: &killed, columns: 10)
        }
        guard editor.text == model.text, editor.cursor == model.cursor,
          editor.characters == Array(model.text)
        else {
          let found = "\(editor.text.debugDescription) at \(editor.cursor)"
          let wanted = "\(model.text.debugDescription) at \(model.cursor)"
          Issue.record("seed \(seed), step \(step): \(found), the model has \(wanted)")
          return
        }
      }
    }
  }

  @Test("every command in every state keeps the text bounded and the cursor inside")
  func invariants() {
    let seed = UInt64.random(in: .min ... .max)
    var random = Seeded(seed: seed)
    let all = Command.allCases.filter { $0.entry.scopes.contains(.lines) }
    for _ in 0..<100 {
      var editor = TextEditor(limit: 60)
      var line = LineEditor()
      var killed = KillBuffer()
      for _ in 0..<100 {
        if Bool.random(using: &random) {
          let piece = pieces.randomElement(using: &random) ?? ""
          _ = editor.insert(piece)
          _ = line.insert(piece, limit: 60)
        } else {
          let command = all.randomElement(using: &random) ?? .charLeft
          let columns = Int.random(in: 1...12, using: &random)
          _ = editor.perform(command, killed: &killed, columns: columns, rows: 4)
          _ = line.perform(command, killed: &killed, limit: 60)
        }
        let isSound =
          editor.text.utf8.count <= 60 && line.text.utf8.count <= 60
          && (0...editor.characters.count).contains(editor.cursor)
          && (0...line.characters.count).contains(line.cursor)
          && Array(editor.text) == editor.characters && !line.text.contains("\n")
        guard isSound else {
          Issue.record("seed \(seed): \(editor) \(line)")
          return
        }
      }
    }
  }
}
