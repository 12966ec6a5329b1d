import Screen

extension Painter {
  /// Help, the message log, what is known of a todo or of the tabs, over the list.
  mutating func paintPage(_ page: Overlay) {
    frame.placeCursor(row: layout.page.lowerBound, column: 0)
    guard layout.size.rows > 1 else { return }
    for (row, line) in zip(layout.page, page.lines(for: state).dropFirst(page.top)) {
      frame.write(line, row: row, column: layout.width == .full ? 1 : 0)
    }
  }
}

extension Overlay {
  /// All lines of the page, of which the screen shows those from `top` on.
  func lines(for state: State) -> [Line] {
    switch self {
    case .help: Help.lines(for: state)
    case .log: LogPage.lines(for: state)
    case .details: DetailsPage.lines(for: state)
    case .leadership: LeadershipPage.lines(for: state)
    case .metrics: MetricsPage.lines(for: state)
    }
  }
}
