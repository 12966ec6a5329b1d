/// Which part of the todos a list shows.
public enum TodoView: Hashable, Sendable {
  /// All of them. What is done stays at its place until it is cleared, so that no row jumps away
  /// under the key that marked it.
  case all
  /// What has to be looked at today: what is due today and what is overdue, as far as it is open.
  case today
  /// What should have been done: due on an earlier day, or at a time of today that is over.
  case overdue
  /// What belongs to this project, done or not.
  case project(String)
  /// What has this tag, done or not.
  case tag(String)
  /// What is done.
  case done
}

/// What comes first in a list. On the screen, in every order but the list's own, what is done comes
/// last.
public enum Sort: String, Hashable, Sendable, CaseIterable, Codable {
  /// As people have put them, parts behind what they are a part of.
  case list
  /// The same, what is done last.
  case doneLast = "done"
  /// The earliest first, then the most pressing; those without a day last, either way round.
  case due
  /// The most pressing first, then the earliest.
  case priority
  case title
  /// The newest first.
  case created
  /// The latest change first.
  case changed
  /// By number.
  case id

  /// Whether it can be turned round.
  public var isReversible: Bool { self != .list && self != .doneLast }
}

/// What a list shows and in which order.
public struct ListQuery: Hashable, Sendable {
  /// Which part of the todos.
  public var view: TodoView
  /// Which of those: as ``Filter/init(_:at:)`` reads it; empty for all.
  public var filter: String
  /// What comes first.
  public var sort: Sort
  /// Whether the order is turned round; see ``Sort/isReversible``.
  public var isReversed: Bool

  /// A list; without arguments, all todos as people have put them.
  public init(
    _ view: TodoView = .all, filter: String = "", sort: Sort = .list, isReversed: Bool = false
  ) {
    self.view = view
    self.filter = filter
    self.sort = sort
    self.isReversed = isReversed
  }

  /// Whether todos stand in the order that people gave them, so that moving them makes sense.
  public var isManual: Bool { sort == .list }
}

/// A filter that has a name, shared by all tabs.
public struct SavedFilter: Hashable, Sendable, Identifiable {
  /// What it is called; upper and lower case are the same.
  public var name: String
  /// The filter; see ``Filter/init(_:at:)``.
  public var text: String

  /// A filter under a name.
  public init(name: String, text: String) {
    self.name = name
    self.text = text
  }

  /// The name.
  public var id: String { name }
}
