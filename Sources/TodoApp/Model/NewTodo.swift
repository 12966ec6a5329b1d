/// A todo that has no id yet.
public struct NewTodo: Hashable, Sendable {
  /// What is to be done.
  public var title: String
  /// Whether it is done already, as imported ones may be.
  public var done = false
  /// How pressing it is.
  public var priority: Priority?
  /// The project that it belongs to.
  public var project: String?
  /// Its tags.
  public var tags: [String]
  /// When it is due.
  public var due: Due?
  /// Text beside the title.
  public var notes: String
  /// The todo that it is a part of: its id, or ``Todo/id(marked:)`` of one that was added before.
  public var parent: Int64?
  /// Whether it comes again when it is done.
  public var recurrence: Recurrence?
  /// When it was added, if that was not now.
  public var createdAt: Instant?
  /// When it was done, if it is; now if that is not known.
  public var completedAt: Instant?

  /// A todo to be added.
  public init(
    title: String, priority: Priority? = nil, project: String? = nil, tags: [String] = [],
    due: Due? = nil, notes: String = "", parent: Int64? = nil, recurrence: Recurrence? = nil
  ) {
    self.title = title
    self.priority = priority
    self.project = project
    self.tags = tags
    self.due = due
    self.notes = notes
    self.parent = parent
    self.recurrence = recurrence
  }

  /// The same as a todo under a mark, as the screen shows it until it is there.
  public func todo(marked mark: Int64, at now: Instant) -> Todo {
    Todo(
      id: Todo.id(marked: mark), title: title, done: done, priority: priority, project: project,
      tags: tags, due: due, notes: notes, parent: parent, recurrence: recurrence,
      createdAt: createdAt ?? now, completedAt: done ? completedAt ?? now : nil, mark: mark)
  }
}
