import Synchronization

/// A ring of fixed-size records that any process may append to and every process may read.
///
/// Writers never wait for readers: who is too slow is *lapped* and told so. Writers never wait for
/// each other either: a writer that dies or stops between claiming a number and publishing it leaves
/// a *hole*, which readers step over. The ring carries hints; whoever misses one looks at the
/// database.
///
/// A slot, in 64-bit words:
///
/// | word | holds |
/// |---|---|
/// | 0 | state: `2n` when record `n` is whole, `2n + 1` while `n` is being written |
/// | 1 | checksum over `n`, the length and the payload |
/// | 2 | length of the payload in words |
/// | 3… | the payload |
///
/// Rules:
/// - R1: a number is claimed by an atomic increment; no two writers have the same one.
/// - R2: a slot's number only grows; whoever finds a higher one there has been lapped and gives up.
/// - R3: no slot's number is above the claim counter; one that is, is noise and is overwritten.
/// - R4: a record is valid if and only if its state reads `2n` before *and* after the payload was
///   copied and the checksum is right. The state alone is not enough: a writer that was stopped for
///   a whole lap still stores its words into a slot that has been taken over meanwhile.
/// - R5: a reader believes the counter as long as the record that it read last is there as it read it,
///   or a later one in its place. Else the counter was set back, and has been counted up again since.
///
/// The pattern of R4 is a sequence lock; its orderings follow Boehm, "Can seqlocks get along with
/// programming language memory models?", MSPC 2012.
package struct BroadcastRing: Sendable {
  let slots: SharedWords
  let claim: SharedWords
  let capacity: UInt64
  let slotWords: Int

  /// The words of a slot that come before its payload.
  static let overhead = 3

  /// The most words that a payload may have.
  package var payloadLimit: Int { slotWords - Self.overhead }

  /// - Parameters:
  ///   - slots: `capacity * slotWords` words, all zero in a new file.
  ///   - claim: one word on a cache line of its own, zero in a new file.
  ///   - capacity: the number of slots, a power of two.
  package init(slots: SharedWords, claim: SharedWords, capacity: Int, slotWords: Int) {
    precondition(capacity > 0 && capacity & (capacity - 1) == 0, "the capacity is a power of two")
    precondition(slots.count == capacity * slotWords, "the slots fill their words")
    self.slots = slots
    self.claim = claim
    self.capacity = UInt64(capacity)
    self.slotWords = slotWords
  }

  /// The number that was claimed last. Only a hint: any process may be about to claim the next.
  package var newest: UInt64 { claim.loadAcquiring(0) }

  /// No claim counter comes here by counting; one that is higher is noise, and the next writer sets
  /// it back to where it was, as far as the slots tell.
  static let highestNumber: UInt64 = 1 << 62

  /// Appends a record and returns its number, or nil when this writer was lapped while it wrote
  /// (readers then see a hole).
  ///
  /// O(payload), lock-free, any thread of any process. Does not wake anybody: ring the ``Bell``
  /// afterwards.
  package func publish(_ payload: [UInt64]) -> UInt64? {
    publish(payload) { step in
      switch step {
      case .claimed: KillPoint.reached(.ringNumberClaimed)
      case .marked: break
      case .halfWritten: KillPoint.reached(.halfRingSlot)
      }
    }
  }

  /// Where a test may stop or kill a writer.
  enum Step { case claimed, marked, halfWritten }

  func publish(_ payload: [UInt64], pausing pause: (Step) -> Void) -> UInt64? {
    precondition(payload.count <= payloadLimit, "a payload fits its slot")
    let number = claimNumber()
    pause(.claimed)
    let slot = base(of: number)
    guard take(slot, for: number) else { return nil }
    // Orders the mark before the payload, for readers that see part of it (R4).
    atomicMemoryFence(ordering: .releasing)
    pause(.marked)
    slots.store(UInt64(payload.count), at: slot + 2)
    for (offset, word) in payload.enumerated() {
      if offset == payload.count / 2 { pause(.halfWritten) }
      slots.store(word, at: slot + Self.overhead + offset)
    }
    slots.store(Self.checksum(of: payload, number: number), at: slot + 1)
    // Publishes the payload; pairs with the first load of the state in `read`. Fails when lapped.
    return slots.compareExchange(number << 1 | 1, number << 1, at: slot) ? number : nil
  }

  /// R1. Noise in the counter costs the readers a gap.
  private func claimNumber() -> UInt64 {
    while true {
      let number = claim.add(1, at: 0) &+ 1
      if number <= Self.highestNumber && number > 0 { return number }
      // Too high, or wrapped round by us.
      let noise = claim.load(0)
      if noise >= Self.highestNumber || number == 0 {
        _ = claim.compareExchange(noise, newestInSlots, at: 0)
      }
    }
  }

  /// What the claim counter must have been at least, as the slots tell. O(capacity).
  private var newestInSlots: UInt64 {
    (0..<Int(capacity)).map { slots.load($0 * slotWords) >> 1 }.filter {
      $0 < Self.highestNumber - (1 << 32)
    }
    .max() ?? 0
  }

  /// Marks the slot as being written for `number`; false when lapped (R2).
  private func take(_ slot: Int, for number: UInt64) -> Bool {
    while true {
      let state = slots.loadAcquiring(slot)
      let isNoise = state >> 1 > claim.load(0)  // R3
      // Our own number there is noise as well, or the counter was set back: it is ours to write.
      if state >> 1 > number && !isNoise { return false }
      if slots.compareExchange(state, number << 1 | 1, at: slot) { return true }
    }
  }

  /// What stands at a number.
  package enum Outcome: Equatable, Sendable {
    /// The payload has been copied.
    case record
    /// Nobody has claimed this number yet.
    case notYet
    /// Claimed, not published: its writer is busy, stopped or dead.
    case hole
    /// Overwritten, or unreadable.
    case lost
  }

  /// Copies record `number` into `payload`.
  ///
  /// O(payload), wait-free, any thread of any process. `payload` is unspecified unless the outcome
  /// is ``Outcome/record``.
  package func read(_ number: UInt64, into payload: inout [UInt64]) -> Outcome {
    let slot = base(of: number)
    let before = slots.loadAcquiring(slot)
    if before != number << 1 {
      let claimed = claim.loadAcquiring(0)
      if number > claimed { return .notYet }
      let isNoise = before >> 1 > claimed
      return before >> 1 > number && !isNoise ? .lost : .hole
    }
    let length = slots.load(slot + 2)
    guard length <= UInt64(payloadLimit) else { return .lost }
    payload.removeAll(keepingCapacity: true)
    for offset in 0..<Int(length) { payload.append(slots.load(slot + Self.overhead + offset)) }
    let expected = slots.load(slot + 1)
    // Orders the copies before the second look (R4).
    atomicMemoryFence(ordering: .acquiring)
    guard slots.load(slot) == before, expected == Self.checksum(of: payload, number: number) else {
      return .lost
    }
    return .record
  }

  /// What tells record `number`, which has just been read, from any other one of that number.
  func mark(of number: UInt64) -> UInt64 { slots.load(base(of: number) + 1) }

  /// Whether record `number` is the one with this mark, or has made room for a later one (R5).
  func isUnchanged(_ number: UInt64, mark: UInt64) -> Bool {
    let slot = base(of: number)
    let state = slots.loadAcquiring(slot)
    if state != number << 1 { return state >> 1 > number }
    let found = slots.load(slot + 1)
    // Orders the mark before the second look, as in R4.
    atomicMemoryFence(ordering: .acquiring)
    return found == mark || slots.load(slot) != state
  }

  private func base(of number: UInt64) -> Int {
    Int(number & (capacity - 1)) * slotWords
  }

  /// Not against an adversary: against late stores of a writer that was lapped, and noise.
  static func checksum(of payload: [UInt64], number: UInt64) -> UInt64 {
    var hash = number &* 0x9E37_79B9_7F4A_7C15 ^ UInt64(payload.count)
    for word in payload {
      hash = (hash ^ word) &* 0xD6E8_FEB8_6659_FD93
      hash ^= hash >> 32
    }
    return hash
  }
}
