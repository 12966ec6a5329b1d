import GRDB
import Penholder
import TestSupport
import Testing

@testable import TodoApp

@Suite("What is shown before the answer")
struct ForetellingTests {
  let world: StoreWorld

  init() throws { world = try StoreWorld() }

  /// A failing seed is printed with the failure.
  @Test("is what the store then does, for changes of every kind", arguments: 1...4)
  func foretold(seed: UInt64) async throws {
    var dice = Seeded(seed: seed)
    let store = try await world.open()
    try await store.fill(12)
    let request = WindowRequest(around: .place(0), limit: 200)
    for step in 0..<100 {
      let before = try await store.load(request)
      let change = self.change(of: before.window, &dice)
      var edits = PendingEdits(before, commit: before.commit, strategy: .rejectIfChanged)
      let made = edits.make(change)
      let name = try #require(made)
      let shown = edits.view
      let outcome = await store.perform(change)
      let label = "seed \(seed), step \(step), \(change), \(outcome)"
      guard let commit = outcome.commit else {
        // Refused: it leaves no trace.
        edits.rejected(name, because: "refused")
        #expect(edits.view == before, "\(label)")
        continue
      }
      let after = try await store.load(request)
      #expect(rows(shown) == rows(after), "\(label)")
      if case .delete = change {} else { #expect(shown.open == after.open, "\(label)") }
      // The snapshot before the receipt, or the receipt before the snapshot.
      if step % 2 == 0 { edits.accepted(name, at: commit) }
      edits.refresh(after, commit: after.commit)
      #expect(rows(edits.view) == rows(after), "\(label), seen twice")
      edits.accepted(name, at: commit)
      #expect(edits.view == after && edits.pending.isEmpty, "\(label)")
    }
    await store.database.close()
  }

  /// What a row says and where it stands, without what is going.
  private func rows(_ snapshot: Snapshot) -> [String] {
    snapshot.window.todos.filter { snapshot.marks[$0.id]?.isGoing != true }.map { todo in
      let level = snapshot.window.level(of: todo)
      return "\(level) \(todo.title) \(todo.done) \(todo.priority?.rawValue ?? "") "
        + "\(todo.project ?? "") \(todo.tags) \(todo.due?.iso ?? "") \(todo.notes) v\(todo.version)"
    }
  }

  private func change(of window: TodoWindow, _ dice: inout Seeded) -> TodoApp.Change {
    let todos = window.todos.shuffled(using: &dice)
    guard let first = todos.first, todos.count > 2 else {
      return .add(title: "new", mark: .random(in: 1 ... .max, using: &dice))
    }
    // Now and then what somebody else has changed since.
    let isStale = Int.random(in: 0..<9, using: &dice) == 0
    let one = Seen(first.id, base: isStale ? first.version + 1 : first.version)
    let many = todos.prefix(3).map { Seen($0) }
    let day = Due(Day(number: 20_000 + Int.random(in: 0...9, using: &dice)))
    let changes: [TodoApp.Change] = [
      .add(
        NewTodo(
          title: "new", parent: Bool.random(using: &dice) ? first.id : nil),
        mark: .random(in: 1 ... .max, using: &dice)),
      .edit([one], [.title("renamed \(day.iso)")]), .edit(many, [.done(true)]),
      .edit(many, [.done(false)]), .edit([one], [.priority(.high), .project("p"), .due(day)]),
      .edit(many, [.addTag("A"), .removeTag("b")]), .edit(many, [.addTag("a"), .addTag("B")]),
      .edit([one], [.tags([]), .notes("n")]), .delete([one]),
      .move([one], .before(todos[1].id)), .move([one], .after(todos[1].id)),
      .move([one], .into(todos[1].id)), .move([one], .top), .move([one], .bottom),
    ]
    if let step = [MoveStep.up, .down, .indent, .outdent].randomElement(using: &dice),
      let destination = window.destination(of: first.id, step), Bool.random(using: &dice)
    {
      return .move([one], destination)
    }
    return changes.randomElement(using: &dice) ?? .clearDone
  }

  @Test("steps up, down, in and out go where one would look for the todo")
  func steps() async throws {
    let store = try await world.open()
    try await store.fill(4)
    func step(_ id: Int64, _ step: MoveStep) async throws -> [String]? {
      let window = try await store.load(WindowRequest(around: .place(0), limit: 9)).window
      guard let destination = window.destination(of: id, step) else { return nil }
      _ = await store.perform(.move([Seen(id, base: nil)], destination))
      let after = try await store.load(WindowRequest(around: .place(0), limit: 9)).window
      return after.todos.map { String(repeating: "-", count: after.level(of: $0)) + "\($0.id)" }
    }
    #expect(try await step(1, .up) == nil)
    #expect(try await step(1, .indent) == nil)
    #expect(try await step(1, .outdent) == nil)
    #expect(try await step(2, .indent) == ["1", "-2", "3", "4"])
    #expect(try await step(3, .indent) == ["1", "-2", "-3", "4"])
    #expect(try await step(3, .up) == ["1", "-3", "-2", "4"])
    #expect(try await step(2, .down) == nil)
    #expect(try await step(1, .down) == ["4", "1", "-3", "-2"])
    #expect(try await step(4, .down) == ["1", "-3", "-2", "4"])
    #expect(try await step(2, .outdent) == ["1", "-3", "2", "4"])
    await store.database.close()
  }
}
