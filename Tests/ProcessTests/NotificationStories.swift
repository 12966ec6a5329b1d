import CommandLineKit
import Foundation
import GRDB
import Testing

@testable import penholder_tool

@Suite("Notification, between processes")
struct NotificationStories {
  @Test("what the leader writes is announced to every follower, and readable there")
  func announced() async throws {
    // Ann writes two notes and changes one. Ben and Cem are told of both commits, with the table and
    // the rows, and whoever reads when he is told reads what he was told of.
    try await TabGroup.tell { group in
      let tabs = try await group.open(3)
      let ann = tabs[0]
      let first = try await ann.write("INSERT INTO note (text) VALUES ('one'), ('two')")
      let second = try await ann.write("UPDATE note SET text = 'zwei' WHERE id = 2")
      for follower in tabs[1...] {
        let told = try await follower.event("dataChanged") { $0["commit"] == first["commit"] }
        #expect(told["tables"] == .array(["note"]))
        #expect(told["rows"] == ["note": .array([.integer(1), .integer(2)])])
        #expect(told["tab"] == .integer(1) && told["term"] == .integer(1))
        let read = try await follower.get("read", ["sql": "SELECT count(*) AS n FROM note"])
        #expect(read["rows"] == .array([["n": .integer(2)]]))
        let commit = try #require(read["commit"]?.integer)
        #expect(commit >= (first["commit"]?.integer ?? .max))
        let later = try await follower.event("dataChanged") { $0["commit"] == second["commit"] }
        #expect(later["rows"] == ["note": .array([.integer(2)])])
      }
    }
  }

  @Test("events come in order and each commit at most once, before and after a change of leader")
  func inOrder() async throws {
    // Ann commits forty times and hands over to Ben, who commits forty times. Cem is told of eighty
    // commits in order, none twice, none left out.
    try await TabGroup.tell { group in
      let tabs = try await group.open(3)
      let (ann, ben, cem) = (tabs[0], tabs[1], tabs[2])
      for _ in 1...40 { try await ann.write("INSERT INTO note (text) VALUES ('Ann')") }
      try await ben.get("requestLeadership", ["timeout": .integer(60)])
      var last: JSON = .null
      for _ in 1...40 {
        last = try await ben.write("INSERT INTO note (text) VALUES ('Ben')")["commit"] ?? .null
      }
      let newest = last
      try await cem.event("dataChanged") { $0["commit"] == newest }
      let commits = cem.events("dataChanged").compactMap { $0["commit"]?.integer }
      #expect(commits == Array(2...81))
      #expect(cem.events("gap").isEmpty)
    }
  }

  @Test("a commit of a foreign program is noticed by every tab")
  func foreign() async throws {
    // Somebody opens the file with another program and writes. All three are told that anything may
    // have changed, and the numbers of later commits go on.
    try await TabGroup.tell { group in
      let tabs = try await group.open(3)
      try group.foreign { try $0.execute(sql: "INSERT INTO note (text) VALUES ('foreign')") }
      for tab in tabs {
        let told = try await tab.event("schemaChanged") {
          $0["tab"] == .integer(0) && $0["precaution"] == .bool(false)
        }
        #expect(told["tables"] == .null)
      }
      let next = try await tabs[0].write("INSERT INTO note (text) VALUES ('ours')")
      #expect(next["commit"] == .integer(2))
      #expect(try await tabs[2].column("SELECT count(*) FROM note") == [.integer(2)])
    }
  }

  @Test("a tab that is allowed to write beside the leader does, and everybody is told")
  func override() async throws {
    // Ben overrides the guard. His write is announced to Ann, who goes on leading, and to Cem. When
    // he no longer overrides it, he is refused.
    try await TabGroup.tell { group in
      let tabs = try await group.open(3)
      let (ann, ben, cem) = (tabs[0], tabs[1], tabs[2])
      try await ben.get("allowNonLeaderWrites", ["allow": .bool(true)])
      let commit = try await ben.write("INSERT INTO note (text) VALUES ('Ben')")["commit"]
      for tab in [ann, cem] {
        try await tab.line("the announcement") {
          ["dataChanged", "schemaChanged"].contains($0["event"]) && $0["commit"] == commit
            && $0["tab"] == .integer(2)
        }
      }
      try await ann.write("INSERT INTO note (text) VALUES ('Ann')")
      try await ben.get("allowNonLeaderWrites", ["allow": .bool(false)])
      let refused = try await ben.ask("write", ["sql": "DELETE FROM note"])
      #expect(refused.errorCode == "WRITE_PERMISSION_DENIED")
      let counted = try await ben.get("metrics")["metrics"]
      #expect(counted?["overrides"] == .integer(1) && counted?["writeConflicts"] == .integer(1))
    }
  }
}
