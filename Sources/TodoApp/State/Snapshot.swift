/// The part of the sorted list that is in memory.
public struct TodoWindow: Hashable, Sendable {
  /// How many todos come before the first one of the window.
  public var offset: Int
  /// How many todos the whole list has.
  public var total: Int
  /// The todos, in the order of the list.
  public var todos: [Todo]

  /// A window; without arguments, that of an empty list.
  public init(offset: Int = 0, total: Int = 0, todos: [Todo] = []) {
    self.offset = offset
    self.total = total
    self.todos = todos
  }

  /// The places in the whole list that the window covers.
  var places: Range<Int> { offset..<offset + todos.count }

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
    /// The todo with this id; if it is not in the list any more, this place.
    case item(Int64, otherwise: Int)
    /// This place of the list, counted from 0; a place beyond the end means the end.
    case place(Int)
  }

  /// What should be about in the middle, as far as the list reaches.
  public let anchor: Anchor
  /// At most as many todos as this.
  public let limit: Int

  /// At most `limit` todos around `anchor`.
  public init(around anchor: Anchor, limit: Int) {
    self.anchor = anchor
    self.limit = limit
  }

  /// Whether the answer shows the todo called so, if there is one. What has no id yet is looked for
  /// at a place, the end.
  func looks(for id: Int64) -> Bool {
    switch anchor {
    case .item(let anchor, _): anchor == id
    case .place: id < 0
    }
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

/// What the store read, all of it from one commit.
public struct Snapshot: Hashable, Sendable {
  /// The commit that it shows.
  public var commit: UInt64
  /// The part of the list that was asked for.
  public var window: TodoWindow
  /// How many todos are open, in the whole list.
  public var open: Int
  /// How many todos are done, in the whole list.
  public var done: Int
  /// Why the todo that the request was anchored at is missing, if it is and that is known.
  public var removal: Removal?
  /// The todos with changes under way, by their ids; none in what the store reads.
  public internal(set) var marks: [Int64: PendingMark] = [:]

  /// The list before anything was read.
  static let nothing = Snapshot(commit: 0, window: TodoWindow(), open: 0, done: 0)

  /// What the store read at `commit`.
  public init(commit: UInt64, window: TodoWindow, open: Int, done: Int, removal: Removal? = nil) {
    self.commit = commit
    self.window = window
    self.open = open
    self.done = done
    self.removal = removal
  }
}
