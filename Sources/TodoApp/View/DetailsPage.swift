import Screen

/// All that is known of the todo under the cursor, to be read in tabs that may not open its editors
/// as well: the whole title, and notes to their end.
enum DetailsPage {
  static func lines(for state: State) -> [Line] {
    guard let todo = state.list.selectedTodo else { return [[Span(Sentence.empty(state))]] }
    let columns = Layout(state.size).notesColumns
    func wrapped(_ text: String, _ role: Role) -> [Line] {
      let characters = Array(text)
      return Wrap(characters, columns: columns, in: state.options.repertoire).rows.map {
        [Span(String(characters[$0]), role)]
      }
    }
    var lines = wrapped(todo.title, .heading) + [[]]
    for (name, value) in facts(todo, state) {
      lines.append([
        Span(name + String(repeating: " ", count: max(1, 10 - name.count)), .key), Span(value),
      ])
    }
    guard !todo.notes.isEmpty else { return lines }
    return lines + [[]] + wrapped(todo.notes, .text)
  }

  private static func facts(_ todo: Todo, _ state: State) -> [(name: String, value: String)] {
    func moment(_ instant: Instant, _ tab: Int?) -> String {
      let when = state.now.on(instant)
      return "\(Labels.day(Due(when.day))) at \(when.time)" + (tab.map { ", tab \($0)" } ?? "")
    }
    let window = state.list.window
    let whole = todo.parent.map { id in
      window.index(of: id).map { "#\(id) \(quoted(window.todos[$0].title))" } ?? "#\(id)"
    }
    let rows: [(String, String?)] = [
      ("number", todo.id > 0 ? "#\(todo.id)" : "none yet"),
      ("done", todo.done ? todo.completedAt.map { moment($0, nil) } ?? "yes" : "no"),
      ("part of", whole),
      ("priority", todo.priority?.rawValue),
      ("due", todo.due.map(Labels.day)),
      ("again", todo.recurrence.map(Labels.recurrence)),
      ("project", todo.project.map { "+" + $0 }),
      ("tags", todo.tags.isEmpty ? nil : todo.tags.map { "#" + $0 }.joined(separator: " ")),
      ("created", todo.id > 0 ? moment(todo.createdAt, todo.createdByTab) : nil),
      ("changed", todo.version > 1 ? moment(todo.changedAt, todo.changedByTab) : nil),
    ]
    return rows.compactMap { name, value in value.map { (name, $0) } }
  }
}
