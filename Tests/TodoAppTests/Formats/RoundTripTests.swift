import TestSupport
import Testing

@testable import TodoApp

@Suite("Todos in files and back", .ownThread)
struct RoundTripTests {
  @Test("whatever is written reads back as it was", arguments: TodoFormat.allCases)
  func roundTrip(format: TodoFormat) {
    let seed = UInt64.random(in: 0 ... .max)
    for round in 0..<1_500 {
      if let difference = Self.difference(format, seed: seed &+ UInt64(round)) {
        Issue.record("seed \(seed &+ UInt64(round)): \(difference)")
        return
      }
    }
  }

  /// What a file of this seed loses, or nil.
  static func difference(_ format: TodoFormat, seed: UInt64) -> String? {
    var random = Seeded(seed: seed)
    let entries = FormatWorld.entries(&random)
    let text = FormatWorld.write(entries, format)
    let list = FormatWorld.read(text, format)
    guard list.problems.isEmpty, list.items.count == entries.count else {
      return "\(list.problems.map { "\($0.line): \($0.reason)" }), \(list.items.count) of "
        + "\(entries.count) in:\n\(text.debugDescription)"
    }
    let places = Dictionary(
      entries.indices.compactMap { place in entries[place].entry.name.map { ($0, place) } }
    ) { first, _ in first }
    for (item, (entry, _)) in zip(list.items, entries) {
      let found = FormatWorld.spelled(item.entry, parent: item.parent)
      let wanted = FormatWorld.spelled(
        Self.known(entry, to: format), parent: entry.parent.flatMap { places[$0] })
      if found != wanted { return "\(found)\nis not\n\(wanted)\nin:\n\(text.debugDescription)" }
    }
    return nil
  }

  /// What of an entry a format keeps.
  private static func known(_ entry: TodoEntry, to format: TodoFormat) -> TodoEntry {
    var entry = entry
    func day(_ instant: Instant) -> Instant {
      let local = FormatWorld.now.on(instant)
      return Instant(
        milliseconds: Int64(local.day.number * 86_400 - local.secondsFromUTC) * 1_000)
    }
    switch format {
    case .json, .csv: break
    case .todotxt:
      entry.createdAt = entry.createdAt.map(day)
      entry.completedAt = entry.completedAt.map(day)
    case .markdown:
      entry.createdAt = nil
      entry.completedAt = nil
    }
    return entry
  }

  @Test("arbitrary bytes are read to their end, and every problem has a line of the file")
  func garbage() {
    let seed = UInt64.random(in: 0 ... .max)
    var random = Seeded(seed: seed)
    for _ in 0..<500 {
      var bytes: [UInt8] = []
      for _ in 0..<Int.random(in: 0...6, using: &random) {
        bytes += Array(FormatWorld.text(&random, upTo: 6).utf8)
        if Bool.random(using: &random) { bytes.append(.random(in: 0...255, using: &random)) }
        if Bool.random(using: &random) { bytes.append(0x0A) }
      }
      let lines = bytes.count { $0 == 0x0A } + 1
      for format in TodoFormat.allCases {
        let list = format.read(bytes, at: FormatWorld.now)
        #expect(
          list.problems.allSatisfy { (1...lines).contains($0.line) }
            && list.items.allSatisfy { (1...lines).contains($0.line) },
          "seed \(seed), \(format): \(bytes)")
      }
    }
  }
}
