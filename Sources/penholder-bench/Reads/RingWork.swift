import Foundation
import PenholderCore
import SharedMemory

/// Publishes events that nobody waits for, takes them, and looks for more.
struct RingWork: Work {
  static let kind = "ring"
  let rows: Int
  let count: Int

  func run(_ boss: Boss) throws {
    let ring = try LonelyRing(rows: rows)
    for number in 0..<count / 10 { ring.publish(commit: UInt64(number)) }
    var times = RingTimes(publish: 0, take: 0, poll: 0)
    times.publish = each { ring.publish(commit: UInt64($0)) }
    // No more than the ring holds can be taken: in laps.
    var reader = RingReader(ring.ring, patience: 1_000_000)
    var payload: [UInt64] = []
    var taken = 0
    var spent: UInt64 = 0
    while taken < count {
      let lap = min(count - taken, Layout.ringCapacity / 2)
      for number in 0..<lap { ring.publish(commit: UInt64(number)) }
      let begin = Clock.now()
      for _ in 0..<lap {
        guard case .record(let number) = reader.read(into: &payload, now: begin),
          EventRecord.decode(payload, sequence: number) != nil
        else { throw BenchError("The ring lost an event.") }
      }
      spent += Clock.now() - begin
      taken += lap
    }
    times.take = Double(spent) / Double(count)
    times.poll = each { _ in _ = reader.read(into: &payload, now: 0) }
    try boss.tell(times)
  }

  /// Nanoseconds for one.
  private func each(_ body: (Int) -> Void) -> Double {
    let begin = Clock.now()
    for number in 0..<count { body(number) }
    return Double(Clock.now() - begin) / Double(count)
  }
}

/// Nanoseconds an event.
struct RingTimes: Codable, Sendable {
  var publish: Double
  var take: Double
  var poll: Double
}
