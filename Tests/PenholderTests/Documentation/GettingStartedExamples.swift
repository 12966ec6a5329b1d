import GRDB
import Penholder

// What the documentation shows, as it stands there: `ExamplePageTests` holds the pages to this.

enum GettingStartedExamples {
  /// In the place of the process's own.
  enum CommandLine {
    @TaskLocal static var arguments: [String] = []
  }

  /// The whole program.
  static func notes(
    readLine: () -> String?, print: @escaping @Sendable (String) -> Void
  ) async throws {
    let db = try await MultiTabDatabase.open(at: CommandLine.arguments[1])

    // Any tab may ask for a write; whichever tab leads carries it out, once.
    _ = try await db.queueWrite(
      WriteRequest("CREATE TABLE IF NOT EXISTS note (id INTEGER PRIMARY KEY, text TEXT)"))

    // Any tab reads, whoever leads.
    let count = try await db.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM note") ?? 0 }
    let leader = db.leaderInfo.leader?.tab ?? 0
    print("\(count) notes; this is tab \(db.number), and tab \(leader) leads")

    // Every tab is told of every commit. Detached, since `readLine` blocks the main thread.
    let changes = db.changes(in: ["note"])
    let listener = Task.detached {
      for await change in changes {
        print("commit \(change.commit) by tab \(change.tabs.sorted())")
      }
    }

    while let line = readLine() {
      let receipt = try await db.queueWrite(
        WriteRequest("INSERT INTO note (text) VALUES (?)", arguments: [line]))
      print("saved as note \(receipt.lastInsertedRowID ?? 0)")
    }
    await db.close()
    await listener.value
  }
}
