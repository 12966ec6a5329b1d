/// A piece of text in one style.
public struct Span: Hashable, Sendable {
  /// The text.
  public let text: String
  /// How it looks.
  public let style: Style

  /// `text` in the style of `role`.
  public init(_ text: String, _ role: Role = .text, _ emphasis: Emphasis = []) {
    self.text = text
    style = Style(role, emphasis)
  }
}

/// A line of text in several styles, before it has a place on the screen.
public struct Line: Hashable, Sendable, ExpressibleByArrayLiteral {
  /// The pieces, from the left.
  public var spans: [Span]

  /// A line of these pieces.
  public init(_ spans: [Span] = []) { self.spans = spans }

  /// A line of these pieces.
  public init(arrayLiteral spans: Span...) { self.spans = spans }

  /// The text without its styles.
  public var text: String { spans.map(\.text).joined() }

  /// The columns that it takes.
  public func columns(in repertoire: Repertoire) -> Int {
    spans.reduce(0) { $0 + TextWidth.columns(of: $1.text, in: repertoire) }
  }
}

extension Frame {
  /// Writes `line` from `column` on, cut with an ellipsis if it reaches beyond `end` (the edge if
  /// nil).
  ///
  /// - Returns: the column after the last glyph.
  @discardableResult
  public mutating func write(
    _ line: Line, row: Int, column: Int, until end: Int? = nil
  ) -> Int {
    let limit = min(end ?? size.columns, size.columns)
    var column = column
    for (index, span) in line.spans.enumerated() {
      let room = limit - column
      let more = index + 1 < line.spans.count
      let wide = TextWidth.columns(of: span.text, in: repertoire)
      if wide > room || (wide == room && more && line.hasText(after: index)) {
        // One column more than there is room for, so that the cut shows.
        let cut = TextWidth.truncated(
          wide > room ? span.text : span.text + "  ", to: room, in: repertoire)
        return write(cut, row: row, column: column, until: limit, style: span.style)
      }
      column = write(span.text, row: row, column: column, until: limit, style: span.style)
    }
    return column
  }

  /// Writes `line` so that it ends before column `end` (the edge if nil).
  ///
  /// - Returns: the column where it starts.
  @discardableResult
  public mutating func write(_ line: Line, row: Int, endingAt end: Int? = nil) -> Int {
    let limit = min(end ?? size.columns, size.columns)
    let start = max(0, limit - line.columns(in: repertoire))
    write(line, row: row, column: start, until: limit)
    return start
  }
}

extension Line {
  fileprivate func hasText(after index: Int) -> Bool {
    spans[(index + 1)...].contains { !$0.text.isEmpty }
  }
}
