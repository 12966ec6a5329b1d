import CommandLineKit
import Foundation
import GRDB
import Testing

@testable import penholder_tool

@Suite("Many who write")
struct ContentionStories {
  @Test(
    "whoever waits to write does, whoever is killed, and every acknowledged write is there once")
  func killedInBetween() async throws {
    // Six tabs write as soon as they lead, one note after another, each with a name of its own. Four
    // times, whoever leads is killed in the middle of it. In the end every note that was
    // acknowledged is there, none is there twice, and terms only grew.
    try await TabGroup.tell { group in
      let creator = try await group.open()
      try await creator.leads()
      try await creator.write("CREATE TABLE note (id INTEGER PRIMARY KEY, text TEXT)")
      var tabs: [TabProcess] = []
      for _ in 1...6 { tabs.append(try await group.open("--policy", "wait", "--lease", "0.6")) }
      creator.kill()
      for (number, tab) in tabs.enumerated() {
        for note in 1...25 {
          _ = tab.send(
            "write",
            [
              "sql": "INSERT INTO note (text) VALUES (?)",
              "arguments": .array([JSON("\(number)/\(note)")]),
            ])
        }
      }
      var alive = tabs
      for _ in 1...4 {
        let leader = try await LeadershipStories.leader(among: alive)
        // In the middle: after its third acknowledgement.
        try await leader.line("a third acknowledgement") { $0["id"] == .integer(3) }
        leader.kill()
        _ = await leader.child.ended()
        alive.removeAll { $0.pid == leader.pid }
      }
      for tab in alive {
        // A leader keeps its office: whoever has written everything makes room.
        let leader = try await LeadershipStories.leader(among: alive)
        try await leader.line("the last acknowledgement") { $0["id"] == .integer(25) }
        if tab.pid != alive.last?.pid { try await leader.get("close") }
        _ = tab.pid == alive.last?.pid ? 0 : await leader.child.ended()
      }
      try Self.check(tabs, in: group)
    }
  }

  /// Compares what was acknowledged with what is there.
  private static func check(_ tabs: [TabProcess], in group: TabGroup) throws {
    var acknowledged: [String] = []
    var order: [(commit: Int64, term: Int64)] = []
    for (number, tab) in tabs.enumerated() {
      for line in tab.lines {
        guard line["changes"] == .integer(1), let id = line["id"]?.integer,
          let commit = line["commit"]?.integer, let term = line["term"]?.integer
        else { continue }
        acknowledged.append("\(number)/\(id)")
        order.append((commit, term))
      }
    }
    let there = try group.foreign { try String.fetchAll($0, sql: "SELECT text FROM note") }
    #expect(Set(there).count == there.count, "a note is there twice")
    #expect(Set(acknowledged).subtracting(there).isEmpty, "an acknowledged note is missing")
    #expect(acknowledged.count >= 4 * 3 + 2 * 25)
    let terms = order.sorted { $0.commit < $1.commit }.map(\.term)
    #expect(terms == terms.sorted(), "terms went back")
    #expect(Set(order.map(\.commit)).count == order.count, "a commit number was used twice")
    let led = tabs.flatMap(\.terms)
    #expect(Set(led).count == led.count, "a term with two leaders")
    try group.checkIntegrity()
  }
}
