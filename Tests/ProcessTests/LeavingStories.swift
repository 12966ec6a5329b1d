import Foundation
import GRDB
import Testing

@testable import penholder_tool

@Suite("Leaving")
struct LeavingStories {
  /// How a tab is made to leave.
  enum Way: String, CaseIterable, Sendable {
    case endOfInput, close, terminate, hangUp, interrupt

    func end(_ tab: TabProcess) {
      switch self {
      case .endOfInput: tab.child.closeInput()
      case .close: _ = tab.send("close")
      case .terminate: tab.child.signal(SIGTERM)
      case .hangUp: tab.child.signal(SIGHUP)
      case .interrupt: tab.child.signal(SIGINT)
      }
    }
  }

  @Test("a leader that leaves resigns first, and nobody has to find out", arguments: Way.allCases)
  func cleanly(_ way: Way) async throws {
    // Ann leads and leaves. She ends with 0. Ben is told that she left, and leads because she
    // resigned, not because she was found dead.
    try await TabGroup.tell { group in
      let tabs = try await group.open(2)
      let (ann, ben) = (tabs[0], tabs[1])
      way.end(ann)
      #expect(await ann.child.ended() == 0)
      let reason = try await ben.leads()["reason"]
      #expect(reason == "resigned" || reason == "handedOver")
      try await ben.event("tabLeft") { $0["tab"] == .integer(1) }
      try await ben.write("INSERT INTO note (text) VALUES ('from Ben')")
      #expect(ann.events("role").last?["reason"] == "steppedDown")
    }
  }

  @Test("what was asked before the end of input is answered before the tab leaves")
  func lastWords() async throws {
    // A script pipes three writes into a tab and nothing else. They are done in order.
    try await TabGroup.tell { group in
      let input = """
        {"id": 1, "op": "write", "sql": "CREATE TABLE note (id INTEGER PRIMARY KEY, text)"}
        {"id": 2, "op": "execute", "sql": "INSERT INTO note (text) VALUES ('a')"}
        {"id": 3, "op": "write", "statements": [\
        {"sql": "INSERT INTO note (text) VALUES (?)", "arguments": ["b"]}, \
        {"sql": "INSERT INTO note (text) VALUES (:t)", "arguments": {"t": "c"}}]}
        """
      let ended = try await group.run("tab", group.database, "--policy", "wait", input: input)
      #expect(ended.exit == 0 && ended.errors.isEmpty)
      let texts = try group.foreign { try String.fetchAll($0, sql: "SELECT text FROM note") }
      #expect(texts == ["a", "b", "c"])
    }
  }

  @Test("a tab that is suspended hands over first, and follows when it is continued")
  func suspended() async throws {
    // Ann leads and types ^Z. Ben leads at once because she resigned; only then is she stopped.
    // When she comes back she follows, and can be asked things.
    try await TabGroup.tell { group in
      let tabs = try await group.open(2)
      let (ann, ben) = (tabs[0], tabs[1])
      ann.child.signal(SIGTSTP)
      let reason = try await ben.leads()["reason"]
      #expect(reason == "resigned" || reason == "handedOver")
      try await ann.standsStill()
      try await ben.info("Ann's absence") { $0["nextInLine"] == .null }
      ann.resume()
      try await ann.info("Ann's return") { $0["role"] == "follower" }
      let mark = ann.mark
      try await ben.get("resign")
      try await ann.leads(since: mark)
    }
  }

  @Test("a tab whose output nobody reads any more leaves quietly")
  func unread() async throws {
    // The reader of Ann's output goes away, as head does. She leaves without a word.
    try await TabGroup.tell { group in
      let script = "\(TabGroup.program) tab '\(group.database)' | head -n 1"
      let shell = try ChildProcess("/bin/sh", ["-c", script]) { _, _ in }
      // Its input stays open: only the output can tell it.
      #expect(await shell.ended() == 0)
      let status = try await group.run("status", group.database)
      #expect(status.output.hasPrefix("No tab has"))
    }
  }
}
