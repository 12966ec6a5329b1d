/// One reader's place in a ``BroadcastRing``: delivers each record at most once, in order, and says
/// when some were missed.
///
/// Not thread-safe: one thread reads.
package struct RingReader: Sendable {
  private let ring: BroadcastRing
  /// The number that is read next.
  package private(set) var next: UInt64
  /// How long a claimed number may stay unpublished before it is stepped over, in nanoseconds.
  private let patience: UInt64
  private var waitingSince: UInt64?
  /// The record before ``next``, if it was read.
  private var mark: UInt64?

  /// Begins behind the newest record.
  ///
  /// - Parameter patience: how long to wait for a writer that has claimed its number and not
  ///   published it, in nanoseconds; a preempted writer needs a few milliseconds, a dead one forever.
  package init(_ ring: BroadcastRing, patience: UInt64) {
    self.ring = ring
    self.patience = patience
    next = ring.newest &+ 1
  }

  /// How many may be said to have been missed; more is noise.
  static let mostMissed: UInt64 = 1 << 32

  /// What a call of ``read(into:now:)`` found.
  package enum Outcome: Equatable, Sendable {
    /// A record; its payload has been copied.
    case record(number: UInt64)
    /// So many records will never be delivered. Reading goes on behind them.
    case missed(UInt64)
    /// Nothing new.
    case empty
    /// The next record is being written; look again after so many nanoseconds, or when the bell
    /// rings.
    case unfinished(UInt64)
  }

  /// Takes the next record, if there is one.
  ///
  /// - Parameter now: CLOCK_MONOTONIC in nanoseconds, to measure patience by; asked for only then.
  /// - Complexity: O(payload); O(capacity) when a hole is stepped over.
  package mutating func read(into payload: inout [UInt64], now: @autoclosure () -> UInt64)
    -> Outcome
  {
    let newest = ring.newest
    // Noise: the next writer sets it back, which is seen below.
    if newest > BroadcastRing.highestNumber { return .empty }
    if newest &+ 1 < next {
      // The counter went backwards: somebody scribbled on it (R1). How much was missed is unknown.
      return skip(to: newest &+ 1, missed: 1)
    }
    if let mark, !ring.isUnchanged(next &- 1, mark: mark) {
      // As above, and counted up again before we looked (R5).
      return skip(to: newest &+ 1, missed: 1)
    }
    // R3: what a slot holds above the counter is no news, but what was there before it was set back;
    // read, it would be gone back behind and read again, for ever.
    if newest < next { return .empty }
    if newest &- next >= ring.capacity {
      // Lapped: continue at the newest rather than chase the writers.
      return skip(to: newest, missed: newest &- next)
    }
    switch ring.read(next, into: &payload) {
    case .record:
      let number = next
      advance(to: number &+ 1)
      mark = ring.mark(of: number)
      return .record(number: number)
    case .notYet:
      return .empty
    case .lost:
      return skip(to: next &+ 1, missed: 1)
    case .hole:
      let now = now()
      let since = waitingSince ?? now
      waitingSince = since
      let waited = now &- since
      if waited < patience { return .unfinished(patience - waited) }
      return stepOverHole(newest: newest)
    }
  }

  /// Continues at the first number after the hole that has been published, or behind the newest.
  private mutating func stepOverHole(newest: UInt64) -> Outcome {
    var target = next &+ 1
    var scratch: [UInt64] = []
    while target <= newest, ring.read(target, into: &scratch) == .hole { target &+= 1 }
    return skip(to: target, missed: target &- next)
  }

  private mutating func skip(to target: UInt64, missed: UInt64) -> Outcome {
    advance(to: target)
    return .missed(min(max(missed, 1), Self.mostMissed))
  }

  private mutating func advance(to target: UInt64) {
    next = target
    waitingSince = nil
    mark = nil
  }
}
