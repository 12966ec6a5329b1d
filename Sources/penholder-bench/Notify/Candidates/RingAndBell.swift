import PenholderCore
import SharedMemory

/// The library's ring and bell alone, without the tab around them: what publishing can cost at least.
struct RingAndBell: Notifier {
  static let name = "Penholder, ring and bell alone"
  var name: String { Self.name }
  var canTellNobody: Bool { true }

  func speaker(_ post: Post) throws -> any Speaker { try Publishing() }
  func listener(_ post: Post) throws -> any Listener {
    throw BenchError("nobody listens to a ring in memory")
  }

  private struct Publishing: Speaker {
    private let ring: BroadcastRing
    private let bell: Bell
    private let payload = [UInt64](repeating: 7, count: 7)

    init() throws {
      let count = Layout.ringCapacity * Layout.ringSlotWords
      let file = try MappedFile.inMemory(size: (count + 16) * 8)
      let words = SharedWords(in: file, at: 0, count: count + 16)
      ring = BroadcastRing(
        slots: words.slice(16, count: count), claim: words.slice(0, count: 1),
        capacity: Layout.ringCapacity, slotWords: Layout.ringSlotWords)
      bell = Bell(words, at: 8)
    }

    func tell(_ index: UInt64, _ board: Board?) {
      board?.stamp(index)
      _ = ring.publish(payload)
      bell.ring()
    }
  }
}
