import GRDB
import Penholder
import Testing

@testable import TodoApp

@Suite("Databases of older programs")
struct UpgradeTests {
  let world: StoreWorld

  init() throws { world = try StoreWorld() }

  /// A list as the program with the first so many migrations leaves it.
  private func old(_ migrations: Int) async throws {
    let database = try await MultiTabDatabase.open(at: world.path)
    try await database.waitForLeadership()
    for request in TodoSchema.requests(first: migrations) {
      _ = try await database.queueWrite(request)
    }
    try await database.write { db in
      try db.execute(
        sql: """
          INSERT INTO todo (title, done, priority, project, tags, due, notes, createdAt, changedAt,
            position, version, deletedAt, deletedByTab) VALUES
            ('Buy milk', 0, 'high', 'home', '["shop"]', '2026-11-23', 'oat', 1, 2, 64, 3, NULL, NULL),
            ('Call', 1, NULL, NULL, '[]', NULL, '', 1, 2, 192, 1, NULL, NULL),
            ('Moved up', 0, NULL, 'Home', '["Shop","x"]', '2026-12-24', '', 1, 2, 96, 2, NULL, NULL),
            ('Gone', 0, 'low', 'home', '["gone"]', NULL, '', 1, 2, 256, 2, 5, 4),
            ('Odd', 0, 'urgent', NULL, 'no json', 'soon', '', 1, 2, -64, 1, NULL, NULL);
          """)
    }
    await database.close()
  }

  @Test("every older schema is brought up to date without loss", arguments: 1...6)
  func upgrade(migrations: Int) async throws {
    try await old(migrations)
    let reader = try await world.open(leading: false)
    let titles = ["Odd", "Buy milk", "Moved up", "Call"]
    // Before anybody has made anything, it is there to be read, in its order.
    if migrations < 3 { #expect(try await reader.titles() == titles) }
    #expect(try await world.listed() == titles)
    try await reader.database.waitForLeadership()
    try await reader.prepare()
    let snapshot = try await reader.load(WindowRequest(around: .item(1, otherwise: 0), limit: 9))
    #expect(snapshot.window.todos.map(\.title) == titles)
    #expect(snapshot.anchorPlace == 1)
    let milk = snapshot.window.todos[1]
    #expect(milk.version == 3 && milk.notes == "oat" && milk.tags == ["shop"] && milk.id == 1)
    #expect(snapshot.counts.open == 3 && snapshot.counts.done == 1 && snapshot.counts.today == 1)
    #expect(snapshot.counts.projects.map(\.open) == [2])
    #expect(snapshot.counts.tags.map(\.open).sorted() == [1, 2])
    let found = WindowRequest(around: .place(0), limit: 9, of: ListQuery(filter: "oat"))
    #expect(try await reader.load(found).window.todos.map(\.id) == [1])
    // What was deleted can still come back, and everything works on.
    #expect(await reader.perform(.restore(id: 4, base: 2)).version == 3)
    #expect(await reader.perform(.move([Seen(2, base: 1)], .top)).version == 2)
    _ = try await reader.turn(isRedo: false)
    #expect(try await reader.titles() == titles + ["Gone"])
    await reader.database.close()
  }

  @Test("several tabs that find an old list bring it up to date once")
  func together() async throws {
    try await old(2)
    let leader = try await world.open(leading: false)
    try await leader.database.waitForLeadership()
    let tabs = [leader, try await world.open(leading: false), try await world.open(leading: false)]
    try await withThrowingTaskGroup(of: Void.self) { group in
      for (index, tab) in tabs.enumerated() {
        group.addTask {
          #expect(
            await tab.perform(.add(title: "new", mark: Int64(index + 1)), queueing: true).version
              == 1)
        }
        group.addTask { try await tab.prepare() }
      }
      try await group.waitForAll()
    }
    #expect(try await leader.titles().count == 7)
    #expect(try await leader.database.read { try TodoSchema.standing($0) } == .current)
    for tab in tabs.reversed() { await tab.database.close() }
  }
}

extension StoreWorld {
  /// What `todos list --all` shows.
  fileprivate func listed() async throws -> [String] {
    try TodoQuery(scope: .all).read(at: path, now: Self.now).map(\.title)
  }
}
