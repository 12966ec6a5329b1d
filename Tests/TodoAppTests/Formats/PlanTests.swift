import Testing

@testable import TodoApp

@Suite("What is imported and exported")
struct PlanTests {
  private func plan(_ text: String) -> ImportPlan {
    ImportPlan(FormatWorld.read(text, .todotxt))
  }

  @Test("wholes are added before their parts, and everything knows its line")
  func order() {
    let plan = plan("leaf p:b\nb id:b p:a\nalone\na id:a")
    #expect(plan.problems.isEmpty)
    #expect(plan.todos.map(\.title) == ["a", "b", "leaf", "alone"])
    #expect(plan.lines == [4, 2, 1, 3])
    #expect(plan.parents == [1: 0, 2: 1])
  }

  @Test(
    "what no store takes is a problem of its line; its parts stand alone, too deep ones as well")
  func refused() {
    let long = String(repeating: "x", count: Todo.titleLimit + 1)
    let plan = plan("\(long) id:1\npart p:1\nnote note:\(String(repeating: "n", count: 20_000))")
    #expect(plan.todos.map(\.title) == ["part"])
    #expect(plan.parents.isEmpty)
    #expect(plan.problems.map(\.line) == [1, 2, 3])

    let deep = (0...20).map { "level \($0) id:\($0)" + ($0 > 0 ? " p:\($0 - 1)" : "") }
    let chain = self.plan(deep.joined(separator: "\n"))
    #expect(chain.todos.count == 21 && chain.parents.count == 19)
    #expect(chain.problems.map(\.line) == [18])
    #expect("\(chain.problems[0].reason)".contains("too deep"))
  }

  @Test("an export of a part of the list keeps the parts that are in it beneath each other")
  func family() {
    func todo(_ id: Int64, in parent: Int64? = nil) -> Todo {
      Todo(id: id, title: "t\(id)", parent: parent, createdAt: FormatWorld.now.instant)
    }
    var writer = EntryWriter(.todotxt, at: FormatWorld.now)
    var family = ExportFamily()
    var text = ""
    // 4 and 7 are left out. What is a part of them is one of what they are a part of.
    for todo in [
      todo(1), todo(2, in: 1), todo(4, in: 1), todo(5, in: 4), todo(3, in: 1), todo(6), todo(7),
      todo(8, in: 7),
    ] {
      text += family.take(todo, isIn: ![4, 7].contains(todo.id), &writer)
    }
    text += family.end(&writer)
    #expect(
      text.replacing("2026-11-24 ", with: "") == "t1 id:1\nt2 p:1\nt5 p:1\nt3 p:1\nt6\nt8\n",
      "\(text)")
  }
}
