import Screen

extension Painter {
  /// Help or the message log, over the list.
  mutating func paintPage(_ page: Overlay) {
    frame.placeCursor(row: layout.page.lowerBound, column: 0)
    guard layout.size.rows > 1 else { return }
    let (top, lines) =
      switch page {
      case .help(let top): (top, Help.lines(for: state))
      case .log(let top): (top, logLines)
      }
    for (row, line) in zip(layout.page, lines.dropFirst(top)) {
      frame.write(line, row: row, column: layout.width == .full ? 1 : 0)
    }
  }

  private var logLines: [Line] {
    let messages = state.log.messages.reversed()
    if messages.isEmpty { return [[Span("No messages so far.")]] }
    return messages.map { [Span("\($0.time)  ", .dim), Span($0.text, $0.role)] }
  }
}

/// The help pages: what the keys of a mode do, read from the key map.
enum Help {
  static func lines(for state: State) -> [Line] {
    state.editor == nil ? listLines(state) : editorLines
  }

  /// Each command once; those that differ only in direction share a line.
  static let topics: [([Command], String)] = [
    ([.moveDown, .moveUp], "down, up"),
    ([.halfPageDown, .halfPageUp], "half a page down, up"),
    ([.pageDown, .pageUp], "a page down, up"),
    ([.first, .last], "to the first todo, to the last"),
    ([.add], "add a todo"),
    ([.edit], "edit the title in place"),
    ([.toggleDone], "done, or open again"),
    ([.delete], "delete (undo brings it back)"),
    ([.undo], "take back this tab's last deletion"),
    ([.leadership], "ask the leader to hand over to this tab"),
    ([.log], "the messages so far"),
    ([.help], "this help"),
    ([.redraw], "draw the screen anew"),
    ([.suspend], "hand over and suspend"),
    ([.quit], "hand over and quit"),
    ([.cancel], "clear the message, close a page"),
  ]

  private static func listLines(_ state: State) -> [Line] {
    let mayWrite = state.coordination.mayWrite
    var lines: [Line] = [[Span("Keys in the list", .heading)]]
    for (commands, words) in topics {
      let keys = commands.flatMap(state.keymap.keys(for:)).map(\.label).joined(separator: " ")
      guard !keys.isEmpty else { continue }
      let works = mayWrite || !commands.contains(where: \.writes)
      lines.append([
        Span(inColumn(keys), works ? .key : .dim),
        Span(words + (works ? "" : " (only in the leader)"), works ? .text : .dim),
      ])
    }
    lines.append([])
    lines.append([Span("The leader writes, followers read along.")])
    lines.append([Span("If it ends or hangs, the next tab leads.")])
    return lines
  }

  private static let editorLines: [Line] = {
    let keys: [(String, String)] = [
      ("Enter", "save"), ("Esc ^C", "leave it as it was"), ("Left ^B", "one to the left"),
      ("Right ^F", "one to the right"), ("C-Left M-b", "a word to the left"),
      ("C-Right M-f", "a word to the right"), ("Home ^A", "to the start"),
      ("End ^E", "to the end"), ("BS", "delete before the cursor"),
      ("Del ^D", "delete under the cursor"), ("^W", "delete the word before"),
      ("^U", "delete to the start"), ("^K", "delete to the end"),
      ("^Z", "hand over and suspend; the text is kept"),
    ]
    return [[Span("Keys while writing a title", .heading)]]
      + keys.map { [Span(inColumn($0.0), .key), Span($0.1)] }
  }()

  private static func inColumn(_ keys: String) -> String {
    keys + String(repeating: " ", count: max(2, 15 - keys.count))
  }
}
