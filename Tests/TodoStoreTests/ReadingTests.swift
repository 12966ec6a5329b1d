import GRDB
import Penholder
import Testing

@testable import TodoApp

@Suite("Reading todos")
struct StoreReadingTests {
  let world: StoreWorld

  init() throws { world = try StoreWorld() }

  @Test("a window stands around its todo, wherever that is among 10,000")
  func windows() async throws {
    let store = try await world.open()
    try await store.fill(10_000)
    for (id, offset) in [(Int64(1), 0), (5_000, 4_949), (1_024, 973), (10_000, 9_900)] {
      let snapshot = try await store.load(
        WindowRequest(around: .item(id, otherwise: 0), limit: 100))
      #expect(snapshot.window.offset == offset)
      #expect(snapshot.window.total == 10_000)
      #expect(snapshot.window.todos.count == 100)
      #expect(snapshot.window.todos.first?.id == Int64(offset + 1))
      #expect(snapshot.window.place(of: id) == Int(id - 1))
    }
    #expect(
      try await store.titles(around: .place(99_999), limit: 2) == ["todo 9999", "todo 10000"])
    #expect(try await store.titles(around: .place(-5), limit: 1) == ["todo 1"])
    await store.database.close()
  }

  @Test("places and counts are right after todos were deleted, done, moved and restored")
  func counts() async throws {
    let store = try await world.open()
    try await store.fill(3_000)
    var random = SystemRandomNumberGenerator()
    try await store.database.write { db in
      // As other programs would: the triggers count whoever writes.
      try db.execute(
        sql: """
          UPDATE todo SET deletedAt = 1 WHERE id % 3 = 0;
          UPDATE todo SET done = 1 WHERE id % 2 = 0;
          UPDATE todo SET deletedAt = NULL WHERE id % 9 = 0;
          UPDATE todo SET position = -30 WHERE id = 2999;
          DELETE FROM todo WHERE id % 5 = 0;
          """)
    }
    let all = try await store.database.read { db in
      try Row.fetchAll(
        db, sql: "SELECT id, done FROM todo WHERE deletedAt IS NULL ORDER BY position, id"
      ).map { (id: $0[0] as Int64, done: $0[1] as Bool) }
    }
    let ids = all.map(\.id)
    #expect(ids.first == 2_999)
    for _ in 0..<50 {
      let place = Int.random(in: 0..<ids.count, using: &random)
      let snapshot = try await store.load(
        WindowRequest(around: .item(ids[place], otherwise: 0), limit: 40))
      #expect(snapshot.window.place(of: ids[place]) == place, "todo \(ids[place])")
      #expect(snapshot.window.total == ids.count)
      #expect(snapshot.open == all.count { !$0.done })
      #expect(snapshot.done == all.count { $0.done })
      #expect(
        snapshot.window.todos.map(\.id) == Array(ids[snapshot.window.offset...].prefix(40)))
    }
    await store.database.close()
  }

  @Test("a follower shows the empty list until the leader has made the tables")
  func beforeTheTables() async throws {
    var configuration = MultiTabDatabase.Configuration()
    configuration.lease = .seconds(5)
    let leader = TodoStore(
      try await MultiTabDatabase.open(at: world.path, configuration: configuration),
      clock: { StoreWorld.now })
    try await leader.database.waitForLeadership()
    let follower = try await world.open(leading: false)
    #expect(try await follower.load(WindowRequest(around: .place(0), limit: 9)).window.total == 0)
    let changes = follower.database.changes()
    try await leader.prepare()
    try await leader.fill(1)
    var iterator = changes.makeAsyncIterator()
    var last: UInt64 = 0
    while last < leader.database.commit, let change = await iterator.next() { last = change.commit }
    #expect(try await follower.titles() == ["todo 1"])
    await follower.database.close()
    await leader.database.close()
  }

  @Test("a database of a newer program is refused, not touched")
  func newerSchema() async throws {
    let store = try await world.open()
    try await store.fill(1)
    try await store.database.write { db in
      try db.execute(sql: "INSERT INTO grdb_migrations VALUES ('9 subtasks')")
    }
    await store.database.close()
    let older = try await world.open(leading: false)
    try await older.database.waitForLeadership()
    await #expect(throws: TodoStoreError.newerSchema) { try await older.check() }
    await #expect(throws: TodoStoreError.newerSchema) {
      try await older.load(WindowRequest(around: .place(0), limit: 1))
    }
    guard case .refused(.failed) = await older.perform(.add(title: "x", mark: 1)) else {
      Issue.record("written to a newer schema")
      return
    }
    await older.database.close()
    #expect(throws: TodoStoreError.newerSchema) {
      try TodoQuery().read(at: world.path, now: StoreWorld.now)
    }
  }

  @Test("rows that another program has made oddly are shown, not fatal")
  func oddRows() async throws {
    let store = try await world.open()
    try await store.database.write { db in
      try db.execute(
        sql: """
          INSERT INTO todo (title, done, priority, tags, due, createdAt, changedAt, position)
          VALUES ('odd', 7, 'urgent', 'no json', '2026-02-30', 0, 0, -70000)
          """)
    }
    try await store.fill(1)
    let todos = try await store.load(WindowRequest(around: .place(0), limit: 9)).window.todos
    #expect(todos.map(\.title) == ["odd", "todo 1"])
    #expect(todos[0].done && todos[0].priority == nil && todos[0].tags == [] && todos[0].due == nil)
    await store.database.close()
  }

  @Test("a query finds by tag, project and text, takes wildcards literally, and sorts")
  func queries() async throws {
    let store = try await world.open()
    _ = try await store.add([
      NewTodo(title: "Buy milk 100%", tags: ["Home"], due: Due(iso: "2026-12-01")),
      NewTodo(title: "Renew", priority: .high, project: "Launch", due: Due(iso: "2026-11-30")),
      NewTodo(title: "Order 1000 keys", tags: ["home", "ops"]),
    ])
    _ = try await store.setDone([3], true)
    await store.database.close()
    func find(_ query: TodoQuery) throws -> [Int64] {
      try query.read(at: world.path, now: StoreWorld.now).map(\.id)
    }
    #expect(try find(TodoQuery("#home")) == [1])
    #expect(try find(TodoQuery("#home", scope: .all)) == [1, 3])
    #expect(try find(TodoQuery("+launch")) == [2])
    #expect(try find(TodoQuery("100%", scope: .all)) == [1])
    #expect(try find(TodoQuery("MILK #home")) == [1])
    #expect(try find(TodoQuery("", scope: .done)) == [3])
    #expect(try find(TodoQuery("", scope: .all, order: .due)) == [2, 1, 3])
    #expect(try find(TodoQuery("", scope: .all, order: .priority, limit: 1)) == [2])
  }
}
