import TodoApp

extension FuzzTarget {
  private static let now = Moment(
    Instant(milliseconds: 1_795_505_400_000), secondsFromUTC: 7_200)

  /// A file of todos: it is read to its end, every problem has a line, and what was read is written
  /// and read again as it was.
  static func todos(_ bytes: [UInt8], _ format: TodoFormat) throws {
    let list = format.read(bytes, at: now)
    let lines = bytes.count { $0 == 0x0A } + 1
    try promise(
      (list.problems.map(\.line) + list.items.map(\.line)).allSatisfy { (1...lines).contains($0) },
      "a line that the file does not have")
    let plan = ImportPlan(list)
    try promise(
      plan.problems.count + plan.todos.count >= list.items.count, "an entry is gone without a word")
    let written = text(plan, format)
    let again = format.read(Array(written.utf8), at: now)
    try promise(again.problems.isEmpty, "\(again.problems) in \(written.debugDescription)")
    let second = ImportPlan(again)
    try promise(second.problems.isEmpty, "\(second.problems) in \(written.debugDescription)")
    let rewritten = text(second, format)
    try promise(
      rewritten.utf8.elementsEqual(written.utf8),
      "\(written.debugDescription) is exported again as \(rewritten.debugDescription)")
    try promise(second.todos.count == plan.todos.count, "todos are lost on the way")
  }

  /// What an export of these todos, imported into an empty database, would write.
  private static func text(_ plan: ImportPlan, _ format: TodoFormat) -> String {
    var parts: [Int: [Int]] = [:]
    for (place, parent) in plan.parents { parts[parent, default: []].append(place) }
    var writer = EntryWriter(format, at: now)
    var text = writer.head
    var number = 0
    func write(_ place: Int, parent: String?, depth: Int) {
      number += 1
      let (name, todo) = (String(number), plan.todos[place])
      let entry = TodoEntry(
        name: name, title: todo.title, done: todo.done, priority: todo.priority,
        project: todo.project, tags: todo.tags, due: todo.due, notes: todo.notes, parent: parent,
        recurrence: todo.recurrence, createdAt: todo.createdAt, completedAt: todo.completedAt)
      text += writer.text(entry, depth: depth, isReferred: parts[place] != nil)
      for part in (parts[place] ?? []).sorted() { write(part, parent: name, depth: depth + 1) }
    }
    for place in plan.todos.indices where plan.parents[place] == nil {
      write(place, parent: nil, depth: 0)
    }
    return text + writer.tail
  }

  /// The settings file.
  static func settings(_ bytes: [UInt8]) throws {
    let (_, problems) = Settings.read(text(bytes))
    let lines = text(bytes).count(where: \.isNewline) + 1
    try promise(
      problems.allSatisfy { (1...lines).contains($0.line) }, "a line that the file does not have")
    for problem in problems { try harmless(problem.reason) }
  }

  /// Words that people type for days, times and repetitions, and lines that become todos.
  static func words(_ bytes: [UInt8]) throws {
    let text = text(bytes)
    for moment in [
      now, Moment(Instant(milliseconds: 0), secondsFromUTC: -43_200),
      Moment(Instant(milliseconds: 253_402_300_799_999), secondsFromUTC: 50_400),
    ] {
      if let due = Due(words: text, at: moment) {
        try promise(Due(iso: due.iso) == due, "\(due.iso) is no date")
      }
      let todo = NewTodo(typed: text, at: moment)
      if let due = todo.due { try promise(Due(iso: due.iso) == due, "\(due.iso) is no date") }
    }
    if let recurrence = Recurrence(words: text) {
      try promise(Recurrence(text: recurrence.text) == recurrence, "\(recurrence.text)")
      let due = recurrence.next(after: nil, doneOn: Day(number: .max))
      try promise(Due(iso: due.iso) == due, "\(due.iso) is no date")
    }
    if let instant = Instant(iso: text) {
      try promise(Instant(iso: instant.iso) == instant, "\(instant.iso) is no time")
    }
    _ = Due.objection(to: text)
  }

  /// A filter that somebody types.
  static func filter(_ bytes: [UInt8]) throws {
    let text = text(bytes)
    let filter = Filter(text, at: now)
    try promise(
      filter.terms.count + filter.ignored.count <= text.unicodeScalars.count, "terms from nowhere")
  }
}
