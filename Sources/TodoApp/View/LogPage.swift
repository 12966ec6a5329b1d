import Screen

/// The messages so far, the newest first; each to its end, since the message line may have cut it.
enum LogPage {
  static func lines(for state: State) -> [Line] {
    let messages = state.log.messages.reversed()
    if messages.isEmpty { return [[Span("No messages so far.")]] }
    let margin = "00:00:00  ".count
    let columns = Layout(state.size).notesColumns
    // Where the time would take most of a row it has one of its own.
    let isHanging = columns >= 3 * margin
    return messages.flatMap { message -> [Line] in
      let characters = Array(message.text)
      let rows = Wrap(
        characters, columns: isHanging ? columns - margin : columns, in: state.options.repertoire
      ).rows.map { Span(String(characters[$0]), message.role) }
      guard isHanging else { return [[Span("\(message.time)", .dim)]] + rows.map { [$0] } }
      return rows.enumerated().map { index, row in
        let time = index == 0 ? "\(message.time)  " : String(repeating: " ", count: margin)
        return [Span(time, .dim), row]
      }
    }
  }
}
