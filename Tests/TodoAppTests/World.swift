import Screen
import Testing

@testable import TodoApp

/// A store, a leader and a clock without any of them being there: performs effects on an array, so
/// that a whole session is a value.
///
/// Effects wait in `outbox` until `deliver` performs them, so that a test decides what happens
/// between a key and its answer.
struct World {
  var state: State
  var todos: [Todo] = []
  var commit: UInt64 = 1
  var outbox: [Effect] = []
  /// Effects for the runtime, in the order in which they came.
  var runtime: [Effect] = []
  var removals: [Int64: Removal] = [:]
  var journal = Journal()
  var filters: [SavedFilter] = []
  var nextID: Int64 = 1
  var milliseconds: Int64
  /// What the store says to every change, if it is not to be made.
  var refusal: Refusal?

  static let morning = Instant(iso: "2026-11-23T14:03:21Z") ?? Instant(milliseconds: 0)
  static let leader = Coordination(
    tab: 1, tabCount: 3, role: .leader, term: 7, leader: TabName(tab: 1, pid: 4211),
    nextInLine: 2, isLive: true)
  static let follower = Coordination(
    tab: 2, tabCount: 3, role: .follower, term: 7, leader: TabName(tab: 1, pid: 4211),
    nextInLine: 2, isLive: true)

  init(
    _ titles: [String] = [], as coordination: Coordination = World.leader,
    columns: Int = 100, rows: Int = 30, repertoire: Repertoire = .unicode,
    settings: Settings = Settings()
  ) {
    milliseconds = World.morning.milliseconds
    state = State(
      options: Options(name: "work.sqlite", repertoire: repertoire, settings: settings),
      size: Size(columns: columns, rows: rows),
      now: Moment(World.morning, secondsFromUTC: 0), seed: 42)
    for title in titles { _ = insert(title) }
    outbox = state.start()
    send(.coordination(coordination, nil))
    deliver()
  }

  var now: Moment { Moment(Instant(milliseconds: milliseconds), secondsFromUTC: 0) }
  var frame: Frame { view(state, size: state.size) }
  var selectedTitle: String? { state.list.selectedTodo?.title }
  var titles: [String] { todos.map(\.title) }

  mutating func send(_ action: Action) {
    for effect in reduce(&state, action, at: now) {
      switch effect {
      case .load, .refresh, .perform: outbox.append(effect)
      default: runtime.append(effect)
      }
    }
  }

  /// Presses keys; with `delivering`, everything is answered after each of them.
  mutating func press(_ script: String, delivering: Bool = true) throws {
    for key in try KeyScript.keys(script) {
      send(.key(key))
      if delivering { deliver() }
    }
  }

  /// Answers effects, and the effects of the answers, until none is left.
  mutating func deliver(limit: Int = 1_000) {
    var steps = 0
    while !outbox.isEmpty {
      steps += 1
      guard steps < limit else {
        Issue.record("effects without end: \(outbox)")
        return
      }
      deliverOne()
    }
  }

  mutating func deliverOne() {
    guard !outbox.isEmpty else { return }
    switch outbox.removeFirst() {
    case .load(let request), .refresh(let request): send(.loaded(read(request)))
    case .perform(let ticket, let change, let queueing):
      send(.written(ticket: ticket, perform(change, queueing: queueing)))
    default: break
    }
  }

  // The store.

  mutating func insert(
    _ title: String, at index: Int? = nil, by tab: Int? = 1, mark: Int64? = nil
  ) -> Int64 {
    let todo = Todo(
      id: nextID, title: title, createdAt: now.instant, createdByTab: tab, changedByTab: tab,
      mark: mark)
    nextID += 1
    commit += 1
    todos.insert(todo, at: index ?? todos.count)
    return todo.id
  }

  mutating func remove(_ id: Int64, by tab: Int?) {
    guard let index = todos.firstIndex(where: { $0.id == id }) else { return }
    commit += 1
    removals[id] = Removal(id: id, title: todos[index].title, tab: tab, at: now.instant)
    todos.remove(at: index)
  }

  mutating func update(_ id: Int64, by tab: Int?, _ change: (inout Todo) -> Void) {
    guard let index = todos.firstIndex(where: { $0.id == id }) else { return }
    commit += 1
    change(&todos[index])
    todos[index].version += 1
    todos[index].changedAt = now.instant
    todos[index].changedByTab = tab
  }

  /// Tells the app that somebody changed data, and answers what it asks.
  mutating func announce() {
    send(.dataChanged(commit: commit))
    deliver()
  }
}
