import Screen

extension Painter {
  /// Help, the message log, or what is known of the tabs, over the list.
  mutating func paintPage(_ page: Overlay) {
    frame.placeCursor(row: layout.page.lowerBound, column: 0)
    guard layout.size.rows > 1 else { return }
    let lines =
      switch page {
      case .help: Help.lines(for: state)
      case .log: logLines
      case .leadership: LeadershipPage.lines(for: state)
      case .metrics: MetricsPage.lines(for: state)
      }
    for (row, line) in zip(layout.page, lines.dropFirst(page.top)) {
      frame.write(line, row: row, column: layout.width == .full ? 1 : 0)
    }
  }

  private var logLines: [Line] {
    let messages = state.log.messages.reversed()
    if messages.isEmpty { return [[Span("No messages so far.")]] }
    return messages.map { [Span("\($0.time)  ", .dim), Span($0.text, $0.role)] }
  }
}
