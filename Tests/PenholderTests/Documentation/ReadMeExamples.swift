import GRDB
import Penholder

enum ReadMeExamples {
  /// What the README begins with.
  static func first(at path: String, print: (String) -> Void) async throws {
    let db = try await MultiTabDatabase.open(at: path)
    let changes = db.changes(in: ["person"])

    // Whoever leads carries it out, once, whoever dies meanwhile; this process, if it is alone.
    try await db.queueWrite(WriteRequest("CREATE TABLE IF NOT EXISTS person (name TEXT)"))
    let receipt = try await db.queueWrite(
      WriteRequest("INSERT INTO person VALUES (?)", arguments: ["Ana"]))

    // Every process hears of every commit, and reads with GRDB.
    for await change in changes {
      let names = try await db.read { try String.fetchAll($0, sql: "SELECT name FROM person") }
      print("commit \(change.commit) by tab \(change.tabs): \(names)")
      if change.commit >= receipt.commit { break }
    }
    await db.close()
  }
}
