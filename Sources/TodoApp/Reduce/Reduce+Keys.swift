import Screen

extension State {
  mutating func press(_ key: Key) -> [Effect] {
    if let overlay { return press(key, in: overlay) }
    switch mode {
    case .list:
      if case .paste = key {
        say("Pasted text belongs in a title: \(label(.add)) adds one.", .note)
        return []
      }
      guard let command = keymap[key] else { return [] }
      return perform(command)
    case .editing(let editor):
      return press(key, in: editor)
    }
  }

  /// How the first key of `command` is called.
  func label(_ command: Command) -> String {
    keymap.keys(for: command).first?.label ?? "no key"
  }

  mutating func perform(_ command: Command) -> [Effect] {
    if command.writes && !coordination.mayWrite {
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
    case .leadership: return askForLeadership()
    case .help: overlay = .help(top: 0)
    case .log: overlay = .log(top: 0)
    case .redraw: return [.repaint]
    case .suspend: return [.suspend]
    case .quit: return [.quit]
    case .cancel: message = nil
    }
    return []
  }

  private mutating func move(by lines: Int) -> [Effect] {
    move(to: (list.target ?? list.selectedPlace) + lines)
  }

  private mutating func move(to place: Int) -> [Effect] {
    followedTicket = nil
    list.move(to: place, rows: listRows)
    return loadIfLacking()
  }

  private mutating func askForLeadership() -> [Effect] {
    switch coordination.role {
    case .leader:
      learn(.leadsAlready)
      return []
    case .observer where coordination.isRestricted:
      say(Sentence.restricted, .warning)
      return []
    case .observer:
      say("This tab only observes; it cannot lead. Start it without --observer.", .warning)
      return []
    case .follower:
      say(Sentence.asked(coordination), .note)
      return [.requestLeadership]
    }
  }

  private mutating func press(_ key: Key, in page: Overlay) -> [Effect] {
    let rows = max(1, Layout(size).page.count)
    let (top, lines) =
      switch page {
      case .help(let top): (top, Help.lines(for: self).count)
      case .log(let top): (top, log.messages.count)
      }
    let step: Int
    switch keymap[key] {
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
    case .quit where key == .control("c"): return [.quit]
    default:
      overlay = nil
      return []
    }
    let moved = min(max(top + step, 0), max(0, lines - rows))
    overlay =
      switch page {
      case .help: .help(top: moved)
      case .log: .log(top: moved)
      }
    return []
  }
}
