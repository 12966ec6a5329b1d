import Screen

extension Painter {
  typealias Hint = (key: String, word: String, works: Bool)

  func hints(_ editor: Editor) -> [Hint] {
    func hint(_ command: Command, _ word: String) -> Hint {
      (state.label(command, in: editor.scope), word, true)
    }
    if editor.theirs != nil {
      return [
        hint(.save, "mine"), hint(.leave, "theirs"), ("Tab", "both", true), hint(.help, "help"),
      ]
    }
    let syntax: [Hint] =
      editor.editedID == nil ? [("+project #tag !high due:fri", "", true)] : []
    let more = editor.editedID == nil ? [hint(.saveAndGoOn, "save, add more")] : []
    return [hint(.save, "save"), hint(.leave, "cancel"), hint(.help, "help")] + more + syntax
  }

  func hints(_ prompt: Prompt) -> [Hint] {
    func hint(_ command: Command, _ word: String) -> Hint {
      (state.label(command, in: .menu), word, true)
    }
    if case .filter = prompt.purpose {
      let name = state.wholeName(in: prompt.line.text)?.name
      return (name.map { [("Tab", $0, true)] } ?? []) + [
        hint(.choose, "keep"), hint(.leave, "clear"),
        ("#tag +project !high due:fri is:open", "", true),
      ]
    }
    return [
      hint(.choose, "choose"), hint(.nextChoice, "next"), hint(.leave, "leave it"),
      hint(.help, "help"),
    ]
  }

  /// As many hints as fit, the most useful ones, in their usual order.
  func listHints(room: Int) -> [Hint] {
    let isMarked = !state.selection.isEmpty
    // Who may not write looks for the way to it first.
    let seeking: [(Command, String)] = [(.filter, "filter"), (.palette, "commands")]
    let leading: [(Command, String)] = [
      (.queueing, state.isQueueing ? "read-only" : "queue"), (.leadership, "leader"),
    ]
    let ways = state.coordination.mayWrite ? seeking + leading : leading + seeking
    let words: [(Command, String)] =
      isMarked
      ? [
        (.mark, "mark"), (.toggleDone, "done"), (.delete, "delete"), (.priority, "priority"),
        (.due, "due"), (.tag, "tag"), (.project, "project"), (.cancel, "unmark"),
        (.palette, "commands"), (.help, "help"),
      ]
      : [
        (.add, "add"), (.edit, "edit"), (.toggleDone, "done"), (.delete, "delete"),
        (.undo, "undo"),
      ] + ways + [(.help, "help"), (.quit, "quit")]
    let useful: [Command] =
      isMarked
      ? [.help, .cancel, .toggleDone, .delete, .due, .tag, .priority, .project, .mark, .palette]
      : state.coordination.mayWrite
        ? [.help, .add, .toggleDone, .filter, .delete, .edit, .quit, .undo, .palette, .leadership]
        : state.isQueueing
          ? [
            .help, .add, .toggleDone, .queueing, .leadership, .filter, .quit, .delete, .edit,
            .undo, .palette,
          ]
          : [
            .help, .leadership, .queueing, .filter, .quit, .add, .edit, .toggleDone, .delete,
            .undo, .palette,
          ]
    var chosen: Set<Command> = []
    var used = -2
    for command in useful {
      let word = words.first { $0.0 == command }?.1 ?? ""
      let width = state.label(command).count + 1 + word.count + 2
      guard used + width <= room else { break }
      used += width
      chosen.insert(command)
    }
    return words.filter { chosen.contains($0.0) }.map { command, word in
      (state.label(command), word, !command.writes || state.mayWrite)
    }
  }
}
