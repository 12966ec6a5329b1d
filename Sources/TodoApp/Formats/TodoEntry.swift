/// A todo as files hold it: what it is, without what belongs to one database (number, version, tabs).
public struct TodoEntry: Hashable, Sendable {
  /// What the file calls it, so that others can be parts of it; nil for nothing.
  public var name: String?
  /// What is to be done.
  public var title: String
  /// Whether it is done.
  public var done: Bool
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
  /// What the file calls the todo that it is a part of.
  public var parent: String?
  /// Whether it comes again when it is done.
  public var recurrence: Recurrence?
  /// When it was added, if the file says so.
  public var createdAt: Instant?
  /// When it was done, if the file says so.
  public var completedAt: Instant?
  /// How often it was changed, if the file says so; a database that takes it in counts anew.
  public var version: Int64?

  /// An entry with these properties.
  public init(
    name: String? = nil, title: String, done: Bool = false, priority: Priority? = nil,
    project: String? = nil, tags: [String] = [], due: Due? = nil, notes: String = "",
    parent: String? = nil, recurrence: Recurrence? = nil, createdAt: Instant? = nil,
    completedAt: Instant? = nil, version: Int64? = nil
  ) {
    self.name = name
    self.title = title
    self.done = done
    self.priority = priority
    self.project = project
    self.tags = tags
    self.due = due
    self.notes = notes
    self.parent = parent
    self.recurrence = recurrence
    self.createdAt = createdAt
    self.completedAt = completedAt
    self.version = version
  }

  /// A todo of a database, called by its number.
  public init(_ todo: Todo) {
    self.init(
      name: String(todo.id), title: todo.title, done: todo.done, priority: todo.priority,
      project: todo.project, tags: todo.tags, due: todo.due, notes: todo.notes,
      parent: todo.parent.map { String($0) }, recurrence: todo.recurrence,
      createdAt: todo.createdAt, completedAt: todo.completedAt, version: todo.version)
  }

  /// The same as a database takes it: a title of one line, no empty names, no tag twice, no NUL.
  ///
  /// - Throws: the reason if it can be no todo.
  public func checked() throws(FormatProblem.Reason) -> TodoEntry {
    var entry = self
    entry.title = LineEditor.singleLine(title).trimmed
    if entry.title.isEmpty { throw .init("a todo needs a title") }
    if entry.title.utf8.count > Todo.titleLimit {
      throw .init("a title has at most \(Todo.titleLimit) bytes")
    }
    // SQLite's JSON and many a program end a text there.
    entry.notes = notes.removing("\0")
    entry.project = project.map { $0.removing("\0") }.flatMap { $0.isEmpty ? nil : $0 }
    var seen: Set<String> = []
    entry.tags = tags.map { $0.removing("\0") }.filter { !$0.isEmpty && seen.insert($0).inserted }
    return entry
  }
}

extension String {
  fileprivate func removing(_ scalar: Unicode.Scalar) -> String {
    guard unicodeScalars.contains(scalar) else { return self }
    return String(String.UnicodeScalarView(unicodeScalars.filter { $0 != scalar }))
  }
}

/// A line of a file that is no todo, and why.
public struct FormatProblem: Error, Hashable, Sendable {
  /// Why, as words that a sentence may go on with.
  public struct Reason: Error, Hashable, Sendable, CustomStringConvertible {
    /// The words, without a full stop.
    public let description: String

    /// So many scalars of what a file says are enough to find it.
    private static let limit = 400

    init(_ description: String) {
      let scalars = description.unicodeScalars
      guard scalars.count > Self.limit else {
        self.description = description
        return
      }
      // What is wrong stands at the end.
      self.description =
        String(scalars.prefix(Self.limit / 2)) + "…" + String(scalars.suffix(Self.limit / 2))
    }
  }

  /// The line, from 1.
  public var line: Int
  /// Why.
  public var reason: Reason

  /// A problem of a line.
  public init(line: Int, reason: Reason) {
    self.line = line
    self.reason = reason
  }
}
