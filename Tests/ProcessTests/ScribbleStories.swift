import CommandLineKit
import Foundation
import GRDB
import PenholderCore
import SharedMemory
import TestSupport
import Testing

@testable import penholder_tool

@Suite("Somebody scribbles on the coordination file under living tabs")
struct ScribbleStories {
  /// Where in the file.
  enum Place: String, CaseIterable, Sendable {
    case identity, leadersWords, everybodysWords, bells, ringClaim, lanesInUse, slots, ring, metrics
    case laneHeads, laneEntries, lanePayload, anywhere

    /// Some words of it.
    private func range(_ random: inout Seeded) -> Range<Int> {
      let lane = Layout.lane(Int.random(in: 1...3, using: &random))
      return switch self {
      case .identity: Layout.Header.magic..<Layout.Header.reign
      case .leadersWords: Layout.Header.reign..<Layout.Header.joins
      case .everybodysWords: Layout.Header.joins..<Layout.Header.bell
      case .bells: Layout.Header.bell..<Layout.Header.ringClaim
      case .ringClaim: Layout.Header.ringClaim..<Layout.Header.laneBell
      case .lanesInUse: Layout.Header.laneBell..<Layout.headerWords
      case .slots: Layout.slotsStart..<Layout.slot(5)
      case .ring: Layout.ringStart..<Layout.metricsStart
      case .metrics: Layout.metricsStart..<Layout.metrics(5)
      case .laneHeads: lane..<lane + RequestLane.headWords
      case .laneEntries:
        lane + RequestLane.headWords..<lane + RequestLane.headWords + 16 * RequestLane.entryWords
      case .lanePayload: lane + Layout.laneWords - Layout.lanePayloadWords..<lane + Layout.laneWords
      case .anywhere: 0..<Layout.totalWords
      }
    }

    /// Random words, and those at which counters turn over, at random places.
    func scribble(on path: String, _ random: inout Seeded) throws {
      // It may just be missing, or be another one by now.
      guard
        let mapped = try? MappedFile.open(path, size: Layout.fileSize, writable: true)
      else { return }
      let words = SharedWords(in: mapped, at: 0, count: Layout.totalWords)
      let edges: [UInt64] = [0, 1, 1 << 16, 1 << 32, 1 << 48, 1 << 62, 1 << 63, .max - 1, .max]
      for _ in 0..<(self == .anywhere || self == .ring ? 500 : 20) {
        let noise =
          Bool.random(using: &random) ? random.next() : edges.randomElement(using: &random)
        words.store(noise ?? 0, at: Int.random(in: range(&random), using: &random))
      }
    }
  }

  @Test(
    "nobody crashes or hangs, every answer is true, and the group works again after",
    arguments: Place.allCases)
  func scribbled(_ place: Place) async throws {
    // Ann leads; Ben and Cem queue one note after another. All the while somebody writes noise into
    // one part of the coordination file. Whatever Ben and Cem are told of each note is so. Then it
    // stops: everybody's notes are taken again, Dan joins, and when the leader is killed, another one
    // leads.
    let seed = UInt64.random(in: 0 ... .max)
    print("\(place): seed \(seed)")
    try await TabGroup.tell { group in
      var random = Seeded(seed: seed)
      var tabs = try await group.open(3, lease: 0.5)
      var told: [String: [String]] = [:]
      for round in 0..<30 {
        try place.scribble(on: group.coordinationFile, &random)
        let asked = tabs.map { tab in (tab, Self.queue("\(tab.pid) \(round)", in: tab, 0.5)) }
        try place.scribble(on: group.coordinationFile, &random)
        for (tab, id) in asked {
          let answer = try await tab.answer(to: id)
          told[answer.errorCode ?? "OK", default: []].append("\(tab.pid) \(round)")
        }
        for tab in tabs { #expect(tab.isAlive) }
      }
      print("\(place): \(told.mapValues(\.count))")
      tabs.append(try await group.open("--lease", "0.5"))
      for tab in tabs { try await Self.writes("\(tab.pid) after", in: tab) }
      let leader = try await tabs[0].info("a leader") { $0["leader"]?["pid"] != nil }
      let pid = leader["leader"]?["pid"]?.integer
      tabs.first { Int64($0.pid) == pid }?.kill()
      tabs.removeAll { Int64($0.pid) == pid }
      #expect(tabs.count == 3)
      for tab in tabs { try await Self.writes("\(tab.pid) at last", in: tab) }
      try await Self.check(told, in: group)
    }
  }

  private static func queue(_ text: String, in tab: TabProcess, _ timeout: Double) -> Int64 {
    tab.send(
      "queueWrite",
      [
        "sql": "INSERT INTO note (text) VALUES (?)", "arguments": .array([.string(text)]),
        "timeout": JSON(timeout),
      ])
  }

  /// Queues a note until it is taken: after noise, some leader may have to be elected first.
  private static func writes(_ text: String, in tab: TabProcess) async throws {
    let end = Date.now + TabProcess.limit
    while Date.now < end {
      let answer = try await tab.answer(to: queue(text, in: tab, 5))
      if answer["ok"] == .bool(true) { return }
    }
    throw TabProcess.Missing(description: "a leader that takes what \(tab.pid) queues")
  }

  /// What was acknowledged is there once, what was refused is not, and of the rest nothing twice.
  private static func check(_ told: [String: [String]], in group: TabGroup) async throws {
    try group.checkIntegrity()
    let notes = try group.foreign { db in
      try String.fetchAll(db, sql: "SELECT text FROM note WHERE text NOT LIKE '%a%'")
    }
    let counts = Dictionary(grouping: notes) { $0 }.mapValues(\.count)
    for (code, texts) in told {
      for text in texts {
        let count = counts[text] ?? 0
        switch code {
        case "OK": #expect(count == 1, "\(text) was acknowledged")
        case "TIMED_OUT_UNKNOWN": #expect(count <= 1, "\(text) is not known")
        default: #expect(count == 0, "\(text) was refused: \(code)")
        }
      }
    }
  }
}
