import Screen

extension State {
  mutating func press(_ key: Key) -> [Effect] {
    // What has been read is not in the way of what comes next; what went wrong stays.
    if message?.weight == .note || message?.weight == .success { message = nil }
    // Whoever goes on typing does not want to leave.
    let wasLeaving = isLeaving
    isLeaving = false
    if let overlay { return press(key, in: overlay, wasLeaving) }
    switch mode {
    case .list:
      if case .paste = key {
        say("Pasted text belongs in a title: \(label(.add)) adds one.", .note)
        return []
      }
      if case .mouse(let mouse) = key { return point(mouse, wasLeaving) }
      guard let command = keymap[key, in: .list] else { return [] }
      return perform(command, wasLeaving)
    case .editing(let editor):
      return press(key, in: editor)
    }
  }

  /// How the first key of `command` is called, in this scope or in any.
  func label(_ command: Command, in scope: Scope? = nil) -> String {
    keymap.keys(for: command, in: scope).first?.label ?? "no key"
  }

  /// Does what a key or the palette asks for in the list.
  mutating func perform(_ command: Command, _ wasLeaving: Bool) -> [Effect] {
    if command.writes && !mayWrite {
      say(Sentence.readOnly(self), .warning)
      return []
    }
    switch command {
    case .moveDown: return move(by: 1)
    case .moveUp: return move(by: -1)
    case .halfPageDown: return move(by: max(1, listRows / 2))
    case .halfPageUp: return move(by: -max(1, listRows / 2))
    case .pageDown: return move(by: max(1, listRows - 1))
    case .pageUp: return move(by: -max(1, listRows - 1))
    case .first: return move(to: 0)
    case .last: return move(to: list.window.total - 1)
    case .add: open(Editor(.add))
    case .edit: editSelected()
    case .toggleDone: return toggleSelected()
    case .delete: return deleteSelected()
    case .undo: return undoDeletion()
    case .queueing: toggleQueueing()
    case .leadership: return open(.leadership(top: 0))
    case .metrics: return open(.metrics(top: 0))
    case .help: overlay = .help(top: 0)
    case .log: overlay = .log(top: 0)
    case .redraw: return [.repaint]
    case .suspend: return [.suspend]
    case .quit: return leave(wasLeaving)
    case .copy: return copySelected()
    case .cancel: message = nil
    default: break  // unfinished, or not of the list: no key leads here
    }
    return []
  }

  private mutating func copySelected() -> [Effect] {
    guard let todo = list.selectedTodo else { return [] }
    say("Sent the title of \(numbered(todo.id)) to the terminal's clipboard.", .note)
    return [.copy(todo.title)]
  }

  mutating func move(by lines: Int) -> [Effect] {
    move(to: (list.target ?? list.selectedPlace) + lines)
  }

  mutating func move(to place: Int) -> [Effect] {
    followed = nil
    list.move(to: place, rows: listRows)
    return loadIfLacking()
  }

  /// Ends the app, once what is on its way has been answered; at once when asked twice.
  private mutating func leave(_ wasLeaving: Bool) -> [Effect] {
    if pending.isEmpty || wasLeaving { return [.quit] }
    isLeaving = true
    say(Sentence.leaving(self), .note)
    return []
  }

  private mutating func press(
    _ key: Key, in page: Overlay, _ wasLeaving: Bool
  ) -> [Effect] {
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
      overlay = nil
      return []
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
    let lines =
      switch page {
      case .help: Help.lines(for: self).count
      case .log: log.messages.count
      case .leadership: LeadershipPage.lines(for: self).count
      case .metrics: MetricsPage.lines(for: self).count
      }
    return (max(1, Layout(size).page.count), lines)
  }
}
