import Screen

extension State {
  mutating func press(_ key: Key, in page: Overlay, _ wasLeaving: Bool) -> [Effect] {
    if case .mouse(let mouse) = key { return point(mouse, in: page) }
    if case .leadership = page, let effects = press(inLeadership: key) { return effects }
    let (rows, lines) = extent(of: page)
    let step: Int
    switch keymap[key, in: .page] {
    case .moveDown: step = 1
    case .moveUp: step = -1
    case .halfPageDown: step = max(1, rows / 2)
    case .halfPageUp: step = -max(1, rows / 2)
    case .pageDown: step = rows
    case .pageUp: step = -rows
    case .first: step = -lines
    case .last: step = lines
    case .redraw: return [.repaint]
    case .suspend: return [.suspend]
    case .quit where key == .control("c"): return leave(wasLeaving)
    default:
      // As in a pager, a space turns the page; on the last one it closes, as any other key does.
      guard key == .character(" "), page.top + rows < lines else {
        overlay = nil
        return []
      }
      step = rows
    }
    scroll(page, by: step)
    return []
  }

  mutating func scroll(_ page: Overlay, by step: Int) {
    let (rows, lines) = extent(of: page)
    overlay = page.scrolled(to: min(max(page.top + step, 0), max(0, lines - rows)))
  }

  /// How many rows a page has on the screen, and how many lines it has in all.
  private func extent(of page: Overlay) -> (rows: Int, lines: Int) {
    (max(1, layout.page.count), page.lines(for: self).count)
  }
}
