import Screen

extension Painter {
  /// An answer that is written, and above it what there is to choose from.
  mutating func paintPrompt(_ prompt: Prompt) {
    let choices = state.choices(of: prompt)
    let rows = layout.choices(choices.count)
    // The taken one is always in sight.
    let first = max(0, min(prompt.chosen, choices.count - 1) - rows.count + 1)
    for (row, choice) in zip(rows, choices.dropFirst(first).enumerated()) {
      paint(choice.element, row: row, isTaken: first + choice.offset == prompt.chosen)
    }
    let row = layout.prompt
    clear(row)
    let end = layout.size.columns / 2
    let label =
      layout.width == .full
      ? prompt.label(room: end - layout.textColumn, in: frame.repertoire) : prompt.shortLabel
    let column = frame.write(
      [Span(label, .key)], row: row, column: layout.textColumn, until: end)
    paintDraft(prompt.line, row: row, from: column)
  }

  private mutating func paint(_ choice: Choice, row: Int, isTaken: Bool) {
    clear(row)
    let start = layout.textColumn
    if isTaken { frame.write(symbols.cursor, row: row, column: start, style: Style(.selected)) }
    let detail = layout.width == .tiny ? "" : choice.detail
    let role: Role = choice.isDimmed ? .dim : isTaken ? .current : .text
    let room = layout.size.columns - start - 2
    let words = TextWidth.columns(of: choice.words, in: frame.repertoire)
    let wanted = TextWidth.columns(of: detail, in: frame.repertoire)
    frame.write([Span(choice.words, role)], row: row, column: start + 2)
    // Aligned behind the longest words where there is room, else not at all.
    let column = layout.width == .full ? max(34, words + 2) : words + 2
    if !detail.isEmpty, column + min(wanted, 8) <= room {
      frame.write([Span(detail, .dim)], row: row, column: start + 2 + column)
    }
  }

  private mutating func clear(_ row: Int) {
    frame.write(String(repeating: " ", count: layout.size.columns), row: row, column: 0)
  }

  /// A question in place of a message.
  mutating func paintQuestion(_ confirmation: Confirmation) {
    let row = layout.prompt
    clear(row)
    frame.write(
      [Span(confirmation.question, .warning)], row: row, column: layout.textColumn)
    frame.placeCursor(row: row, column: 0)
  }
}
