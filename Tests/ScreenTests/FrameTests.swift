import Screen
import TestSupport
import Testing

@Suite("Frame")
struct FrameTests {
  let size = Size(columns: 6, rows: 2)

  @Test("a wide glyph covers two cells, and writing over half of it removes it whole")
  func wide() {
    var frame = Frame(size: size)
    frame.write("漢字", row: 0, column: 1)
    #expect(frame.text(ofRow: 0) == " 漢字")
    #expect(frame[0, 2].width == 0)
    frame.write("x", row: 0, column: 2)
    #expect(frame.text(ofRow: 0) == "  x字")
    frame.write("y", row: 0, column: 3)
    #expect(frame.text(ofRow: 0) == "  xy")
    #expect(frame.cells(inRow: 0).map(\.width) == [1, 1, 1, 1, 1, 1])
  }

  @Test("a wide glyph that does not fit before the edge is not written")
  func edge() {
    var frame = Frame(size: size)
    let end = frame.write("abcde漢", row: 0, column: 0)
    #expect(end == 5)
    #expect(frame.text(ofRow: 0) == "abcde")
  }

  @Test("writing outside of the frame writes nothing")
  func outside() {
    var frame = Frame(size: size)
    let empty = frame
    frame.write("x", row: 2, column: 0)
    frame.write("x", row: -1, column: 0)
    frame.write("x", row: 0, column: 6)
    #expect(frame == empty)
  }

  @Test("a line that does not fit is cut with an ellipsis, also between its spans")
  func lines() {
    var frame = Frame(size: size)
    frame.write([Span("abc"), Span("defg", .tag)], row: 0, column: 0)
    frame.write([Span("abcdef"), Span("g")], row: 1, column: 0)
    #expect(frame.text == "abcde…\nabcde…")
  }

  @Test("a line is put against the right edge")
  func right() {
    var frame = Frame(size: size)
    let start = frame.write([Span("漢x")], row: 0, endingAt: nil)
    #expect(start == 3)
    #expect(frame.text(ofRow: 0) == "   漢x")
  }

  @Test("styles are visible in the styled text")
  func styled() {
    var frame = Frame(size: size)
    frame.write([Span("a"), Span("b", .danger), Span("c", .tag, .bold)], row: 0, column: 0)
    #expect(frame.styledText(ofRow: 0) == "a{danger:b}{tag+bold:c}")
  }

  @Test("changed columns are found, widened to whole glyphs")
  func changes() {
    var old = Frame(size: size)
    old.write("a漢字", row: 0, column: 0)
    var new = old
    #expect(new.changedColumns(inRow: 0, since: old) == nil)
    new.write("語", row: 0, column: 3)
    #expect(new.changedColumns(inRow: 0, since: old) == 3..<5)
    #expect(new.changedColumns(inRow: 1, since: old) == nil)
    #expect(new.changedColumns(inRow: 1, since: nil) == 0..<6)
  }

  @Test("a cursor outside is drawn in")
  func cursor() {
    var frame = Frame(size: size)
    frame.placeCursor(row: 9, column: -3)
    #expect(frame.cursor == Position(row: 1, column: 0))
  }

  @Test("sizes are never empty and never absurd")
  func sizes() {
    #expect(Size(columns: 0, rows: -4) == Size(columns: 1, rows: 1))
    #expect(Size(columns: 1 << 40, rows: 1).columns == Size.largestSide)
  }

  private func list(_ titles: [String]) -> Frame {
    var frame = Frame(size: Size(columns: 8, rows: titles.count))
    for (row, title) in titles.enumerated() { frame.write(title, row: row, column: 0) }
    return frame
  }

  @Test("a list that scrolled is found to have done so, either way, between rows that stayed")
  func shifts() {
    let old = list(["head", "a", "b", "c", "d", "e", "f", "foot"])
    let up = list(["head", "b", "c", "d", "e", "f", "g", "foot"])
    #expect(up.shift(since: old) == Shift(rows: 1..<7, lines: 1))
    #expect(old.scrolled(Shift(rows: 1..<7, lines: 1)).text == "head\nb\nc\nd\ne\nf\n\nfoot")
    let down = list(["head", "y", "z", "a", "b", "c", "d", "foot"])
    #expect(down.shift(since: old) == Shift(rows: 1..<7, lines: -2))
    #expect(old.scrolled(Shift(rows: 1..<7, lines: -2)).text == "head\n\n\na\nb\nc\nd\nfoot")
    #expect(list(["head", "b", "c", "d", "x", "e", "f", "foot"]).shift(since: old) == nil)
    #expect(old.shift(since: old) == nil)
  }

  @Test("whatever shift is found, applied to the old frame it leaves rows that need no writing")
  func randomShifts() {
    var random = Seeded(seed: 11)
    for _ in 0..<500 {
      let titles = (0..<12).map { _ in
        "abcdefghij".randomElement(using: &random).map(String.init) ?? ""
      }
      let old = list(titles)
      var rows = titles
      let from = Int.random(in: 0..<5, using: &random)
      rows.removeSubrange(from..<from + Int.random(in: 1...3, using: &random))
      while rows.count < 12 { rows.insert("漢", at: Int.random(in: 0...rows.count, using: &random)) }
      let new = list(rows)
      guard let shift = new.shift(since: old) else { continue }
      #expect(shift.rows.lowerBound >= 0 && shift.rows.upperBound <= 12)
      let scrolled = old.scrolled(shift)
      let before = (0..<12).count { new.changedColumns(inRow: $0, since: old) != nil }
      let after = (0..<12).count { new.changedColumns(inRow: $0, since: scrolled) != nil }
      #expect(after <= before + abs(shift.lines))
    }
  }

  @Test("rows of Latin letters are counted alike everywhere, others may not be")
  func doubts() {
    let frame = list(["abc é", "☐ abc", "漢", "e\u{301}", "שלום", ""])
    #expect(
      (0..<6).map { frame.mayBeCountedOtherwise(row: $0) } == [
        false, true, true, true, true, false,
      ])
    #expect(
      (0..<6).map { frame.hasComposedGlyphs(row: $0) } == [false, false, true, true, true, false])
  }
}
