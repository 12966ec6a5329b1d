import Foundation
import PenholderCore
import Testing

@testable import SharedMemory

/// The protocol's page draws the coordination file as the code has it.
@Suite("The page of the protocol")
struct ProtocolPageTests {
  /// The rows `| byte | `name` | …` of each table, by the table's head or the line before it.
  static func drawings(_ page: String) -> [String: [String: Int]] {
    var drawings: [String: [String: Int]] = [:]
    var title = ""
    for line in page.split(separator: "\n") {
      if line.hasPrefix("#") { title = line.drop { $0 == "#" || $0 == " " }.lowercased() }
      if line.hasPrefix("An entry of a lane") { title = "an entry" }
      let cells = line.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
      guard line.hasPrefix("|"), cells.count > 1, let byte = Int(cells[0]) else { continue }
      drawings[title, default: [:]][cells[1].replacingOccurrences(of: "`", with: "")] = byte
    }
    return drawings
  }

  /// What the code says, in bytes.
  static let layout: [String: [String: Int]] = [
    "sections": bytes([
      "header": 0, "slots": Layout.slotsStart, "ring": Layout.ringStart,
      "metrics": Layout.metricsStart, "lanes": Layout.lanesStart, "end": Layout.totalWords,
    ]),
    "header": bytes([
      "magic": Layout.Header.magic, "version": Layout.Header.version,
      "fileSize": Layout.Header.fileSize, "nonceHigh": Layout.Header.nonceHigh,
      "nonceLow": Layout.Header.nonceLow, "databaseDevice": Layout.Header.databaseDevice,
      "databaseInode": Layout.Header.databaseInode, "bootHigh": Layout.Header.bootHigh,
      "bootLow": Layout.Header.bootLow, "ownInode": Layout.Header.ownInode,
      "reign": Layout.Header.reign,
      "heartbeat": Layout.Header.heartbeat, "successor": Layout.Header.successor,
      "commit": Layout.Header.commit, "blockedBy": Layout.Header.blockedBy,
      "beat": Layout.Header.beat, "joins": Layout.Header.joins, "requests": Layout.Header.requests,
      "granted": Layout.Header.granted, "bell": Layout.Header.bell,
      "ringClaim": Layout.Header.ringClaim, "laneBell": Layout.Header.laneBell,
      "laneNews": Layout.Header.laneNews, "lanesUsed": Layout.Header.lanesUsed,
    ]),
    "a tab's slot": bytes([
      "state": Layout.Slot.state, "joined": Layout.Slot.joined, "pid": Layout.Slot.pid,
      "pidNamespace": Layout.Slot.pidNamespace, "instanceHigh": Layout.Slot.instanceHigh,
      "instanceLow": Layout.Slot.instanceLow, "joinedAt": Layout.Slot.joinedAt,
      "asking": Layout.Slot.asking, "claimFailure": Layout.Slot.claimFailure,
    ]),
    "a record of the ring": bytes([
      "state": 0, "checksum": 1, "length": 2, "payload": BroadcastRing.overhead,
    ]),
    "a tab's metrics": bytes([
      "counters": 0, "queueDepth": Layout.Metrics.Gauge.queueDepth.word,
      "since": Layout.Metrics.since, "notification": Layout.Metrics.Histogram.notification.sum,
      "commit": Layout.Metrics.Histogram.commit.sum,
      "queueWait": Layout.Metrics.Histogram.queueWait.sum,
      "batchSize": Layout.Metrics.Histogram.batchSize.sum,
    ]),
    "a lane": bytes([
      "pending": RequestLane.Head.pending, "answered": RequestLane.Head.answered,
      "acknowledged": RequestLane.Head.acknowledged, "entries": RequestLane.headWords,
      "payload": RequestLane.headWords + Layout.laneEntries * RequestLane.entryWords,
    ]),
    "an entry": bytes([
      "mark": RequestLane.Entry.mark, "place": RequestLane.Entry.place,
      "checksum": RequestLane.Entry.checksum, "tag": RequestLane.Entry.tag,
      "history": RequestLane.Entry.history, "answerChecksum": RequestLane.Entry.answerChecksum,
      "messageLength": RequestLane.Entry.messageLength, "answer": RequestLane.Entry.answer,
    ]),
    "locks": [
      "registryByte": Int(Layout.registryByte), "tabByte": Int(Layout.tabByte(0)),
      "termByte": Int(Layout.termByte(0)),
    ],
  ]

  static func bytes(_ words: [String: Int]) -> [String: Int] { words.mapValues { $0 * 8 } }

  @Test("every word is drawn at its byte, and none that is not there")
  func offsets() throws {
    let drawings = Self.drawings(try CataloguePages.page("Protocol"))
    #expect(Set(drawings.keys) == Set(Self.layout.keys))
    for (table, words) in Self.layout { #expect(drawings[table] == words, "\(table)") }
  }

  @Test("no word of the header or of a slot is left out", arguments: ["Header", "Slot"])
  func complete(_ part: String) throws {
    let source = try CataloguePages.text(
      CataloguePages.root.appendingPathComponent("Sources/PenholderCore/Layout.swift"))
    let body = try #require(source.components(separatedBy: "enum \(part) {").last)
    let names = body.components(separatedBy: "\n  }")[0].matches(of: /static let (\w+) = \d+/)
    let drawn = part == "Header" ? Self.layout["header"] : Self.layout["a tab's slot"]
    #expect(Set(names.map { String($0.1) }) == Set(try #require(drawn).keys))
  }

  @Test("a word at another byte would be noticed")
  func wrong() {
    let page = "### Locks\n| byte | name |\n|---|---|\n| 8 | `registryByte` | who |\n"
    #expect(Self.drawings(page) == ["locks": ["registryByte": 8]])
    #expect(Self.drawings(page)["locks"] != Self.layout["locks"])
  }

  @Test("the bounds on the page are the code's")
  func bounds() throws {
    let page = try CataloguePages.page("Protocol")
    for text in [
      "\(Layout.maximumTabs) tabs of \(Layout.slotWords * 8)",
      "1,024 records of \(Layout.ringSlotWords * 8)", "The layout's version is \(Layout.version).",
      "at most \(Layout.ringSlotWords - BroadcastRing.overhead) words",
      "\(Layout.Metrics.Counter.allCases.count) words, in the order of",
      "then \(Layout.Metrics.Histogram.batchSize.scale.buckets) buckets",
      "then \(Layout.Metrics.Histogram.commit.scale.buckets) buckets",
    ] {
      #expect(page.contains(text), "not on the page: \(text)")
    }
    #expect(Layout.ringCapacity == 1024)
    #expect(Layout.metricsWords * 8 == 6464 && Layout.laneWords * 8 == 41152)
  }

  @Test("every kill point has its row: what is left there, and a test")
  func killPoints() throws {
    let page = try CataloguePages.page("Protocol")
    for point in KillPoint.allCases {
      let rows = page.split(separator: "\n").filter { $0.contains("| `\(point.rawValue)` |") }
      #expect(rows.count == 1, "\(point)")
      #expect(rows.first?.contains("Stories.") == true, "\(point) names no test")
    }
    let count = KillPoint.allCases.count
    #expect(try CataloguePages.page("HowItIsTested").contains("at \(count) places"))
  }

  @Test("every rule that a file states by name stands on the page, with that file")
  func rules() throws {
    let page = try CataloguePages.page("Protocol")
    let stated = try [
      "PenholderCore/Layout.swift", "PenholderCore/Layout+Metrics.swift",
      "SharedMemory/BroadcastRing.swift", "SharedMemory/RequestLane.swift",
    ].flatMap { path in
      let text = try CataloguePages.text(
        CataloguePages.root.appendingPathComponent("Sources/\(path)"))
      let file = path.split(separator: "/")[1]
      return text.matches(of: /\/\/\/ (?:\| |- )([A-Z][0-9])(?: \||:)/).map { (String($0.1), file) }
    }
    #expect(stated.count == 16)
    for (rule, file) in stated {
      let row = page.split(separator: "\n").first { $0.hasPrefix("| \(rule) |") }
      #expect(row?.contains("`\(file)`") == true, "\(rule) of \(file)")
    }
  }
}
