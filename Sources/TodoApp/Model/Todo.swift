/// How pressing a todo is.
public enum Priority: String, Hashable, Sendable, Codable, CaseIterable {
  case high
  case medium
  case low
}

/// One thing to do.
public struct Todo: Hashable, Sendable, Identifiable {
  /// The longest title, in bytes of UTF-8; editors stop there and stores refuse more.
  public static let titleLimit = 4_096
  /// The longest notes, in bytes of UTF-8: a change has to fit into a request.
  public static let notesLimit = 16_384
  /// The longest name of a project or a tag, in bytes of UTF-8, and the most tags.
  public static let nameLimit = 256
  /// A todo has at most so many tags.
  public static let tagsLimit = 32

  /// What it is called for ever: ids are never given again and never change.
  public let id: Int64
  /// What is to be done, one line.
  public var title: String
  /// Whether it is done.
  public var done: Bool
  /// How pressing it is, if anybody said so.
  public var priority: Priority?
  /// The project that it belongs to, without the `+`.
  public var project: String?
  /// Its tags, without the `#`, in the order in which they were given.
  public var tags: [String]
  /// When it is due.
  public var due: Due?
  /// Text beside the title, of one or more lines; empty for none.
  public var notes: String
  /// The todo that it is a part of.
  public var parent: Int64?
  /// Whether it comes again when it is done.
  public var recurrence: Recurrence?
  /// When it was added.
  public var createdAt: Instant
  /// When it was done, if it is.
  public var completedAt: Instant?
  /// How often it was changed, from 1; a change says which version it saw.
  public var version: Int64
  /// When it was changed last; `createdAt` if never.
  public var changedAt: Instant
  /// The tab that added it, if one did (a command or another program is none).
  public var createdByTab: Int?
  /// The tab that changed it last.
  public var changedByTab: Int?
  /// What the tab that queued it calls it until it knows its id; see ``Todo/id(marked:)``.
  public var mark: Int64?

  /// A todo with these properties, open and without details unless said otherwise.
  public init(
    id: Int64, title: String, done: Bool = false, priority: Priority? = nil,
    project: String? = nil, tags: [String] = [], due: Due? = nil, notes: String = "",
    parent: Int64? = nil, recurrence: Recurrence? = nil, createdAt: Instant,
    completedAt: Instant? = nil, version: Int64 = 1,
    changedAt: Instant? = nil, createdByTab: Int? = nil, changedByTab: Int? = nil,
    mark: Int64? = nil
  ) {
    self.id = id
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
    self.changedAt = changedAt ?? createdAt
    self.createdByTab = createdByTab
    self.changedByTab = changedByTab
    self.mark = mark
  }

  /// What a queued todo is called until its id is known, which is positive.
  public static func id(marked mark: Int64) -> Int64 { -mark }

  /// Whether this is the todo called so, by its id or by its mark.
  public func isCalled(_ id: Int64) -> Bool {
    self.id == id || (id < 0 && mark == -id)
  }
}
