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
    private let lonely: LonelyRing
    private let payload = [UInt64](repeating: 7, count: 7)

    init() throws { lonely = try LonelyRing(rows: 1) }

    func tell(_ index: UInt64, _ board: Board?) {
      board?.stamp(index)
      _ = lonely.ring.publish(payload)
      lonely.bell.ring()
    }
  }
}
