import CommandLineKit
import Foundation
import GRDB
import Testing

@testable import penholder_tool

@Suite("SQLite's log, damaged under living tabs")
struct LogStories {
  /// What somebody may do to the files beside the database.
  enum Damage: String, CaseIterable, Sendable {
    case removed, replaced, indexRemoved, bothRemoved, emptied, cutShort

    func strike(_ database: String) throws {
      let (log, index) = (database + "-wal", database + "-shm")
      switch self {
      case .removed: try FileManager.default.removeItem(atPath: log)
      case .replaced:
        try FileManager.default.removeItem(atPath: log)
        try Data().write(to: URL(fileURLWithPath: log))
      case .indexRemoved: try FileManager.default.removeItem(atPath: index)
      case .bothRemoved:
        try FileManager.default.removeItem(atPath: log)
        try FileManager.default.removeItem(atPath: index)
      case .emptied: try cut(log, to: 0)
      case .cutShort: try cut(log, to: 9_000)
      }
    }

    private func cut(_ log: String, to size: UInt64) throws {
      let file = try FileHandle(forWritingTo: URL(fileURLWithPath: log))
      try file.truncate(atOffset: size)
      try file.close()
    }

    /// Whether everything that was acknowledged before can still be had.
    var isRescued: Bool { self == .removed || self == .replaced || self == .indexRemoved }
  }

  @Test(
    "nothing is acknowledged that would be lost, and what can be had of it is had",
    arguments: Damage.allCases, ["killed", "closed"])
  func damaged(_ damage: Damage, _ ending: String) async throws {
    // Ann leads, Ben follows. What they wrote first has been copied back, what they wrote last is only in
    // the log. Somebody damages the log or its index. Ann writes, Ben queues: nobody is told that it was
    // done. Both end. What was copied back is there, and what the log still held as well.
    try await TabGroup.tell { group in
      let tabs = try await group.open(2, lease: 0.4)
      let (ann, ben) = (tabs[0], tabs[1])
      try await ann.get("requestLeadership", ["timeout": .integer(60)])
      try await ann.write("INSERT INTO note (text) VALUES ('copied back')")
      try await ann.get("checkpoint")
      for number in 1...5 {
        try await ann.write("INSERT INTO note (text) VALUES ('in the log \(number)')")
      }
      let log = try FileManager.default.attributesOfItem(atPath: group.database + "-wal")
      try #require(log[.size] as? Int ?? 0 > 9_000)
      try damage.strike(group.database)
      let own = try await ann.ask("write", ["sql": "INSERT INTO note (text) VALUES ('own')"])
      func word(_ answer: JSON) -> String { answer["error"]?["message"]?.text ?? "" }
      #expect(own.errorCode == "IO_ERROR" && word(own).contains("-wal"), "\(own)")
      let queued = try await ben.answer(to: ben.queue("queued", timeout: 1))
      #expect(["IO_ERROR", "TIMED_OUT_NOT_APPLIED"].contains(queued.errorCode), "\(queued)")
      #expect(word(queued).contains("-wal") || !damage.isRescued, "\(queued)")
      if damage.isRescued {
        for tab in tabs { try await tab.event("role") { $0["reason"] == "databaseGone" } }
        // What can be read is what was committed, as long as somebody has it.
        let seen = try await ben.column("SELECT count(*) FROM note")
        #expect(seen == [.integer(6)])
        try await group.until("a copy") { try damage == .indexRemoved || group.isCopied(5) }
      }
      for tab in tabs {
        if ending == "killed" { tab.kill() } else { try await tab.get("close") }
      }
      for tab in tabs { _ = await tab.child.ended() }
      let notes = try group.notes()
      #expect(!notes.contains("own") && !notes.contains("queued"))
      #expect(notes.first == "copied back")
      #expect(notes.count == 6 || !damage.isRescued, "\(notes)")
      #expect(notes == ["copied back"] + (1..<notes.count).map { "in the log \($0)" })
      try group.checkIntegrity()
      // And all go on.
      let next = try await group.open("--lease", "0.4")
      try await next.leads()
      try await next.write("INSERT INTO note (text) VALUES ('afterwards')")
    }
  }

  @Test("a log that somebody else copies back, empties or begins anew is no damaged one")
  func foreign() async throws {
    // Ann leads and writes; between her writes a foreign program does with the log whatever SQLite lets it
    // do. Nobody is refused.
    try await TabGroup.tell { group in
      let ann = try await group.open(2, lease: 60)[0]
      for (number, mode) in ["PASSIVE", "FULL", "RESTART", "TRUNCATE"].enumerated() {
        for round in 1...5 {
          try await ann.write("INSERT INTO note (text) VALUES (hex(randomblob(\(round * 5000))))")
          try group.foreign {
            try $0.execute(sql: "PRAGMA wal_checkpoint(\(mode))")
            if number % 2 == 1 { try $0.execute(sql: "INSERT INTO note (text) VALUES ('x')") }
          }
        }
      }
      try await ann.get("checkpoint")
      try await ann.write("INSERT INTO note (text) VALUES ('last')")
      try group.checkIntegrity()
    }
  }
}

extension TabGroup {
  /// Whether the database file by itself, without its log, has so many notes from the log.
  fileprivate func isCopied(_ count: Int) throws -> Bool {
    let copy = URL(fileURLWithPath: folder + "/\(UUID().uuidString).sqlite")
    try Data(contentsOf: URL(fileURLWithPath: database)).write(to: copy)
    let queue = try DatabaseQueue(path: copy.path)
    // Half of it, as long as it is being written.
    let found = try? queue.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM note") }
    try queue.close()
    return found == count + 1
  }
}
