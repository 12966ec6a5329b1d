import PenholderCore
import SharedMemory

/// The file `<database>-pen`, opened: typed access to the words that ``Layout`` describes.
///
/// Any thread; nothing read from it may be believed (``Layout`` says what to ask instead).
final class CoordinationFile: Sendable {
  /// How this file lies beside its database.
  static let suffix = "-pen"

  let path: String
  let mapped: MappedFile
  let header: SharedWords
  let ring: BroadcastRing
  let bell: Bell
  /// Wakes the leader.
  let laneBell: Bell
  /// The first words, as they were when it was opened: whoever made the file wrote them, and nobody
  /// changes them.
  let identity: [UInt64]
  private let words: SharedWords

  init(path: String, mapped: MappedFile) {
    self.path = path
    self.mapped = mapped
    words = SharedWords(in: mapped, at: 0, count: Layout.totalWords)
    header = words.slice(0, count: Layout.headerWords)
    ring = BroadcastRing(
      slots: words.slice(
        Layout.ringStart, count: Layout.ringCapacity * Layout.ringSlotWords),
      claim: header.slice(Layout.Header.ringClaim, count: 1),
      capacity: Layout.ringCapacity, slotWords: Layout.ringSlotWords)
    bell = Bell(header, at: Layout.Header.bell)
    laneBell = Bell(header, at: Layout.Header.laneBell)
    identity = (0..<Layout.Header.identityWords).map { [header] in header.loadAcquiring($0) }
  }

  /// The words of a tab's slot.
  func slot(_ number: Int) -> SharedWords {
    words.slice(Layout.slot(number), count: Layout.slotWords)
  }

  /// The words of a tab's metrics.
  func metrics(_ number: Int) -> SharedWords {
    words.slice(Layout.metrics(number), count: Layout.metricsWords)
  }

  /// A tab's lane of requests.
  func lane(_ number: Int) -> RequestLane {
    RequestLane(
      words.slice(Layout.lane(number), count: Layout.laneWords), entries: Layout.laneEntries,
      payloadWords: Layout.lanePayloadWords)
  }

  /// Whether a tab's lane was ever used.
  func isLaneUsed(_ number: Int) -> Bool {
    header.load(Layout.Header.lanesUsed + (number - 1) / 64) & Self.bit(number) != 0
  }

  /// Lets new leaders look at a tab's lane.
  func useLane(of number: Int) {
    if !isLaneUsed(number) {
      header.formUnion(Self.bit(number), at: Layout.Header.lanesUsed + (number - 1) / 64)
    }
  }

  /// Tells the leader that a tab's lane has something.
  func announceRequest(of number: Int) {
    header.formUnion(Self.bit(number), at: Layout.Header.laneNews + (number - 1) / 64)
    laneBell.ring()
  }

  private static func bit(_ number: Int) -> UInt64 { 1 << UInt64((number - 1) % 64) }

  var reign: Reign { Reign(word: header.loadAcquiring(Layout.Header.reign)) }

  // MARK: Locks

  /// Whether tab `number` lives, as the kernel says (L1); `self`'s own tab does not count.
  func isAlive(_ number: Int) -> Bool { isHeldElsewhere(Layout.tabByte(number)) }

  /// Whether somebody else holds the byte of a term (L2).
  func isTermHeldElsewhere(_ term: UInt64) -> Bool { isHeldElsewhere(Layout.termByte(term)) }

  private func isHeldElsewhere(_ offset: Int64) -> Bool {
    // A probe can only fail for want of kernel memory; then nobody is deposed.
    do { return try mapped.isLockedElsewhere(at: offset) } catch { return true }
  }

  /// True when the byte was free and is ours now.
  func tryLock(_ offset: Int64) -> Bool {
    // Refused for want of kernel memory (ENOLCK): as if somebody else had it; we try again later.
    do { return try mapped.tryLock(at: offset) } catch { return false }
  }

  func unlock(_ offset: Int64) {
    // Unlocking cannot fail on a descriptor of ours; closing it would drop the lock as well.
    do { try mapped.unlock(at: offset) } catch { preconditionFailure("unlock: \(error)") }
  }

  // MARK: Events

  /// Appends an event to the ring and wakes every tab.
  func publish(_ event: Event) {
    append(event)
    bell.ring()
  }

  /// Appends an event to the ring; ring the bell afterwards.
  func append(_ event: Event) {
    let payload = EventRecord.encode(event, limit: ring.payloadLimit)
    // Lapped, or given a number twice because somebody scribbled on the counter: with the next
    // number, at most once round the ring.
    for _ in 0...Layout.ringCapacity where ring.publish(payload) != nil { break }
  }
}
