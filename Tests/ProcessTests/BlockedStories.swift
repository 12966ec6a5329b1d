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
    let tabs = try await group.open(2, lease: 0.4)
    let (ann, ben) = (tabs[0], tabs[1])
    let sql = LeadershipStories.longWrite(rows: 400_000)
    let write = ann.send("write", ["sql": .string(sql)])
    try await group.until("Ann's write") { try group.isWriteLocked() }
    try await ann.stop()
    #expect(try group.isWriteLocked(), "the write was over before Ann was stopped")
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
      #expect(written["changes"] == .integer(400_000) && written["term"] == .integer(1))
      try await ben.info("the end of the block") { $0["takeoverBlocked"] == .null }
      // Whoever leads now, it is one of them and writes.
      let leader = try await LeadershipStories.leader(among: [ann, ben])
      try await leader.write("INSERT INTO note (text) VALUES ('after')")
      #expect(try await ben.column("SELECT count(*) FROM note") == [.integer(400_001)])
    }
  }

  @Test("is replaced when it is killed, and its half of a write is gone")
  func killed() async throws {
    // Ann is killed. Ben leads by himself, the block is over, and nothing of Ann's write is there.
    try await TabGroup.tell { group in
      let (ann, ben, _) = try await Self.block(group)
      ann.kill()
      #expect(try await ben.leads()["term"]?.integer ?? 0 >= 2)
      try await ben.write("INSERT INTO note (text) VALUES ('after')")
      #expect(try await ben.get("info")["takeoverBlocked"] == .null)
      #expect(try await ben.column("SELECT text FROM note") == ["after"])
      try group.checkIntegrity()
    }
  }
}
