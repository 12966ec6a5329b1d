import GRDB
import Penholder
import Testing

@testable import TodoApp

@Suite("Todos through the queue")
struct StoreQueueingTests {
  let world: StoreWorld

  init() throws { world = try StoreWorld() }

  @Test("a follower's changes are made by the leader, in their order, and named after the follower")
  func follower() async throws {
    let leader = try await world.open()
    let follower = try await world.open(leading: false)
    let (answers, told) = AsyncStream<WriteOutcome>.makeStream()
    // All but the first call it by its mark: nobody has told its number yet.
    for change: TodoApp.Change in [
      .add(title: "Buy milk", mark: 77), .rename(id: -77, base: 1, title: "Buy oat milk"),
      .setDone(id: -77, base: 2, done: true), .delete(id: -77, base: 3),
      .restore(id: -77, base: 4),
    ] {
      await follower.send(change, queueing: true) { told.yield($0) }
    }
    var versions: Set<Int64?> = []
    for await outcome in answers.prefix(5) { versions.insert(outcome.version) }
    #expect(versions == [1, 2, 3, 4, 5])
    let todo = try #require(
      try await leader.load(WindowRequest(around: .place(0), limit: 9)).window.todos.first)
    #expect(todo.title == "Buy oat milk" && todo.done && todo.mark == 77)
    #expect(todo.createdByTab == follower.database.number)
    #expect(leader.database.isLeader && !follower.database.isLeader)
    await follower.database.close()
    await leader.database.close()
  }

  @Test("conflicts are told as in the leader, whatever triggers there are to be counted")
  func conflicts() async throws {
    let leader = try await world.open()
    let follower = try await world.open(leading: false)
    let id = try await leader.add("Buy milk")
    // Somebody keeps a journal of the list: SQLite counts its rows with the others.
    try await leader.database.write { db in
      try db.execute(
        sql: """
          CREATE TABLE journal (id INTEGER);
          CREATE TRIGGER journal AFTER UPDATE ON todo BEGIN
            INSERT INTO journal VALUES (NEW.id); INSERT INTO journal VALUES (NEW.id);
          END;
          """)
    }
    for (base, change) in [
      (Int64(1), TodoApp.Change.rename(id: id, base: 1, title: "Buy oat milk")),
      (2, .setDone(id: id, base: 2, done: true)), (3, .delete(id: id, base: 3)),
      (4, .restore(id: id, base: 4)),
    ] {
      guard case .refused = await follower.perform(change.moved(by: -1), queueing: true),
        case .refused = await follower.perform(change.moved(by: 1), queueing: true)
      else {
        Issue.record("\(change) was made on another version")
        continue
      }
      #expect(await follower.perform(change, queueing: true).version == base + 1)
    }
    guard
      case .refused(.changed(let todo)) = await follower.perform(
        .delete(id: id, base: 1), queueing: true)
    else {
      _ = Issue.record("not refused")
      return
    }
    #expect(todo.title == "Buy oat milk" && todo.changedByTab == follower.database.number)
    let counts = try await leader.load(WindowRequest(around: .place(0), limit: 9))
    #expect(counts.open == 0 && counts.done == 1)
    #expect(
      await follower.perform(.setDone(id: 99, base: 1, done: true), queueing: true)
        == .refused(.failed("there is no such todo")))
    await follower.database.close()
    await leader.database.close()
  }

  @Test("a change before anybody has made the tables makes them, by whoever leads")
  func noTables() async throws {
    // A leader that knows nothing of todos.
    let leader = try await MultiTabDatabase.open(at: world.path)
    try await leader.waitForLeadership()
    let follower = try await world.open(leading: false)
    let other = try await world.open(leading: false)
    async let first = follower.perform(.add(title: "one", mark: 1), queueing: true)
    async let second = other.perform(.add(title: "two", mark: 2), queueing: true)
    let versions = await [first.version, second.version]
    #expect(versions == [1, 1])
    #expect(try await Set(other.titles()) == ["one", "two"])
    try await other.prepare()
    #expect(try await leader.read { try TodoSchema.standing($0) } == .current)
    await follower.database.close()
    await other.database.close()
    await leader.close()
  }

  @Test("what is queued while nobody leads waits for the next leader, and is made once")
  func successor() async throws {
    let leader = try await world.open()
    var configuration = MultiTabDatabase.Configuration()
    configuration.isObserver = true
    let observer = TodoStore(
      try await MultiTabDatabase.open(at: world.path, configuration: configuration),
      clock: { StoreWorld.now })
    await leader.database.close()
    async let outcome = observer.perform(.add(title: "Buy milk", mark: 9), queueing: true)
    let next = try await world.open()
    #expect(await outcome.version == 1)
    #expect(try await next.titles() == ["Buy milk"])
    await observer.database.close()
    await next.database.close()
  }

  @Test("a tab that may write without leading writes itself")
  func overriding() async throws {
    let leader = try await world.open()
    let id = try await leader.add("Buy milk")
    let database = try await MultiTabDatabase.open(at: world.path)
    database.allowNonLeaderWrites(true)
    let other = TodoStore(database, overrides: true, clock: { StoreWorld.now })
    #expect(await other.perform(.rename(id: id, base: 1, title: "x")).version == 2)
    guard case .refused(.changed) = await other.perform(.delete(id: id, base: 1)) else {
      Issue.record("not refused")
      return
    }
    #expect(database.metrics.overrides == 2)
    await database.close()
    await leader.database.close()
  }

  @Test("a command adds thousands in their order, a few lanes at a time, beside a leader")
  func many() async throws {
    let leader = try await world.open()
    let command = try await world.open(leading: false)
    let titles = (1...1_000).map { "todo \($0) " + String(repeating: "x", count: $0 % 700) }
    let results = try await command.add(titles.map { NewTodo(title: $0) })
    #expect(try results.map { try $0.get() } == (1...1_000).map { Int64($0) })
    #expect(
      try await leader.rows([1, 500, 1_000]).map(\.title) == [titles[0], titles[499], titles[999]])
    await #expect(throws: TodoStoreError.self) {
      try await command.add([NewTodo(title: "fine"), NewTodo(title: " ")])
    }
    #expect(try await leader.load(WindowRequest(around: .place(0), limit: 1)).open == 1_000)
    #expect(leader.database.leaderInfo.term == 1)
    await command.database.close()
    await leader.database.close()
  }

  @Test("the metrics page has every number of the library")
  func metrics() async throws {
    let leader = try await world.open()
    _ = try await leader.add("Buy milk")
    let survey = try Survey(leader.database)
    #expect(survey.tabs.map(\.name.tab) == [leader.database.number])
    #expect(survey.tabs[0].role == "leader" && survey.leaseMilliseconds != nil)
    let names = survey.metrics.map(\.name)
    #expect(Set(names).count == names.count)
    // 20 counters, a rate, a gauge, four distributions.
    #expect(names.count == 22 + 4 * 6)
    #expect(survey.metrics.first { $0.name == "commits" }?.tab == .count(2))
    await leader.database.close()
  }
}

extension TodoApp.Change {
  /// The same on another version.
  fileprivate func moved(by delta: Int64) -> TodoApp.Change {
    let moved = targets.map { Seen($0.id, base: $0.base.map { $0 + delta }) }
    return switch self {
    case .edit(_, let edits): .edit(moved, edits)
    case .delete: .delete(moved)
    case .restore: .restore(moved)
    default: self
    }
  }
}
