import Testing

@testable import TodoApp

@Suite("Looking for texts")
struct SearchTests {
  let world: StoreWorld

  init() throws { world = try StoreWorld() }

  @Test(
    "whatever is looked for is looked for as it is: no sign of it means anything to SQLite",
    arguments: [
      "say \"\u{301} it", "100%\u{301} sure", "a_\u{308}b", "x OR y", "NEAR(a b)", "col: *",
      "^a - b", "\\ '; --",
    ])
  func signs(text: String) async throws {
    let store = try await world.open()
    _ = try await store.add([
      NewTodo(title: "before \(text) behind"), NewTodo(title: "before  behind aXb 100 sure"),
    ])
    // Quotation marks hold words together; one with a mark upon it is none.
    for query in ["\"\(text)\"", String(text.prefix { $0 != " " })] where !query.isEmpty {
      let filter = Filter(query, at: StoreWorld.now)
      #expect(filter.ignored.isEmpty)
      let snapshot = try await store.load(
        WindowRequest(around: .place(0), limit: 9, of: ListQuery(filter: query)))
      let expected = try await store.todos([1, 2]).filter(filter.matches).map(\.id)
      #expect(snapshot.window.todos.map(\.id) == expected, "\(query)")
      #expect(expected.contains(1))
    }
    await store.database.close()
  }
}
