import CommandLineKit
import Foundation
import GRDB
import Testing

@testable import penholder_tool

@Suite("The library's own tables, written to by a foreign program")
struct OwnTableStories {
  /// What somebody does to them, and whether the group gets over it by itself.
  struct Deed: Sendable, CustomTestStringConvertible {
    let sql: String
    var isMended = true

    var testDescription: String { sql }
  }

  static let deeds = [
    Deed(sql: "DELETE FROM penholder_state"),
    Deed(sql: "DROP TABLE penholder_state"),
    Deed(sql: "DROP TABLE penholder_batch; DROP TABLE penholder_outcome"),
    Deed(sql: "UPDATE penholder_state SET commitSequence = 9223372036854775807"),
    Deed(sql: "UPDATE penholder_state SET commitSequence = -5, term = -7"),
    Deed(sql: "UPDATE penholder_state SET commitSequence = 'x', leader = 'y', nonceLow = 'z'"),
    Deed(sql: "UPDATE penholder_state SET term = 'x'"),
    Deed(sql: "UPDATE penholder_state SET term = term + 1000"),
    Deed(sql: "UPDATE penholder_batch SET outcomes = 'x', term = 'y'"),
    // There is no higher term.
    Deed(sql: "UPDATE penholder_state SET term = 9223372036854775807", isMended: false),
    Deed(
      sql: """
        CREATE TRIGGER no AFTER UPDATE ON penholder_state BEGIN SELECT raise(ABORT, 'no'); END
        """, isMended: false),
  ]

  @Test(
    "whatever stands there, what is acknowledged is there, what is refused is not, and reads go on",
    arguments: deeds)
  func foreign(_ deed: Deed) async throws {
    // Ann leads, Ben queues, Cem overrides the guard. A foreign program writes nonsense where the library
    // keeps its own. Ann and Ben write; where they can, they go on as before.
    try await TabGroup.tell { group in
      let tabs = try await group.open(3, lease: 0.5)
      let (ann, ben, cem) = (tabs[0], tabs[1], tabs[2])
      try await ben.answer(to: ben.queue("before")).mustBeOK()
      try group.foreign { try $0.execute(sql: deed.sql) }
      var expected = ["before"]
      func note(_ text: String, _ answer: JSON) {
        if answer["ok"] == .bool(true) { expected.append(text) }
      }
      try await cem.get("allowNonLeaderWrites", ["allow": .bool(true)])
      note("cem", try await cem.ask("write", ["sql": "INSERT INTO note (text) VALUES ('cem')"]))
      note("ann", try await ann.ask("write", ["sql": "INSERT INTO note (text) VALUES ('ann')"]))
      note("ben", try await ben.told("ben", timeout: 1))
      if deed.isMended {
        let mark = ann.mark
        let last = try await ben.told("last", key: "last")
        note("last", last)
        #expect(last["ok"] == .bool(true), "\(last)")
        try await ann.line("the announcement", since: mark) { $0["commit"] == last["commit"] }
      }
      let seen = try await ben.column("SELECT text FROM note ORDER BY id")
      #expect(seen == expected.map(JSON.string))
      let terms = tabs.flatMap(\.terms)
      #expect(Set(terms).count == terms.count, "\(terms)")
      for tab in tabs {
        try await tab.get("close")
        #expect(await tab.child.ended() == 0)
        #expect(tab.errors.isEmpty)
      }
      try group.checkIntegrity()
    }
  }
}

extension TabProcess {
  /// The answer to a queued note. A leader that cannot look up what became of it says that it does not
  /// know, until it has seen what was done to its tables; then it is asked again, by the key.
  fileprivate func told(
    _ text: String, key: String? = nil, timeout: Double = 60
  ) async throws -> JSON {
    var answer = try await self.answer(to: queue(text, key: key, timeout: timeout))
    let end = Date.now + Self.limit
    while answer.errorCode == "TIMED_OUT_UNKNOWN", Date.now < end {
      guard case .string(let key)? = answer["error"]?["key"] else { break }
      answer = try await self.answer(to: queue(text, key: key, timeout: timeout))
    }
    return answer
  }
}

extension JSON {
  fileprivate func mustBeOK() { #expect(self["ok"] == .bool(true), "\(self)") }
}
