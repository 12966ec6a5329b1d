import GRDB
import Penholder
import TestSupport
import Testing

@testable import TodoApp

@Suite("Moving todos")
struct MovingTests {
  let world: StoreWorld

  init() throws { world = try StoreWorld() }

  /// A list as an outline: what a part belongs to stands before it, less deep.
  private struct Outline: Equatable {
    var rows: [(id: Int64, level: Int)]

    static func == (left: Outline, right: Outline) -> Bool {
      left.rows.map(\.id) == right.rows.map(\.id)
        && left.rows.map(\.level) == right.rows.map(\.level)
    }

    func index(_ id: Int64) -> Int? { rows.firstIndex { $0.id == id } }

    func end(_ index: Int) -> Int {
      rows[(index + 1)...].firstIndex { $0.level <= rows[index].level } ?? rows.count
    }

    /// False for a move that must be refused.
    mutating func move(_ id: Int64, _ destination: Destination) -> Bool {
      guard let start = index(id) else { return false }
      let block = start..<end(start)
      var moved = Array(rows[block])
      var target: Int
      let level: Int
      switch destination {
      case .top: (target, level) = (0, 0)
      case .bottom: (target, level) = (rows.count, 0)
      case .before(let other), .after(let other), .into(let other):
        guard let place = index(other), !block.contains(place) else { return false }
        switch destination {
        case .before: (target, level) = (place, rows[place].level)
        case .after: (target, level) = (end(place), rows[place].level)
        default: (target, level) = (end(place), rows[place].level + 1)
        }
      }
      let deeper = level - moved[0].level
      for index in moved.indices { moved[index].level += deeper }
      rows.removeSubrange(block)
      if target >= block.upperBound { target -= block.count }
      rows.insert(contentsOf: moved, at: target)
      return true
    }
  }

  private func outline(_ store: TodoStore) async throws -> Outline {
    let window = try await store.load(WindowRequest(around: .place(0), limit: 1_000)).window
    return Outline(rows: window.todos.map { ($0.id, window.level(of: $0)) })
  }

  /// A failing seed is printed with the failure.
  @Test(
    "any moves give what moving rows of an outline gives, and each is taken back", arguments: 1...4)
  func againstOutline(seed: UInt64) async throws {
    var dice = Seeded(seed: seed)
    let store = try await world.open()
    let count: Int64 = 14
    try await store.fill(Int(count))
    var model = try await outline(store)
    for step in 0..<120 {
      let id = Int64.random(in: 1...count, using: &dice)
      let other = Int64.random(in: 1...count, using: &dice)
      let destinations: [Destination] = [
        .before(other), .after(other), .after(3), .before(3), .into(other), .top, .bottom,
      ]
      let destination = destinations.randomElement(using: &dice) ?? .top
      let before = model
      let isMoved = model.move(id, destination)
      let outcome = await store.perform(.move([Seen(id, base: nil)], destination))
      #expect((outcome.id != nil) == isMoved, "seed \(seed), step \(step): \(outcome)")
      let label = "seed \(seed), step \(step): \(id) to \(destination)"
      #expect(try await outline(store) == model, "\(label)")
      if isMoved, step % 5 == 0 {
        _ = try await store.turn(isRedo: false)
        #expect(try await outline(store) == before, "\(label), taken back")
        _ = try await store.turn(isRedo: true)
        #expect(try await outline(store) == model, "\(label), made again")
      }
    }
    await store.database.close()
  }

  @Test("a hundred moves to the same gap find room, and nobody else's version changes")
  func sameGap() async throws {
    let store = try await world.open()
    try await store.fill(200)
    for id in 101...200 {
      #expect(await store.perform(.move([Seen(Int64(id), base: 1)], .after(1))).version == 2)
    }
    let todos = try await store.load(WindowRequest(around: .place(0), limit: 300)).window.todos
    #expect(todos.map(\.id) == [1] + (101...200).reversed() + (2...100))
    #expect(todos.filter { $0.id <= 100 }.allSatisfy { $0.version == 1 })
    await store.database.close()
  }

  @Test("what made room for others does not fall back behind them when an edit is taken back")
  func room() async throws {
    let store = try await world.open(owner: "me")
    try await store.fill(42)
    let other = try await world.open(leading: false, owner: "other")
    #expect(await store.perform(.rename(id: 2, base: 1, title: "mine")).version == 2)
    for id in 3...42 {
      _ = await other.perform(.move([Seen(Int64(id), base: nil)], .before(2)), queueing: true)
    }
    let order = try await outline(store)
    #expect(order.rows.last?.id == 2)
    _ = try await store.turn(isRedo: false)
    #expect(try await outline(store) == order)
    #expect(try await store.todos([2])[0].title == "todo 2")
    await other.database.close()
    await store.database.close()
  }

  @Test("many are moved at once, in the order of the list, parts with what they belong to")
  func many() async throws {
    let store = try await world.open()
    try await store.fill(6)
    _ = await store.perform(.move([Seen(3, base: nil)], .into(2)))
    // 2 and its part 3 are both marked: 3 stays a part of 2.
    let targets = [5, 3, 2].map { Seen(Int64($0), base: nil) }
    #expect(await store.perform(.move(targets, .before(1))).id != nil)
    let outline = try await outline(store)
    #expect(outline.rows.map(\.id) == [2, 3, 5, 1, 4, 6])
    #expect(outline.rows.map(\.level) == [0, 1, 0, 0, 0, 0])
    _ = try await store.turn(isRedo: false)
    #expect(try await store.titles() == (1...6).map { "todo \($0)" })
    await store.database.close()
  }

  @Test("a todo does not become a part of itself, by two tabs at once neither; levels are bounded")
  func circles() async throws {
    let store = try await world.open(owner: "me")
    let other = try await world.open(leading: false, owner: "other")
    try await store.fill(20)
    #expect(await store.perform(.move([Seen(1, base: 1)], .into(2))).version == 2)
    for change: TodoApp.Change in [
      .move([Seen(2, base: 1)], .into(1)), .move([Seen(2, base: 1)], .after(1)),
      .move([Seen(2, base: 1)], .into(2)), .move([Seen(2, base: 1)], .into(77)),
    ] {
      guard case .refused(.failed) = await store.perform(change) else {
        Issue.record("made: \(change)")
        continue
      }
    }
    // Taken back while another tab has done the reverse: refused, not a circle.
    #expect(await store.perform(.move([Seen(1, base: 2)], .top)).version == 3)
    #expect(await other.perform(.move([Seen(2, base: 1)], .into(1)), queueing: true).version == 2)
    guard case .refused = await store.perform(.undo(showing: [])) else {
      Issue.record("1 and 2 are parts of one another")
      return
    }
    for id in 3...19 {
      _ = await store.perform(.move([Seen(Int64(id + 1), base: nil)], .into(Int64(id))))
    }
    let window = try await store.load(WindowRequest(around: .place(0), limit: 99)).window
    #expect(window.total == 20)
    #expect(window.levels.values.max() == 16)
    await other.database.close()
    await store.database.close()
  }

  @Test("a part is not added to what somebody has deleted")
  func orphans() async throws {
    let store = try await world.open()
    try await store.fill(2)
    _ = await store.perform(.delete(id: 1, base: 1))
    for parent in [Int64(1), 99] {
      let change = TodoApp.Change.add(NewTodo(title: "part", parent: parent), mark: parent)
      guard case .refused(.failed) = await store.perform(change) else {
        Issue.record("added to \(parent)")
        continue
      }
    }
    #expect(try await store.titles() == ["todo 2"])
    await store.database.close()
  }
}
