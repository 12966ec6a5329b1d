import CommandLineKit
import Foundation
import Testing

@testable import penholder_tool

@Suite("Leadership, between processes")
struct LeadershipStories {
  @Test("the first tab leads in term 1, and a second one's write is refused")
  func first() async throws {
    // Ann opens the database: she leads in term 1. Ben opens it, too. He may read, and when he
    // writes he is told that Ann leads.
    try await TabGroup.tell { group in
      let tabs = try await group.open(2)
      let (ann, ben) = (tabs[0], tabs[1])
      let role = try await ann.leads()
      #expect(role["term"] == .integer(1) && role["reason"] == "first")
      let refused = try await ben.ask("write", ["sql": "INSERT INTO note (text) VALUES ('x')"])
      #expect(refused.errorCode == "WRITE_PERMISSION_DENIED")
      let message = refused["error"]?["message"]?.text ?? ""
      #expect(message.contains("tab 1 (pid \(ann.pid))"))
      #expect(try await ben.column("SELECT count(*) FROM note") == [.integer(0)])
      let info = try await ben.get("info")
      #expect(info["leader"]?["pid"] == JSON(ann.pid) && info["isLeader"] == .bool(false))
      #expect(info["nextInLine"] == .integer(2))
    }
  }

  @Test("a killed leader is replaced by the next in line, and no acknowledged write is lost")
  func killed() async throws {
    // Ann leads, Ben and Cem follow in this order. Ann writes and is killed in the middle of it. Ben
    // leads in term 2, everything that Ann was told was written is there, and Cem follows Ben.
    try await TabGroup.tell { group in
      let tabs = try await group.open(3)
      let (ann, ben, cem) = (tabs[0], tabs[1], tabs[2])
      for number in 1...20 {
        try await ann.write("INSERT INTO note (id, text) VALUES (?, 'n')", .array([JSON(number)]))
      }
      // These may or may not be acknowledged.
      for _ in 1...20 { _ = ann.send("write", ["sql": "INSERT INTO note (text) VALUES ('late')"]) }
      #expect(try await cem.get("info")["nextInLine"] == .integer(2))
      ann.kill()
      #expect(await ann.child.ended() == 128 + SIGKILL)
      let acknowledged = ann.lines.filter { $0["changes"] == .integer(1) }.count
      let role = try await ben.leads()
      #expect(role["term"] == .integer(2) && role["reason"] == "died")
      let change = try await cem.event("leaderChanged") { $0["term"] == .integer(2) }
      #expect(change["leader"]?["tab"] == .integer(2))
      let count = try await cem.column("SELECT count(*) FROM note").first?.integer ?? 0
      #expect(count >= Int64(acknowledged) && acknowledged >= 20)
      try await ben.write("INSERT INTO note (text) VALUES ('from Ben')")
      #expect(cem.terms.isEmpty)
      try group.checkIntegrity()
    }
  }

  @Test("a stopped leader is replaced after its lease, and deposed when it wakes")
  func stopped() async throws {
    // Ann leads and is stopped. After a lease Ben leads and writes. Meanwhile somebody typed into
    // Ann's terminal; when she wakes, that write is refused, she is told that she is deposed, and
    // nothing of hers is there.
    try await TabGroup.tell { group in
      let tabs = try await group.open(2, lease: 0.4)
      let (ann, ben) = (tabs[0], tabs[1])
      try await ann.stop()
      let typed = ann.send("write", ["sql": "INSERT INTO note (text) VALUES ('from Ann')"])
      let role = try await ben.leads()
      #expect(role["reason"] == "silent" && role["term"] == .integer(2))
      try await ben.write("INSERT INTO note (text) VALUES ('from Ben')")
      ann.resume()
      let refused = try await ann.answer(to: typed)
      #expect(["LEADERSHIP_LOST", "WRITE_PERMISSION_DENIED"].contains(refused.errorCode))
      let deposed = try await ann.event("role") { $0["role"] == "follower" }
      #expect(deposed["reason"] == "deposed" && deposed["term"] == .integer(1))
      let again = try await ann.ask("write", ["sql": "INSERT INTO note (text) VALUES ('again')"])
      #expect(again.errorCode == "WRITE_PERMISSION_DENIED")
      #expect(try await ann.column("SELECT text FROM note") == ["from Ben"])
    }
  }

  @Test("a leader that is asked hands over, and one that resigns is followed")
  func handedOver() async throws {
    // Ben asks for leadership and gets it from Ann. He resigns in favour of Cem, who leads.
    try await TabGroup.tell { group in
      let tabs = try await group.open(3)
      let (ann, ben, cem) = (tabs[0], tabs[1], tabs[2])
      let granted = try await ben.get("requestLeadership", ["timeout": .integer(30)])
      #expect(granted["outcome"] == "granted" && granted["term"] == .integer(2))
      #expect(try await ben.leads()["reason"] == "handedOver")
      try await ann.event("role") { $0["role"] == "follower" && $0["reason"] == "steppedDown" }
      #expect(try await ben.get("requestLeadership")["outcome"] == "already-leading")
      try await ben.get("resign", ["to": .integer(3)])
      #expect(try await cem.leads()["reason"] == "handedOver")
      try await cem.write("INSERT INTO note (text) VALUES ('from Cem')")
      let refused = try await ben.ask("write", ["sql": "DELETE FROM note"])
      #expect(refused.errorCode == "WRITE_PERMISSION_DENIED")
    }
  }

  @Test("a hand-over waits for the write under way, which is not lost")
  func duringWrite() async throws {
    // Ann is in the middle of a long write when Ben asks. Her write is completed and acknowledged,
    // then Ben leads, and sees all of it.
    try await TabGroup.tell { group in
      let tabs = try await group.open(2)
      let (ann, ben) = (tabs[0], tabs[1])
      let long = ann.send("write", ["sql": .string(Self.longWrite(rows: 600_000))])
      try await group.until("Ann's write") { try group.isWriteLocked() }
      let granted = try await ben.get("requestLeadership", ["timeout": .integer(60)])
      #expect(granted["outcome"] == "granted")
      let written = try await ann.answer(to: long)
      #expect(written["changes"] == .integer(600_000) && written["term"] == .integer(1))
      #expect(try await ben.column("SELECT count(*) FROM note") == [.integer(600_000)])
    }
  }

  @Test("fifty tabs that open at once never have two leaders in a term")
  func fifty() async throws {
    // Fifty people open a database that does not exist yet, at once. One of them leads. It is killed,
    // eight times over. In no term did two of them lead, and every term has its leader.
    try await TabGroup.tell { group in
      var tabs: [TabProcess] = []
      for _ in 1...50 { tabs.append(try group.start()) }
      for tab in tabs { try await tab.event("ready") }
      for _ in 1...8 {
        let leader = try await Self.leader(among: tabs)
        leader.kill()
        _ = await leader.child.ended()
      }
      let last = try await Self.leader(among: tabs)
      try await last.write("CREATE TABLE survived (x)")
      let terms = tabs.flatMap(\.terms)
      #expect(Set(terms).count == terms.count, "a term with two leaders: \(terms.sorted())")
      #expect(terms.count >= 9)
      try group.checkIntegrity()
    }
  }

  /// A write that takes a while.
  static func longWrite(rows: Int) -> String {
    """
    WITH RECURSIVE c (x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c WHERE x < \(rows))
    INSERT INTO note (text) SELECT x FROM c
    """
  }

  /// The tab that leads, waiting until somebody living does.
  static func leader(among tabs: [TabProcess]) async throws -> TabProcess {
    let end = Date.now + TabProcess.limit
    while Date.now < end {
      for tab in tabs where tab.isAlive {
        let last = tab.events("role").last
        if last?["role"] == "leader" { return tab }
      }
      try await Task.sleep(for: .milliseconds(2))
    }
    throw TabProcess.Missing(description: "nobody leads")
  }
}
