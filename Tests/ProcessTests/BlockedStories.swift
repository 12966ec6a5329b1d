import CommandLineKit
import Foundation
import Testing

@testable import penholder_tool

@Suite("A leader that stops inside a transaction")
struct BlockedStories {
  /// Ann leads; she is stopped in the middle of a write, holding SQLite's own lock. Ben says that
  /// nobody can write, and whose fault it is.
  private static func block(
    _ group: TabGroup
  ) async throws -> (ann: TabProcess, ben: TabProcess, write: Int64) {
    let trap = Trap(.beforeCommit, .stop, in: group)
    let ann = try await group.open(with: trap, "--lease", "0.4")
    try await ann.leads()
    try await ann.write("CREATE TABLE note (id INTEGER PRIMARY KEY, text TEXT)")
    let ben = try await group.open("--lease", "0.4")
    try trap.arm()
    let sql = LeadershipStories.longWrite(rows: 1000)
    let write = ann.send("write", ["sql": .string(sql)])
    try await trap.springs(on: ann, in: group)
    #expect(try group.isWriteLocked())
    let pid = JSON(ann.pid)
    try await ben.info("the block") { $0["takeoverBlocked"]?["pid"] == pid }
    return (ann, ben, write)
  }

  @Test("goes on leading when it is continued, and its write is committed")
  func continued() async throws {
    // Ann is continued in time: nobody could have led in between, so she leads on, in term 1.
    try await TabGroup.tell { group in
      let (ann, ben, write) = try await Self.block(group)
      ann.resume()
      let written = try await ann.answer(to: write)
      #expect(written["changes"] == .integer(1000) && written["term"] == .integer(1))
      try await ben.info("the end of the block") { $0["takeoverBlocked"] == .null }
      // Ben may have waited for the lock and have it next. Whoever leads carries out what he queues.
      let after = try await ben.answer(to: ben.queue("after"))
      #expect(after["ok"] == .bool(true), "\(after)")
      #expect(try await ben.column("SELECT count(*) FROM note") == [.integer(1001)])
    }
  }

  @Test("is replaced when it is killed, and its half of a write is gone")
  func killed() async throws {
    // Ann is killed. Ben leads by himself, the block is over, and nothing of Ann's write is there.
    try await TabGroup.tell { group in
      let (ann, ben, _) = try await Self.block(group)
      func exported() async throws -> String {
        try await group.run("metrics", group.database, "--format", "prometheus").output
      }
      #expect(
        try await exported().contains(
          "\npenholder_takeover_blocked{database=\"\(group.database)\"} 1\n"))
      ann.kill()
      #expect(try await ben.leads()["term"]?.integer ?? 0 >= 2)
      try await ben.write("INSERT INTO note (text) VALUES ('after')")
      #expect(try await ben.get("info")["takeoverBlocked"] == .null)
      #expect(
        try await exported().contains(
          "\npenholder_takeover_blocked{database=\"\(group.database)\"} 0\n"))
      #expect(try await ben.column("SELECT text FROM note") == ["after"])
      try group.checkIntegrity()
    }
  }
}
