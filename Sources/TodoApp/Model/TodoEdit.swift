/// One thing about a todo that is to be another.
public enum TodoEdit: Hashable, Sendable {
  case title(String)
  /// Done, which adds its successor if it comes again, or open, which takes that away again unless
  /// somebody has changed it.
  ///
  /// Parts stay as they are: one that is open is still to be done, or was dropped, and only who
  /// marks it knows which. Whoever means all of them marks all of them, in one change.
  case done(Bool)
  case priority(Priority?)
  case project(String?)
  /// All tags.
  case tags([String])
  /// One more tag, if it is not there.
  case addTag(String)
  /// One tag less, if it is there.
  case removeTag(String)
  case due(Due?)
  case notes(String)
  case recurrence(Recurrence?)

  /// Does to a todo what the store will do.
  public func apply(to todo: inout Todo, at now: Instant) {
    switch self {
    case .title(let title): todo.title = title
    case .done(let done):
      if todo.done != done { todo.completedAt = done ? now : nil }
      todo.done = done
    case .priority(let priority): todo.priority = priority
    case .project(let project): todo.project = project
    case .tags(let tags): todo.tags = tags
    case .addTag(let tag):
      if !todo.tags.contains(where: { isSameName($0, tag) }) { todo.tags.append(tag) }
    case .removeTag(let tag): todo.tags.removeAll { isSameName($0, tag) }
    case .due(let due): todo.due = due
    case .notes(let notes): todo.notes = notes
    case .recurrence(let recurrence): todo.recurrence = recurrence
    }
  }

  /// What it is about, for the journal: the name of the field.
  var field: String {
    switch self {
    case .title: "title"
    case .done: "done"
    case .priority: "priority"
    case .project: "project"
    case .tags, .addTag, .removeTag: "tags"
    case .due: "due"
    case .notes: "notes"
    case .recurrence: "recurrence"
    }
  }
}

/// Whether two names are those of one tag, project or saved filter: the upper and lower case of ASCII
/// are the same, as in SQLite's `NOCASE`, by which the tables are kept.
///
/// To fold more here than there would find what is not there, and count as one what are two.
func isSameName(_ left: String, _ right: String) -> Bool {
  func folded(_ byte: UInt8) -> UInt8 { (0x41...0x5A).contains(byte) ? byte | 0x20 : byte }
  return left.utf8.count == right.utf8.count
    && left.utf8.elementsEqual(right.utf8) { folded($0) == folded($1) }
}

extension Todo {
  /// Whether these would give it more tags than a todo may have; then none of them is made.
  func isOverfull(after edits: [TodoEdit]) -> Bool {
    var todo = self
    for edit in edits { edit.apply(to: &todo, at: changedAt) }
    return todo.tags.count > max(Todo.tagsLimit, tags.count)
  }
}
