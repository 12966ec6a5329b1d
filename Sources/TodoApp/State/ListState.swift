/// The list and where the cursor is in it.
///
/// The cursor and the scroll position belong to todos, not to lines: what others add or remove moves
/// them along. Invariant S1: if `selected` is not nil it is the id of the todo at `selectedPlace`,
/// and that todo is in the window, so that a key acts on what was painted.
public struct ListState: Hashable, Sendable {
  /// The smallest window that is asked for.
  static let smallestWindow = 128

  /// What the list shall show; what it shows is ``shown``.
  public internal(set) var query = ListQuery()
  /// What the window is a part of.
  public internal(set) var shown = ListQuery()
  /// The numbers of the views, whatever is shown.
  public internal(set) var counts = ViewCounts()
  /// The filters that have names.
  public internal(set) var filters: [SavedFilter] = []
  /// The part of the list that is in memory.
  public internal(set) var window = TodoWindow()
  /// How many todos are open.
  public var open: Int { counts.open }
  /// How many todos are done.
  public var done: Int { counts.done }
  /// The todos with changes under way, by their ids.
  public internal(set) var marks: [Int64: PendingMark] = [:]
  /// The commit that is shown; nil before the first snapshot.
  public internal(set) var commit: UInt64?
  /// The todo under the cursor; nil only if there is none.
  public internal(set) var selected: Int64?
  /// Its place in the whole list.
  public internal(set) var selectedPlace = 0
  /// The place of the first line that is shown.
  public internal(set) var top = 0

  /// A place that the cursor is on its way to, because the window does not reach there yet; `.max` is
  /// the end, wherever that will be.
  var target: Int?
  /// A todo that the cursor is on its way to.
  var sought: Int64?
  /// Whether all todos are to be marked, of which the window lacks some.
  var marksAll = false
  /// The request under way.
  var loading: WindowRequest?
  /// When the list was to be read last.
  var askedAt: Moment?
  /// The latest commit announced since then.
  var announced: UInt64 = 0

  /// The todo under the cursor.
  public var selectedTodo: Todo? {
    selected == nil ? nil : window.todo(at: selectedPlace)
  }

  /// How many todos a filter has found; nil without one, or while what it finds is read.
  var found: Int? { query.filter.isEmpty || shown != query || commit == nil ? nil : window.total }

  /// The target as far as the list is known to reach.
  var targetPlace: Int? { target.map { min($0, max(0, window.total - 1)) } }

  /// What has to be asked for to show `rows` lines and a page around them.
  func request(rows: Int) -> WindowRequest {
    let limit = max(Self.smallestWindow, 4 * rows, marksAll ? Change.targetLimit : 0)
    if let sought {
      // What has no id yet, and is not in the database yet, is at the end.
      let otherwise = sought < 0 ? window.total : selectedPlace
      return WindowRequest(around: .item(sought, otherwise: otherwise), limit: limit, of: query)
    }
    if let target { return WindowRequest(around: .place(target), limit: limit, of: query) }
    // Another list begins at its beginning, unless the cursor's todo is in it.
    let place = shown == query ? selectedPlace : 0
    if let selected, selected > 0 {
      return WindowRequest(around: .item(selected, otherwise: place), limit: limit, of: query)
    }
    return WindowRequest(around: .place(place), limit: limit, of: query)
  }

  /// Whether the cursor has gone elsewhere since this was asked for, so that the answer lacks its todo:
  /// shown, it would take the cursor back to where it came from.
  func hasLeft(_ request: WindowRequest, for snapshot: Snapshot) -> Bool {
    guard target == nil, sought == nil, let selected, selected > 0, !request.looks(for: selected),
      shown == query, request.query == query
    else { return false }
    return snapshot.window.total > 0 && snapshot.window.place(of: selected) == nil
  }

  /// Whether the window lacks a part of the page before, the page shown or the page after.
  func lacksRows(_ rows: Int) -> Bool {
    if shown != query { return true }
    if target != nil || sought != nil || marksAll { return true }
    let wanted = max(0, top - rows)..<min(window.total, top + 2 * rows)
    guard !wanted.isEmpty else { return false }
    return wanted.lowerBound < window.places.lowerBound
      || wanted.upperBound > window.places.upperBound
  }

  /// Moves the cursor to a place, at once if the window covers it.
  mutating func move(to place: Int, rows: Int) {
    sought = nil
    guard window.total > 0 else { return }
    let wanted = place
    let place = min(max(place, 0), window.total - 1)
    guard let todo = window.todo(at: place) else {
      target = wanted == .max ? wanted : place
      return
    }
    target = nil
    selectedPlace = place
    selected = todo.id
    keepCursorVisible(rows: rows)
  }

  /// Moves the cursor to a todo if the window covers it.
  ///
  /// - Returns: whether it does.
  mutating func select(_ id: Int64, rows: Int) -> Bool {
    guard let place = window.place(of: id) else { return false }
    move(to: place, rows: rows)
    return true
  }

  /// Scrolls as little as needed to show the cursor, and not beyond the end.
  mutating func keepCursorVisible(rows: Int) {
    let rows = max(rows, 1)
    top = min(top, max(0, window.total - rows))
    top = min(max(top, selectedPlace - rows + 1), selectedPlace)
    top = max(top, 0)
  }

  /// Shows another snapshot, the answer to `request` if that is known; the cursor stays on its
  /// todo, and so does the first line.
  ///
  /// Complexity: O(window).
  mutating func apply(_ snapshot: Snapshot, answering request: WindowRequest? = nil, rows: Int) {
    let topID = top == 0 ? nil : window.todo(at: top)?.id
    // Another list begins at its cursor, not at a line of the one before.
    let isOther = shown != snapshot.query
    shown = snapshot.query
    window = snapshot.window
    counts = snapshot.counts
    filters = snapshot.filters
    marks = snapshot.marks
    // A list that shows its beginning goes on showing it.
    if isOther { top = 0 } else if let topID, let place = window.place(of: topID) { top = place }
    guard window.total > 0, !window.todos.isEmpty else {
      (selected, selectedPlace, top, target, sought) = (nil, 0, 0, nil, nil)
      return
    }
    if let sought, let place = window.place(of: sought) {
      selectedPlace = place
      self.sought = nil
    } else if let target, window.todo(at: min(target, window.total - 1)) != nil {
      selectedPlace = min(target, window.total - 1)
      self.target = nil
    } else if let selected, let place = window.place(of: selected) {
      selectedPlace = place
    } else if isOther {
      selectedPlace = 0
    }
    if let sought, let request, request.looks(for: sought) { self.sought = nil }
    // The place stays when the todo is gone; S1 wants a place that the window covers.
    selectedPlace = min(max(selectedPlace, window.offset), window.places.upperBound - 1)
    selected = window.todo(at: selectedPlace)?.id
    keepCursorVisible(rows: rows)
  }

  /// Takes over new contents of rows without moving any, for as long as an editor is open.
  ///
  /// Complexity: O(window).
  mutating func applyContents(of snapshot: Snapshot) {
    let fresh = Dictionary(snapshot.window.todos.map { ($0.id, $0) }) { first, _ in first }
    for index in window.todos.indices {
      if let todo = fresh[window.todos[index].id] { window.todos[index] = todo }
    }
    counts = snapshot.counts
    filters = snapshot.filters
    marks = snapshot.marks
  }
}
