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
      if case .paste(let text) = key { return paste(text) }
      if case .mouse(let mouse) = key { return point(mouse, wasLeaving) }
      guard let command = keymap[key, in: .list] else { return [] }
      return perform(command, wasLeaving)
    case .editing(let editor): return press(key, in: editor)
    case .prompting(let prompt): return press(key, in: prompt)
    case .confirming(let confirmation): return press(key, in: confirmation)
    }
  }

  /// How the first key of `command` is called, in this scope or in any.
  func label(_ command: Command, in scope: Scope? = nil) -> String {
    keymap.keys(for: command, in: scope).first?.label ?? "no key"
  }

  /// Does what a key or the palette asks for in the list.
  mutating func perform(_ command: Command, _ wasLeaving: Bool) -> [Effect] {
    if command.writes {
      guard mayWrite else {
        say(Sentence.readOnly(self), .warning)
        return []
      }
      return change(command)
    }
    switch command {
    case .moveDown: return move(by: 1)
    case .moveUp: return move(by: -1)
    case .halfPageDown: return move(by: max(1, listRows / 2))
    case .halfPageUp: return move(by: -max(1, listRows / 2))
    case .pageDown: return move(by: max(1, listRows - 1))
    case .pageUp: return move(by: -max(1, listRows - 1))
    case .first: return move(to: 0)
    case .last: return moveToEnd()
    case .mark: return markAndGoOn()
    case .markRange: markRange()
    case .markAll: return markAll()
    case .filter:
      var prompt = Prompt(.filter, text: list.query.filter)
      prompt.origin = list.selected
      open(prompt)
    case .nextMatch: return goToMatch(by: 1)
    case .previousMatch: return goToMatch(by: -1)
    case .sort: open(Prompt(.sort))
    case .savedFilters: open(Prompt(.savedFilters))
    case .nextView: return showView(by: 1)
    case .previousView: return showView(by: -1)
    case .palette: open(Prompt(.palette))
    case .queueing: toggleQueueing()
    case .leadership: return open(.leadership(top: 0))
    case .metrics: return open(.metrics(top: 0))
    case .help: overlay = .help(top: 0)
    case .details: overlay = .details(top: 0)
    case .log: overlay = .log(top: 0)
    case .redraw: return [.repaint]
    case .suspend: return [.suspend]
    case .quit: return leave(wasLeaving)
    case .copy: return copySelected()
    case .cancel: return clear()
    default:
      if let number = command.viewNumber { return showView(number: number) }
    }
    return []
  }

  /// Does what a key that writes asks for; this tab may.
  private mutating func change(_ command: Command) -> [Effect] {
    switch command {
    case .add: open(Editor(.add))
    case .addSubtask: addPart()
    case .edit: editSelected()
    case .editNotes: editNotes()
    case .toggleDone: return toggleTargets()
    case .delete: return deleteTargets()
    case .clearDone: clearDone()
    case .undo: return turn(isRedo: false)
    case .redo: return turn(isRedo: true)
    case .priority: ask(.priority)
    case .due: ask(.due)
    case .recurrence: ask(.recurrence)
    case .tag: ask(.tag)
    case .project: ask(.project)
    case .indent: return moveTargets(.indent)
    case .outdent: return moveTargets(.outdent)
    case .moveTodoDown: return moveTargets(.down)
    case .moveTodoUp: return moveTargets(.up)
    default: break
    }
    return []
  }

  private mutating func copySelected() -> [Effect] {
    guard let targets, !targets.todos.isEmpty else { return [] }
    let what = targets.todos.count == 1 ? numbered(targets.todos[0].id) : targets.name
    let titles = targets.todos.count == 1 ? "title" : "titles"
    say("Sent the \(titles) of \(what) to the terminal's clipboard.", .note)
    return [.copy(targets.todos.map(\.title).joined(separator: "\n"))]
  }

  /// Takes away what is in the way, one thing a time: marks, then the filter.
  private mutating func clear() -> [Effect] {
    message = nil
    if !selection.isEmpty {
      selection = Selection()
      return []
    }
    if !list.query.filter.isEmpty { return filter("") }
    return []
  }

  /// Ends the app, once what is on its way has been answered; at once when asked twice.
  mutating func leave(_ wasLeaving: Bool) -> [Effect] {
    if pending.isEmpty || wasLeaving { return [.quit] }
    isLeaving = true
    say(Sentence.leaving(self), .note)
    return []
  }
}
