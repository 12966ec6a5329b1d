import GRDB
import Penholder
import TestSupport
import Testing

@testable import TodoApp

@Suite("Three owners' undo against a model")
struct OwnersTests {
  let world: StoreWorld

  init() throws { world = try StoreWorld() }

  /// What is known of a todo: each change makes another content, taking back brings the same one
  /// again, and a todo that is not in the list has the content 0.
  private struct Model {
    struct Entry {
      /// Of each todo that it changed, what it was and what it is.
      var sides: [(todo: Int64, before: Int, after: Int)]
    }

    var contents: [Int64: Int] = [:]
    var titles: [Int: String] = [:]
    var done: [[Entry]] = [[], [], []]
    var undone: [[Entry]] = [[], [], []]

    mutating func turn(_ owner: Int, isRedo: Bool) -> Answer {
      guard let entry = isRedo ? undone[owner].popLast() : done[owner].popLast() else {
        return .none
      }
      for side in entry.sides where contents[side.todo] != (isRedo ? side.before : side.after) {
        return .blocked
      }
      for side in entry.sides { contents[side.todo] = isRedo ? side.after : side.before }
      if isRedo { done[owner].append(entry) } else { undone[owner].append(entry) }
      return .turned
    }

    mutating func enter(_ owner: Int, _ sides: [(todo: Int64, before: Int, after: Int)]) {
      for side in sides { contents[side.todo] = side.after }
      done[owner].append(Entry(sides: sides))
      undone[owner] = []
    }

    enum Answer { case turned, blocked, none }
  }

  /// A failing seed is printed with the failure.
  @Test("what is taken back is one's own, as one left it, and nothing else", arguments: 1...4)
  func againstModel(seed: UInt64) async throws {
    var dice = Seeded(seed: seed)
    var tabs: [TodoStore] = []
    for owner in 0..<3 { tabs.append(try await world.open(leading: owner == 0, owner: "\(owner)")) }
    try await tabs[0].fill(5)
    var model = Model()
    for id in 1...5 {
      model.contents[Int64(id)] = id
      model.titles[id] = "todo \(id)"
    }
    for step in 6..<160 {
      let owner = Int.random(in: 0..<3, using: &dice)
      let label = "seed \(seed), step \(step), owner \(owner)"
      let todos = model.contents.keys.sorted().shuffled(using: &dice).prefix(
        Int.random(in: 1...2, using: &dice))
      let isThere = todos.allSatisfy { model.contents[$0] != 0 }
      let targets = todos.map { Seen($0, base: nil) }
      switch Int.random(in: 0..<8, using: &dice) {
      case 0...2:
        let outcome = await tabs[owner].perform(
          .edit(targets, [.title("step \(step)")]), queueing: true)
        #expect((outcome.id != nil) == isThere, "\(label)")
        guard isThere else { continue }
        model.titles[step] = "step \(step)"
        model.enter(owner, todos.map { ($0, model.contents[$0] ?? 0, step) })
      case 3:
        let outcome = await tabs[owner].perform(.delete(targets), queueing: true)
        #expect((outcome.id != nil) == isThere, "\(label)")
        guard isThere else { continue }
        model.enter(owner, todos.map { ($0, model.contents[$0] ?? 0, 0) })
      case let number:
        let isRedo = number > 5
        let expected = model.turn(owner, isRedo: isRedo)
        let outcome = await tabs[owner].perform(
          isRedo ? .redo(showing: []) : .undo(showing: []), queueing: true)
        let answer: Model.Answer =
          switch outcome {
          case .turned: .turned
          case .refused(.nothingLeft): .none
          default: .blocked
          }
        #expect(answer == expected, "\(label): \(outcome)")
      }
      let window = try await tabs[0].load(WindowRequest(around: .place(0), limit: 99)).window
      let titles = model.contents.filter { $0.value != 0 }.mapValues { model.titles[$0] }
      #expect(
        Dictionary(uniqueKeysWithValues: window.todos.map { ($0.id, $0.title) }) == titles,
        "\(label)")
    }
    for tab in tabs.reversed() { await tab.database.close() }
  }
}
