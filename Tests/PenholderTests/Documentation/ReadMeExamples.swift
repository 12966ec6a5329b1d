import GRDB
import Penholder

enum ReadMeExamples {
  /// Compiled, and not run: it goes on until it is cancelled.
  static func first() async throws {
    let db = try await MultiTabDatabase.open(at: "/path/to/app.sqlite")

    // Any tab reads, with GRDB, whoever leads.
    let names = try await db.read { try String.fetchAll($0, sql: "SELECT name FROM person") }

    // The leader writes: one fenced transaction, announced to all.
    if db.isLeader {
      try await db.write { try $0.execute(sql: "INSERT INTO person (name) VALUES ('Ana')") }
    }

    // Any tab asks the leader to write, and is answered once, whoever dies meanwhile.
    let receipt = try await db.queueWrite(
      WriteRequest("INSERT INTO person (name) VALUES (?)", arguments: ["Bo"]))
    print("row \(receipt.lastInsertedRowID ?? 0) in commit \(receipt.commit)")

    // Every tab hears of every commit.
    for await change in db.changes(in: ["person"]) {
      print("commit \(change.commit) by tab \(change.tabs)")
    }
    print(names)
  }
}
