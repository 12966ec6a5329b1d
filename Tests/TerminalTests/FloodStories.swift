import Foundation
import TestSupport
import Testing

@Suite("While another tab writes without end")
struct FloodStories {
  /// A tab that adds ten todos at the top of the list, twenty times a second.
  private func open(_ terminals: Terminals, rounds: Int) async throws -> Terminal {
    let insertion = """
      INSERT INTO todo (title, createdAt, changedAt, position) \
      SELECT 'Flood ' || value, 0, 0, -value - (SELECT count(*) FROM todo) \
      FROM json_each('[1,2,3,4,5,6,7,8,9,10]')
      """
    return try await terminals.open(
      [
        "sh", "-c",
        #"""
        for i in $(seq "$3"); do
          printf '{"id": %d, "op": "queueWrite", "sql": "%s"}\n' $i "$2"; sleep 0.05
        done | "$0" tab "$1" | grep -c '"ok":true'; cat
        """#, Program.penholder, terminals.database, insertion, "\(rounds)",
      ])
  }

  // The rows under the reader's eyes are pushed down two hundred times a second, and the list grows
  // as fast. Every key does what it does in silence.
  @Test(
    "the cursor stays on its todo, moving moves it, a filter finds, and nothing is missing after")
  func flood() async throws {
    try await Terminals.tell { terminals in
      let lines = (1...1_000).map { "Item \($0) of a thousand" }.joined(separator: "\n")
      let added = try await Program.run(
        Program.todos, ["import", "--format", "todotxt", "--db", terminals.database], input: lines)
      try #require(added.exit == 0, "\(added.errors)")
      let tabs = [
        try await terminals.openTodos(), try await terminals.openTodos("--queue-writes"),
      ]
      try await tabs[1].shows("[All 1000]")
      let rounds = 100
      let writer = try await open(terminals, rounds: rounds)
      try await tabs[1].becomes("growing") { !$0.contains("[All 1000]") }
      for step in 1...10 {
        try await tabs[1].type("jjj")
        try await tabs[1].shows("▸ ☐ Item \(1 + 3 * step) of")
      }
      try await tabs[1].type("/500 of\r")
      try await tabs[1].shows("▸ ☐ Item 500 of", "filter 500 of")
      try await tabs[1].hides("Item 31 of")
      try await tabs[1].press("Escape")
      try await tabs[1].shows("▸ ☐ Item 500 of", "filter -", "Item 499 of")
      try await tabs[1].type("G")
      try await tabs[1].shows("▸ ☐ Item 1000 of")
      try await tabs[1].type("e and one\r")
      try await tabs[1].shows("▸ ☐ Item 1000 of a thousand and one", "Saved by tab 1")
      try await writer.shows("\(rounds)\n")
      for tab in tabs { try await tab.shows("[All \(1_000 + 10 * rounds)]") }
      try await tabs[0].type("G")
      try await tabs[0].shows("▸ ☐ Item 1000 of a thousand and one")
      try await tabs[1].type("g")
      try await tabs[1].shows("▸ ☐ Flood")
    }
  }
}
