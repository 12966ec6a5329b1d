import Screen

extension Painter {
  /// The measurements of the coordination.
  mutating func paintNumbers() {
    guard let row = layout.numbers else { return }
    let numbers = state.numbers
    let queue = state.pending.count
    let rate = Labels.rate(numbers.leadershipChangesPerMinute, symbols)
    let p50 = Labels.span(numbers.notifyP50, symbols)
    let p99 = Labels.span(numbers.notifyP99, symbols)
    let counts = "conflicts \(numbers.conflicts)   refresh \(numbers.refreshes)   queue \(queue)"
    let line = " lead \(rate)/min   notify p50 \(p50) p99 \(p99)   " + counts
    let batch = "   batch \(Labels.rate(numbers.batchMean, symbols))"
    let tight = line.replacing("   ", with: "  ")
    let tighter = " lead \(rate)/min  notify p99 \(p99)  " + counts.replacing("   ", with: "  ")
    let short = Labels.span(numbers.notifyP99, symbols, gap: "")
    let shortest =
      "q\(queue) conf\(numbers.conflicts) p99 \(short) lead \(rate)/m ref\(numbers.refreshes)"
    let text =
      [line + batch, line, tight, tighter].first {
        TextWidth.columns(of: $0, in: frame.repertoire) <= layout.size.columns
      } ?? shortest
    frame.write([Span(text, .dim)], row: row, column: 0)
  }

  mutating func paintMessage() {
    guard let row = layout.message, let message = state.message ?? state.waitingMessage else {
      return
    }
    let columns = layout.size.columns
    func fits(_ text: String, after start: Int) -> Bool {
      start + TextWidth.columns(of: text, in: frame.repertoire) <= columns
    }
    let time: Line = [Span(" \(message.time)  ", .dim)]
    let short = message.short ?? message.text
    switch layout.width {
    case .full:
      let start = frame.write(time, row: row, column: 0)
      let text = fits(message.text, after: start) ? message.text : short
      frame.write([Span(text, message.role)], row: row, column: start)
    case .narrow, .tiny:
      let text = fits(message.text, after: 0) ? message.text : short
      frame.write([Span(text, message.role)], row: row, column: 0)
    }
  }

  /// The keys that matter now; those that do nothing in this tab are dimmed.
  mutating func paintHints() {
    guard let row = layout.hints else { return }
    let column = layout.width == .full ? 1 : 0
    if case .leadership = state.overlay {
      paint(hints: leadershipHints, row: row, column: column)
    } else if state.overlay != nil {
      paint(hints: [("Esc", "close", true), ("j k", "scroll", true)], row: row, column: column)
    } else {
      switch state.mode {
      case .list:
        paint(hints: listHints(room: layout.size.columns - column), row: row, column: column)
      case .editing(let editor): paint(hints: hints(editor), row: row, column: column)
      case .prompting(let prompt):
        // Its line stands where messages do.
        if let message = state.message, !state.isMessageEarlier {
          frame.write([Span(message.text, message.role)], row: row, column: column)
        } else {
          paint(hints: hints(prompt), row: row, column: column)
        }
      case .confirming(let confirmation):
        paint(
          hints: [("Enter", confirmation.verb, true), ("Esc", "leave it", true)], row: row,
          column: column)
      }
    }
  }

  mutating func paint(hints: [Hint], row: Int, column: Int) {
    var column = column
    for hint in hints {
      let line: Line = [
        Span(hint.key, hint.works ? .key : .dim), Span(" " + hint.word, hint.works ? .text : .dim),
      ]
      guard column + line.columns(in: frame.repertoire) <= layout.size.columns else { return }
      column = frame.write(line, row: row, column: column) + 2
    }
  }
}
