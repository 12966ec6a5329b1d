import Foundation
import Testing

@testable import penholder_tool

@Suite("The database file, moved or replaced under living tabs")
struct PlaceStories {
  @Test("everybody is told, nothing is acknowledged that is lost, and they go on when it is back")
  func movedAway() async throws {
    // Ann leads, Ben follows. Somebody moves the database away, and Ann writes. She is refused, and
    // both are told. It is moved back: one of them leads again, and all is there.
    try await TabGroup.tell { group in
      let tabs = try await group.open(2, lease: 0.4)
      try await tabs[0].write("INSERT INTO note (text) VALUES ('before')")
      let away = group.folder + "/elsewhere"
      try FileManager.default.moveItem(atPath: group.database, toPath: away)
      for tab in tabs {
        let refused = try await tab.ask("write", ["sql": "INSERT INTO note (text) VALUES ('lost')"])
        #expect(refused.errorCode == "IO_ERROR")
        #expect(try await tab.ask("read", ["sql": "SELECT 1"]).errorCode == "IO_ERROR")
        try await tab.event("role") { $0["reason"] == "databaseGone" }
      }
      #expect(try await tabs[0].get("info")["isLeader"] == .bool(false))
      let marks = tabs.map(\.mark)
      try FileManager.default.moveItem(atPath: away, toPath: group.database)
      for (tab, mark) in zip(tabs, marks) {
        try await tab.event("role", since: mark) { $0["reason"] == "databaseBack" }
      }
      try await tabs[1].get("requestLeadership", ["timeout": .integer(60)])
      try await tabs[1].write("INSERT INTO note (text) VALUES ('after')")
      #expect(try await tabs[0].column("SELECT text FROM note") == ["before", "after"])
      try group.checkIntegrity()
    }
  }
}
