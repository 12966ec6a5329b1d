import Screen

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
    ([.queueing], "in a follower: read-only, or queue changes"),
    ([.leadership], "who leads; ask for it, hand it over"),
    ([.metrics], "all measurements"),
    ([.log], "the messages so far"),
    ([.help], "this help"),
    ([.redraw], "draw the screen anew"),
    ([.suspend], "hand over and suspend"),
    ([.quit], "hand over and quit"),
    ([.cancel], "clear the message, close a page"),
  ]

  private static func listLines(_ state: State) -> [Line] {
    let mayWrite = state.mayWrite
    var lines: [Line] = [[Span("Keys in the list", .heading)]]
    for (commands, words) in topics {
      let keys = commands.flatMap(state.keymap.keys(for:)).map(\.label).joined(separator: " ")
      guard !keys.isEmpty else { continue }
      let works = mayWrite || !commands.contains(where: \.writes)
      lines.append([
        Span(inColumn(keys), works ? .key : .dim),
        Span(words + (works ? "" : " (leader, or queueing)"), works ? .text : .dim),
      ])
    }
    lines.append([])
    lines.append([Span("The leader writes, followers read along.")])
    lines.append([Span("If it ends or hangs, the next tab leads.")])
    let sign = Symbols(state.options.repertoire).queued
    lines.append([Span("\(sign) stands for a box while a change waits.")])
    lines.append([])
    lines.append([Span("The line of numbers", .heading)])
    for (name, words) in numbers {
      lines.append([Span(inColumn(name), .key), Span(words)])
    }
    return lines
  }

  private static let numbers = [
    ("lead", "leader changes a minute"), ("notify p99", "how fast notices come"),
    ("conflicts", "writes refused here"), ("refresh", "changes of others"),
    ("queue", "changes that wait"),
  ]

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
