import Screen
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
}
