import Screen

/// The picture of a state on a screen of this size.
///
/// Pure: equal states make equal frames. Complexity: O(cells), whatever the length of the list.
public func view(_ state: State, size: Size) -> Frame {
  var painter = Painter(state, size)
  painter.paint()
  return painter.frame
}

/// Draws a state into a frame; one extension for each part of the screen.
struct Painter {
  let state: State
  let layout: Layout
  let symbols: Symbols
  let columns: Columns
  let matches: Matches
  var frame: Frame

  init(_ state: State, _ size: Size) {
    self.state = state
    var state = state
    state.size = size
    layout = state.layout
    symbols = state.symbols
    columns = Columns(state, layout)
    matches = Matches(state.list.shown.filter, at: state.now)
    frame = Frame(size: size, repertoire: state.options.repertoire)
  }

  mutating func paint() {
    paintHeader()
    if let overlay = state.overlay {
      paintPage(overlay)
    } else {
      paintViews()
      paintList()
      paintDetail()
    }
    paintNumbers()
    paintMessage()
    paintHints()
    guard state.overlay == nil else { return }
    switch state.mode {
    case .prompting(let prompt): paintPrompt(prompt)
    case .confirming(let confirmation): paintQuestion(confirmation)
    case .list, .editing: break
    }
  }

  /// A rule from the left edge to the right one, with words in it if wanted.
  mutating func paintRule(row: Int, _ words: String = "") {
    let start = words.isEmpty ? "" : symbols.rule + symbols.rule + " " + words + " "
    let column = frame.write([Span(start, .dim)], row: row, column: 0)
    let rest = max(0, layout.size.columns - column)
    frame.write(
      String(repeating: symbols.rule, count: rest), row: row, column: column, style: Style(.dim))
  }
}
