/// The part of the sorted list that is in memory.
public struct TodoWindow: Hashable, Sendable {
  /// How many todos come before the first one of the window.
  public var offset: Int
  /// How many todos the whole list has.
  public var total: Int
  /// The todos, in the order of the list.
  public var todos: [Todo]
  /// How deep a part is, from 1; for those that are parts, and only where the list has its own order.
  public var levels: [Int64: Int] = [:]

  /// A window; without arguments, that of an empty list.
  public init(offset: Int = 0, total: Int = 0, todos: [Todo] = []) {
    self.offset = offset
    self.total = total
    self.todos = todos
  }

  /// The places in the whole list that the window covers.
  var places: Range<Int> { offset..<offset + todos.count }

  /// How far a todo is to be set in: 0 for one that is part of none.
  public func level(of todo: Todo) -> Int { levels[todo.id] ?? 0 }

  /// The todo at this place of the whole list, if the window covers it.
  func todo(at place: Int) -> Todo? {
    places.contains(place) ? todos[place - offset] : nil
  }

  /// The place of the todo with this id in the whole list, if the window covers it.
  ///
  /// Complexity: O(window).
  func place(of id: Int64) -> Int? { index(of: id).map { offset + $0 } }

  /// Where in the window the todo called so is.
  ///
  /// Complexity: O(window).
  func index(of id: Int64) -> Int? { todos.firstIndex { $0.isCalled(id) } }
}

/// Which part of the list is wanted.
public struct WindowRequest: Hashable, Sendable {
  /// What the part is to be around.
  public enum Anchor: Hashable, Sendable {
    /// The todo called so, by its id or by its mark; if it is not in the list, this place.
    case item(Int64, otherwise: Int)
    /// This place of the list, counted from 0; a place beyond the end means the end.
    case place(Int)
  }

  /// What should be about in the middle, as far as the list reaches.
  public let anchor: Anchor
  /// At most as many todos as this.
  public let limit: Int
  /// What the list shows, and in which order.
  public let query: ListQuery

  /// At most `limit` todos around `anchor`.
  public init(around anchor: Anchor, limit: Int, of query: ListQuery = ListQuery()) {
    self.anchor = anchor
    self.limit = limit
    self.query = query
  }

  /// Whether the answer shows the todo called so, by its id or by its mark, if there is one.
  func looks(for id: Int64) -> Bool {
    if case .item(id, _) = anchor { true } else { false }
  }
}

/// Who removed a todo from the list.
public struct Removal: Hashable, Sendable {
  /// The todo.
  public let id: Int64
  /// What it was called.
  public let title: String
  /// The tab that deleted it, if a tab did.
  public let tab: Int?
  /// When that was.
  public let at: Instant

  /// `tab` removed the todo at this time.
  public init(id: Int64, title: String, tab: Int?, at: Instant) {
    self.id = id
    self.title = title
    self.tab = tab
    self.at = at
  }
}

/// How many todos the views have.
public struct ViewCounts: Hashable, Sendable {
  /// A project or a tag.
  public struct Name: Hashable, Sendable {
    /// What it is called, as it was written first, without its sign.
    public var name: String
    /// How many of its todos are open.
    public var open: Int
  }

  /// How many names of a kind are counted.
  public static let nameLimit = 50

  /// How many todos are open.
  public var open = 0
  /// How many todos are done.
  public var done = 0
  /// How many are due today or overdue, and open.
  public var today = 0
  /// How many are overdue, and open.
  public var overdue = 0
  /// The next open todo's that becomes overdue today, if one does: it has a time.
  public var nextDue: Due?
  /// The projects with the most open todos, those first.
  public var projects: [Name] = []
  /// The tags with the most open todos, those first.
  public var tags: [Name] = []

  /// Nothing anywhere.
  public init(open: Int = 0, done: Int = 0) { (self.open, self.done) = (open, done) }

  /// How many open todos (of `done`, done ones) a view has; 0 for a name that is not counted.
  public subscript(view: TodoView) -> Int {
    switch view {
    case .all: open
    case .today: today
    case .overdue: overdue
    case .done: done
    case .project(let name): Self.open(name, in: projects)
    case .tag(let name): Self.open(name, in: tags)
    }
  }

  private static func open(_ name: String, in names: [Name]) -> Int {
    names.first { isSameName($0.name, name) }?.open ?? 0
  }
}

/// What the store read, all of it from one commit.
public struct Snapshot: Hashable, Sendable {
  /// The commit that it shows.
  public var commit: UInt64
  /// What the list shows.
  public var query = ListQuery()
  /// The part of the list that was asked for; its total counts what the query finds.
  public var window: TodoWindow
  /// The place of the todo that the request was anchored at, if it is in the list.
  public var anchorPlace: Int?
  /// How many todos there are, whatever the query.
  public var counts: ViewCounts
  /// The filters that have names, in their order.
  public var filters: [SavedFilter] = []
  /// Why the todo that the request was anchored at is missing, if it is and that is known.
  public var removal: Removal?
  /// The todos with changes under way, by their ids; none in what the store reads.
  public internal(set) var marks: [Int64: PendingMark] = [:]

  /// How many todos are open, in the whole list.
  public var open: Int {
    get { counts.open }
    set { counts.open = newValue }
  }

  /// How many todos are done, in the whole list.
  public var done: Int {
    get { counts.done }
    set { counts.done = newValue }
  }

  /// The list before anything was read.
  static let nothing = Snapshot(commit: 0, window: TodoWindow(), open: 0, done: 0)

  /// What the store read at `commit`.
  public init(commit: UInt64, window: TodoWindow, open: Int, done: Int, removal: Removal? = nil) {
    self.commit = commit
    self.window = window
    self.removal = removal
    counts = ViewCounts(open: open, done: done)
  }
}
