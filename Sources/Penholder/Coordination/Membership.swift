import PenholderCore
import SharedMemory
import Synchronization

/// A tab's place in one coordination file: its number, held by the lock on its byte until
/// ``leave()`` or the end of the process.
///
/// When the file is replaced under a tab, the tab gets a new membership in the new one.
final class Membership: Sendable {
  /// The file that this tab writes to.
  let file: CoordinationFile
  /// The file in which the group is to be seen: the same, but for an onlooker.
  let group: CoordinationFile
  /// Whether the others see this tab.
  let isMember: Bool
  /// Of an onlooker: what stood at the coordination file's name when it looked.
  let standing: MappedFile.Identity?
  let number: Int
  /// The place in the order of joining.
  let joined: UInt64
  let instance: TabInstance
  private let slot: SharedWords
  private let joinedAt: UInt64
  private let namespace = pidNamespace()
  /// The number of our request for leadership, 0 for none.
  private let request = Atomic<UInt64>(0)
  /// See ``Layout/Slot/claimFailure``.
  private let claimFailure = Atomic<UInt64>(0)
  /// Whether the place was that of a tab that died, and nobody has said so yet.
  let followsDeadTab: Bool
  /// Tells its ring from those of this process's other memberships: each numbers its events anew.
  let ringID = Membership.ringIDs.wrappingAdd(1, ordering: .relaxed).newValue
  private static let ringIDs = Atomic<UInt64>(0)

  /// Takes the lowest free place.
  convenience init(
    in file: CoordinationFile, instance: TabInstance, isObserver: Bool
  ) throws(PenholderError) {
    try self.init(place: file, instance: instance, isObserver: isObserver, group: file, nil)
  }

  /// Takes a place beside the group that is to be seen in another file, if in any.
  convenience init(
    besideGroup file: CoordinationFile, instance: TabInstance, lookingAt group: CoordinationFile?,
    standing: MappedFile.Identity?
  ) throws(PenholderError) {
    try self.init(place: file, instance: instance, isObserver: true, group: group, standing)
  }

  private init(
    place file: CoordinationFile, instance: TabInstance, isObserver: Bool,
    group: CoordinationFile?, _ standing: MappedFile.Identity?
  ) throws(PenholderError) {
    // Taking the byte is joining: no other lock, nothing to wait for (L1, L3).
    guard
      let number = (1...Layout.maximumTabs).first(where: { file.tryLock(Layout.tabByte($0)) })
    else { throw .tooManyTabs(limit: Layout.maximumTabs) }
    self.file = file
    self.group = group ?? file
    isMember = group === file
    self.standing = standing
    self.number = number
    self.instance = instance
    slot = file.slot(number)
    followsDeadTab = slot.load(Layout.Slot.state) != 0
    joined = file.header.add(1, at: Layout.Header.joins) &+ 1
    joinedAt = monotonicNow()
    let metrics = file.metrics(number)
    for word in 0..<metrics.count { metrics.store(0, at: word) }
    write(isObserver ? [.occupied, .observer] : [.occupied, .candidate])
  }

  /// Says whether this tab stands, in a slot that is right in every word: somebody may have scribbled
  /// on it.
  func write(_ state: SlotState) {
    let right: [(word: Int, value: UInt64)] = [
      (Layout.Slot.joined, joined),
      (Layout.Slot.pid, UInt64(UInt32(bitPattern: currentProcess()))),
      (Layout.Slot.pidNamespace, namespace),
      (Layout.Slot.instanceHigh, instance.high),
      (Layout.Slot.instanceLow, instance.low),
      (Layout.Slot.joinedAt, joinedAt),
      (Layout.Slot.asking, request.load(ordering: .relaxed)),
      (Layout.Slot.claimFailure, claimFailure.load(ordering: .relaxed)),
    ]
    for (word, value) in right where slot.load(word) != value { slot.store(value, at: word) }
    if slot.load(Layout.Slot.state) == state.rawValue { return }
    // Publishes the words above; pairs with the load in `TabInfo.init`.
    slot.storeReleasing(state.rawValue, at: Layout.Slot.state)
  }

  /// Tells the others with what code of SQLite's this tab's try to become the leader failed; 0 when it
  /// has not.
  func note(claimFailure code: UInt64) {
    claimFailure.store(code, ordering: .relaxed)
    if slot.load(Layout.Slot.claimFailure) != code {
      slot.store(code, at: Layout.Slot.claimFailure)
    }
  }

  /// Wakes every tab, this one last. If this process dies between the two, who shares a set with it is
  /// woken by the next tick: see ``Bell/wakeDenied()``.
  func ringOthersFirst() { file.bell.ring(last: Bell.Sleepers(tab: number)) }

  /// Asks the leader to hand over to this tab. A request that has been granted in vain (we were
  /// stopped, or too slow) is made anew.
  func ask() {
    let pending = request.load(ordering: .relaxed)
    if pending > file.header.load(Layout.Header.granted) {
      // The counter is never behind a number that it has given out, except by noise.
      file.header.raise(Layout.Header.requests, to: pending)
      return
    }
    let number = file.header.add(1, at: Layout.Header.requests) &+ 1
    request.store(number, ordering: .relaxed)
    slot.storeReleasing(number, at: Layout.Slot.asking)
    file.bell.ring()
  }

  /// Asks no longer.
  func stopAsking() {
    guard request.exchange(0, ordering: .relaxed) != 0 else { return }
    slot.storeReleasing(0, at: Layout.Slot.asking)
  }

  /// Whether this tab asks.
  var isAsking: Bool { request.load(ordering: .relaxed) != 0 }

  /// Gives the place up.
  ///
  /// - Parameter announce: called when the slot is free and nobody else can have it yet.
  func leave(_ announce: () -> Void = {}) {
    slot.storeReleasing(0, at: Layout.Slot.state)
    announce()
    file.unlock(Layout.tabByte(number))
  }

  // MARK: The others

  /// The tabs that live, this one included, in order of their numbers.
  func livingTabs() -> [TabInfo] {
    TabInfo.living(in: group, besides: isMember ? self : nil)
  }

  /// How many living candidates, the leader aside, joined before this tab.
  func candidatesAhead(leader: Int?) -> Int {
    (1...Layout.maximumTabs).count { other in
      guard other != number, other != leader else { return false }
      let theirs = file.slot(other)
      let state = SlotState(rawValue: theirs.loadAcquiring(Layout.Slot.state))
      return state.contains(.candidate) && theirs.load(Layout.Slot.joined) < joined
        && file.isAlive(other)
    }
  }

  /// Clears the slots of tabs that died; calls `found` with their numbers while nobody else can have
  /// them.
  func sweepDeadTabs(_ found: (Int) -> Void) {
    for other in 1...Layout.maximumTabs where other != number {
      let theirs = file.slot(other)
      guard theirs.load(Layout.Slot.state) != 0, file.tryLock(Layout.tabByte(other)) else {
        continue
      }
      // L3: we hold the byte, so the slot is ours to clear; look again, now that nobody can join.
      defer { file.unlock(Layout.tabByte(other)) }
      guard theirs.load(Layout.Slot.state) != 0 else { continue }
      theirs.storeReleasing(0, at: Layout.Slot.state)
      found(other)
    }
  }

  /// The living candidate whose request is the oldest that has not been granted yet, if any.
  ///
  /// Each request is granted once: a tab that asks and is then stopped costs the group one hand-over.
  func firstAsking() -> (tab: Int, request: UInt64)? {
    let (made, granted) = requests
    return livingTabs().filter { $0.role == .follower && $0.number != number }
      .map { (tab: $0.number, request: file.slot($0.number).load(Layout.Slot.asking)) }
      // A number that nobody has been given is noise.
      .filter { $0.request > granted && $0.request <= made }
      .min { $0.request < $1.request }
  }

  func grant(_ request: UInt64) { file.header.store(request, at: Layout.Header.granted) }

  /// How many requests were made, and the newest that was granted.
  private var requests: (made: UInt64, granted: UInt64) {
    let made = file.header.load(Layout.Header.requests)
    let granted = file.header.load(Layout.Header.granted)
    return (made, granted > made ? 0 : granted)
  }

  /// The living candidate, besides this tab, that joined first.
  func nextInLine() -> Int? {
    livingTabs().filter { $0.role == .follower && $0.number != number }.min {
      $0.joined < $1.joined
    }?
    .number
  }

  /// The living tab that the last leader named as its successor.
  var successor: Int? {
    let number = Int(truncatingIfNeeded: file.header.loadAcquiring(Layout.Header.successor))
    guard (1...Layout.maximumTabs).contains(number) else { return nil }
    return number == self.number || file.isAlive(number) ? number : nil
  }
}

extension Membership {
  /// A place that has just been taken, and the point from which its tab is told of everything.
  struct Entry {
    let membership: Membership
    /// Stands where the ring ended before ``commit`` was read.
    let reader: RingReader
    /// The newest commit; what comes after it is in the ring.
    let commit: UInt64
    /// The term that the database stored then.
    let term: UInt64
  }

  /// How long a writer may hold its slot of the ring unpublished, in nanoseconds. A preempted one
  /// needs a few milliseconds.
  private static let ringPatience: UInt64 = 20_000_000

  /// Opens the file beside a database and takes a place in it.
  static func enter(
    _ path: String, instance: TabInstance, isObserver: Bool, store: Store
  ) throws -> Entry {
    guard let database = try MappedFile.attributes(of: path) else {
      throw PenholderError.databaseRemoved(path: path)
    }
    guard database.identity == store.identity else {
      throw PenholderError.databaseReplaced(path: path)
    }
    let membership =
      store.restriction == nil
      ? try Membership(
        in: try CoordinationFile.open(
          besides: path, database: database, storedNonce: try store.state()?.nonce),
        instance: instance, isObserver: isObserver)
      : try onlooking(path, database: database, instance: instance)
    TabMetrics(membership.file.metrics(membership.number)).reset(now: monotonicNow())
    // In this order: a commit that is not in the database yet when it is read is announced behind
    // the reader's place.
    let reader = RingReader(membership.group.ring, patience: ringPatience)
    let state = try store.state()
    return Entry(
      membership: membership, reader: reader, commit: state?.commit ?? 0, term: state?.term ?? 0)
  }
}
