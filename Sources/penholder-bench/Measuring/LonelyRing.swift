import PenholderCore
import SharedMemory

/// A ring as in a coordination file, in memory, that nobody else looks at.
struct LonelyRing {
  let ring: BroadcastRing
  let bell: Bell
  let event: Event

  /// - Parameter rows: how many rows its event names.
  init(rows: Int) throws {
    let slots = Layout.ringCapacity * Layout.ringSlotWords
    let file = try MappedFile.inMemory(size: (slots + 16) * 8)
    let words = SharedWords(in: file, at: 0, count: slots + 16)
    ring = BroadcastRing(
      slots: words.slice(16, count: slots), claim: words.slice(0, count: 1),
      capacity: Layout.ringCapacity, slotWords: Layout.ringSlotWords)
    bell = Bell(words, at: 8)
    var event = Event(kind: .dataChanged)
    event.term = 7
    event.tab = 1
    event.changes = .tables(["rows": .rows(Set((0..<rows).map { Int64($0 + 1_000) }))])
    self.event = event
  }

  /// As the library does after a commit: into bytes, into the ring, and the bell.
  func publish(commit: UInt64) {
    var event = self.event
    event.commit = commit
    event.firstCommit = commit
    event.publishedAt = monotonicNow()
    _ = ring.publish(EventRecord.encode(event, limit: ring.payloadLimit))
    bell.ring()
  }
}
