import CommandLineKit
import Foundation
import GRDB
import Synchronization
import Testing

@testable import penholder_tool

/// The notes that tabs were asked to queue, and whether the database has what they were told.
///
/// Each note's text is unique and is also the key that its request is remembered by.
final class Ledger: Sendable {
  struct Entry: Sendable {
    let tab: TabProcess
    let id: Int64
    let text: String
  }

  private let state = Mutex<[Entry]>([])
  var entries: [Entry] { state.withLock { $0 } }

  /// Queues notes without waiting for the answers.
  func queue(_ tab: TabProcess, _ texts: [String], timeout: Double = 60) {
    for text in texts {
      let entry = Entry(tab: tab, id: tab.queue(text, key: text, timeout: timeout), text: text)
      state.withLock { $0.append(entry) }
    }
  }

  /// Waits for every answer; what a dead tab's were, another asks for by the keys. All have to be
  /// successes. Then every note has to be there, once.
  ///
  /// - Returns: the answers to the living tabs, in order.
  @discardableResult
  func settle(asking other: TabProcess, in group: TabGroup) async throws -> [JSON] {
    var answers: [JSON] = []
    for entry in entries {
      if entry.tab.isAlive {
        let answer = try await entry.tab.answer(to: entry.id)
        #expect(answer["ok"] == .bool(true), "\(entry.text): \(answer)")
        answers.append(answer)
      } else {
        let before = entry.tab.answered(entry.id)
        let answer = try await other.answer(to: other.queue(entry.text, key: entry.text))
        #expect(answer["ok"] == .bool(true), "\(entry.text): \(answer)")
        // What a tab was told before it died was true.
        if let before {
          #expect(answer["replayed"] == .bool(true) && answer["commit"] == before["commit"])
        }
      }
    }
    try group.expectNotes(entries.map(\.text))
    return answers
  }
}

extension TabProcess {
  /// Queues a note without waiting for the answer.
  func queue(_ text: String, key: String? = nil, timeout: Double = 60) -> Int64 {
    var fields: JSON = [
      "sql": "INSERT INTO note (text) VALUES (?)", "arguments": .array([.string(text)]),
      "timeout": JSON(timeout),
    ]
    if let key { fields = fields.adding("key", .string(key)) }
    return send("queueWrite", fields)
  }

  /// The answer to a request, if it has come.
  func answered(_ id: Int64) -> JSON? { lines.first { $0["id"] == .integer(id) } }
}

extension TabGroup {
  /// Every note by its text, behind everybody's back.
  func notes() throws -> [String] {
    try foreign { try String.fetchAll($0, sql: "SELECT text FROM note ORDER BY id") }
  }

  /// These notes are there, each once, and nothing else is; and the database is whole.
  func expectNotes(_ texts: [String]) throws {
    let there = try notes()
    #expect(there.count == Set(there).count, "a note is there twice")
    let (expected, found) = (Set(texts), Set(there))
    #expect(expected.subtracting(found).isEmpty, "missing")
    #expect(found.subtracting(expected).isEmpty, "not asked for, or refused")
    try checkIntegrity()
  }
}
