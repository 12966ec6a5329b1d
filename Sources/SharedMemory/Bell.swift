import CPlatform
import Glibc
import Synchronization

/// A doorbell between processes: whoever waits sleeps in the kernel; ringing costs one atomic
/// exchange while nobody waits.
///
/// The word's lowest bit says "somebody sleeps"; the other 31 bits count the rings. Both live in one
/// word, so that no store of one thread has to be ordered against a load of another:
///
/// - A waiter takes a ticket (B1), looks for work, sets the bit in the very value it saw (B2), and
///   sleeps on that value (the kernel compares again).
/// - A ringer publishes its work, then in one exchange advances the count and clears the bit (B3),
///   and wakes everybody if the bit was set.
///
/// If B3 comes before B1, the ticket's acquiring load makes the work visible and the waiter finds
/// it. If it comes between B1 and B2, the exchange B2 fails. If it comes after B2, it sees the bit
/// and wakes, or the kernel's comparison fails. There is no fourth case, since all three act on one
/// word. A sleeper that is killed leaves the bit set: the next ring makes one system call too many.
package struct Bell: Sendable {
  private let words: SharedWords
  private let index: Int

  /// The bell in the low half of word `index`.
  package init(_ words: SharedWords, at index: Int) {
    self.words = words
    self.index = index
  }

  /// What a waiter saw before it looked for work.
  package struct Ticket: Sendable {
    fileprivate let value: UInt32
    /// Whether somebody had said that they sleep: then the next ring wakes everybody.
    package var isHeard: Bool { value & 1 == 1 }
  }

  /// Some of those who sleep: 32 sets, of which a tab's thread is in one. Tabs may share one.
  package struct Sleepers: OptionSet, Sendable {
    package let rawValue: UInt32
    package init(rawValue: UInt32) { self.rawValue = rawValue }

    package static let all = Sleepers(rawValue: .max)

    /// The set of a tab.
    package init(tab number: Int) { rawValue = 1 << UInt32(truncatingIfNeeded: number & 31) }
  }

  /// Why a wait ended.
  package enum Wakeup: Sendable, Equatable {
    /// Somebody rang, or the kernel woke us for no reason: look for work.
    case rung
    /// The time given has passed.
    case timedOut
  }

  /// Tells every waiter of every process that there is work; true when somebody slept.
  ///
  /// - Parameter own: who is woken after all others. A thread of the ringer's own process that is woken
  ///   first takes the processor that somebody else's could have had.
  @discardableResult
  package func ring(last own: Sleepers = []) -> Bool {
    let word = unsafe words.futexWord(index)
    var old = unsafe word.pointee.load(ordering: .relaxed)
    while true {
      // B3: publishes the work above; pairs with the load in `ticket()`.
      let (exchanged, original) = unsafe word.pointee.compareExchange(
        expected: old, desired: (old | 1) &+ 1, ordering: .acquiringAndReleasing)
      if exchanged { break }
      old = original
    }
    guard old & 1 == 1 else { return false }
    let others = Sleepers.all.subtracting(own)
    if !others.isEmpty { unsafe wake(word, others) }
    if !own.isEmpty { unsafe wake(word, own) }
    return true
  }

  private func wake(
    _ word: UnsafeMutablePointer<Atomic<UInt32>>, _ sleepers: Sleepers
  ) {
    // SAFETY: the atomic's storage is the 32-bit word itself.
    unsafe platform_futex_wake(
      UnsafeRawPointer(word).assumingMemoryBound(to: UInt32.self), .max, sleepers.rawValue)
  }

  /// Wakes those who sleep although the word denies that anybody does: somebody scribbled on it, and
  /// no ring would wake them any more. To be called now and then; one load while all is well.
  package func wakeDenied() {
    let word = unsafe words.futexWord(index)
    guard unsafe word.pointee.load(ordering: .relaxed) & 1 == 0 else { return }
    unsafe wake(word, .all)
  }

  /// To be taken before looking for work.
  package func ticket() -> Ticket {
    // B1: pairs with the exchange in `ring()`.
    Ticket(value: unsafe words.futexWord(index).pointee.load(ordering: .acquiring))
  }

  /// Sleeps until the bell rings after `ticket` was taken, at most `timeout` nanoseconds.
  ///
  /// - Parameter sleepers: among whom, for ``ring(last:)``.
  package func wait(
    _ ticket: Ticket, timeout: UInt64? = nil, among sleepers: Sleepers = .all
  ) -> Wakeup {
    let word = unsafe words.futexWord(index)
    let asleep = ticket.value | 1
    if ticket.value != asleep {
      // B2: the bit is set only in the value that was current before the look for work.
      let (exchanged, original) = unsafe word.pointee.compareExchange(
        expected: ticket.value, desired: asleep, ordering: .acquiringAndReleasing)
      if !exchanged && original != asleep { return .rung }
    }
    let limit = timeout.map { Int64(clamping: $0) } ?? -1
    // SAFETY: as in `wake`. EINTR and EAGAIN both mean: look again.
    let result = unsafe platform_futex_wait(
      UnsafeRawPointer(word).assumingMemoryBound(to: UInt32.self), asleep, limit,
      sleepers.rawValue)
    return result == -ETIMEDOUT ? .timedOut : .rung
  }

  /// Sleeps as ``wait(_:timeout:)`` does, without writing to the word: on a mapping that can only be
  /// read. Woken if somebody else sleeps who has said so; else the ring may pass unheard.
  package func overhear(_ ticket: Ticket, timeout: UInt64) -> Wakeup {
    // SAFETY: as in `wake`; the kernel only reads the word.
    let result = unsafe platform_futex_wait(
      UnsafeRawPointer(words.futexWord(index)).assumingMemoryBound(to: UInt32.self), ticket.value,
      Int64(clamping: timeout), Sleepers.all.rawValue)
    return result == -ETIMEDOUT ? .timedOut : .rung
  }
}
