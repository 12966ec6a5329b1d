import GRDB
import PenholderCore
import SharedMemory
import Synchronization

/// What a handle's face and its two threads share. The threads keep it alive; the face going away
/// ends them.
final class Tab: Sendable {
  let path: String
  let settings: MultiTabDatabase.Configuration
  let instance: TabInstance
  let store: Store
  let events = Hub<Event>()
  let roleChanges = Hub<RoleChange>()
  let waker: Waker
  let announcer: Announcer
  /// See ``isForked``.
  private let birthplace = Birthplace()
  /// What this tab asks of the leader.
  let requests: RequestQueue

  /// The term that this tab leads, or 0. Written by the coordinator's thread.
  private let rulingTerm = Atomic<UInt64>(0)
  /// The same, and 0 already while the last transaction is waited for.
  private let acceptingTerm = Atomic<UInt64>(0)
  private let overrides = Atomic<Bool>(false)
  private let closing = Atomic<Bool>(false)
  private let newestCommit: Atomic<UInt64>
  let state: Mutex<State>

  /// What is guarded by the lock.
  struct State {
    var membership: Membership
    /// While this tab leads.
    var committer: Committer?
    var commands: [Command] = []
    var leaseEnds: UInt64 = 0
    var isPaused = false
    var isClosed = false
    var lastRoleChange: RoleChange?
    var waiters: [UInt64: Waiter] = [:]
    var nextWaiter: UInt64 = 1
  }

  /// What the coordinator's thread is asked to do.
  enum Command: Sendable {
    /// Look at the world now.
    case look
    /// The same, and at what nobody tells of.
    case keepHouse
    /// Somebody wants this tab to lead, or nobody does any more: see ``Tab/isWantedToAsk``.
    case wishesChanged
    case resign(to: Int?, then: @Sendable () -> Void)
    case pause(then: @Sendable () -> Void)
    case unpause
    /// A write of a term found another leader in the database.
    case fenced(term: UInt64)
    /// No write of a term is under way.
    case drained(term: UInt64)
    case close(then: @Sendable () -> Void)

    /// What is to be called when it is done.
    var then: (@Sendable () -> Void)? {
      switch self {
      case .resign(_, let then), .pause(let then), .close(let then): then
      default: nil
      }
    }
  }

  init(
    path: String, settings: MultiTabDatabase.Configuration, instance: TabInstance, store: Store,
    entry: Membership.Entry, waker: Waker
  ) {
    self.path = path
    self.settings = settings
    self.instance = instance
    self.store = store
    self.waker = waker
    announcer = Announcer(window: settings.announcementWindow.nanoseconds)
    newestCommit = Atomic(entry.commit)
    requests = RequestQueue(
      instance: instance, membership: entry.membership, wake: { waker.wake() },
      find: { key, bornAt, nonce in store.find(key, bornAt: bornAt, nonce: nonce) })
    state = Mutex(State(membership: entry.membership))
  }

  // MARK: What the tab is

  /// Whether this is a forked child of the process that the tab lives in: nothing of it may be
  /// touched then, not even a lock (see ``Birthplace``).
  var isForked: Bool { !birthplace.isHere }

  /// What `look` sees, or, in a forked child, `nothing`.
  func unlessForked<T>(_ nothing: @autoclosure () -> T, _ look: () -> T) -> T {
    isForked ? nothing() : look()
  }

  /// The place in the coordination file, which changes when that is replaced.
  var membership: Membership { state.withLock { $0.membership } }
  var metrics: TabMetrics { TabMetrics(membership.file.metrics(membership.number)) }

  func move(to membership: Membership) { state.withLock { $0.membership = membership } }

  /// The term that this tab leads, or nil.
  var leadingTerm: UInt64? {
    // Pairs with the stores in `lead(_:)` and `stopAccepting()`.
    let term = rulingTerm.load(ordering: .acquiring)
    return term == 0 ? nil : term
  }

  /// The same, and nil already while the tab waits for its last transaction to end.
  var writableTerm: UInt64? {
    let term = acceptingTerm.load(ordering: .acquiring)
    return term == 0 ? nil : term
  }

  /// By the coordinator's thread: this tab leads `term`, or nothing any more.
  func lead(_ term: UInt64?) {
    rulingTerm.store(term ?? 0, ordering: .releasing)
    acceptingTerm.store(term ?? 0, ordering: .releasing)
  }

  /// No new write of a term may begin.
  func stopAccepting(_ term: UInt64) {
    _ = acceptingTerm.compareExchange(expected: term, desired: 0, ordering: .releasing)
  }

  /// Who commits while this tab leads.
  var committer: Committer? {
    get { state.withLock { $0.committer } }
    set { state.withLock { $0.committer = newValue } }
  }

  /// The newest commit that this tab knows of: its own, or one that it was told of.
  var knownCommit: UInt64 { newestCommit.load(ordering: .acquiring) }

  func noteCommit(_ commit: UInt64) {
    newestCommit.max(commit, ordering: .releasing)
  }

  /// The database says that it is another one, perhaps a lower one.
  func setCommit(_ commit: UInt64) { newestCommit.store(commit, ordering: .releasing) }

  var allowsNonLeaderWrites: Bool {
    get { overrides.load(ordering: .relaxed) && store.restriction == nil }
    set { overrides.store(newValue, ordering: .relaxed) }
  }

  var role: TabInfo.Role {
    if leadingTerm != nil { return .leader }
    if settings.isObserver { return .observer }
    return isPaused ? .paused : .follower
  }

  /// Whether it has withdrawn from standing, be it that it still leads.
  var isPaused: Bool { state.withLock { $0.isPaused } }

  /// The last change that was told, or nil.
  var lastRoleChange: RoleChange? { state.withLock { $0.lastRoleChange } }

  /// By the coordinator's thread: remembered before it is told, so that who subscribes first and asks
  /// then misses none.
  func tell(_ change: RoleChange) {
    state.withLock { $0.lastRoleChange = change }
    roleChanges.deliver(change)
  }

  /// By the coordinator's thread, after a try to become the leader.
  func noteClaim(failure: (any Error)?) {
    let code = (failure as? DatabaseError)?.extendedResultCode.rawValue
    membership.note(claimFailure: code.flatMap { UInt64(exactly: $0) } ?? 0)
  }

  /// What a write waits for, in words.
  var isAwaited: String {
    let info = leaderInfo
    if let blocked = info.takeoverBlocked {
      return """
        the leader: \(blocked.pid.map { "process \($0)" } ?? "a process") has stopped inside a write \
        transaction, which keeps everybody from writing
        """
    }
    if info.leader != nil { return "the leader" }
    switch store.loss {
    case nil: return info.obstacle.map { "a leader: \($0)" } ?? "a leader: nobody leads"
    case .logLost:
      return """
        a leader: the database's log (-wal, -shm) was removed, and nobody leads before every program \
        that has the database open has been closed
        """
    default:
      return "a leader: the database was removed or replaced, and nobody leads before it is back"
    }
  }

  func setPaused(_ isPaused: Bool) { state.withLock { $0.isPaused = isPaused } }
  func setLeaseEnd(_ end: UInt64) { state.withLock { $0.leaseEnds = end } }

  var leaderInfo: LeaderInfo {
    let (membership, leaseEnds) = state.withLock { ($0.membership, $0.leaseEnds) }
    let file = membership.group
    let reign = file.reign
    let mine = leadingTerm
    let leader =
      mine == nil
      ? reign.leader.flatMap { livingLeader($0, term: reign.term, besides: membership) }
      : LeaderInfo.Leader(tab: membership.number, pid: currentProcess())
    let now = monotonicNow()
    var lease = leader == nil || leaseEnds <= now ? 0 : leaseEnds - now
    if mine != nil { lease = settings.lease.nanoseconds }
    let blocked = file.header.load(Layout.Header.blockedBy)
    let tabs = membership.livingTabs()
    let next = tabs.filter { $0.role == .follower && $0.number != leader?.tab }
      .min { $0.joined < $1.joined }?.number
    return LeaderInfo(
      isLeader: mine != nil, leader: leader, term: mine ?? reign.term,
      leaseRemaining: Double(lease) / 1e9, nextInLine: next,
      takeoverBlocked: blocked == 0 ? nil : LeaderInfo.Blocked(word: blocked),
      obstacle: leader == nil ? LeaderInfo.Obstacle(among: tabs) : nil)
  }

  private func livingLeader(
    _ number: Int, term: UInt64, besides membership: Membership
  ) -> LeaderInfo.Leader? {
    let file = membership.group
    guard number != membership.ownNumber, file.isTermHeldElsewhere(term) else { return nil }
    let pid = Int32(truncatingIfNeeded: file.slot(number).load(Layout.Slot.pid))
    return LeaderInfo.Leader(tab: number, pid: pid)
  }

  // MARK: Commands

  /// Any thread; in a forked child nothing is done, and done at once.
  func send(_ command: Command) {
    if isForked {
      command.then?()
      return
    }
    let isClosed = state.withLock { state in
      if !state.isClosed { state.commands.append(command) }
      return state.isClosed
    }
    if !isClosed {
      waker.wake()
      return
    }
    command.then?()
  }

  func takeCommands() -> [Command] {
    state.withLock { state in
      defer { state.commands = [] }
      return state.commands
    }
  }

  var isClosed: Bool { state.withLock { $0.isClosed } }

  /// Whether the handle is about to be closed, or is: nothing new begins.
  var isClosing: Bool { closing.load(ordering: .acquiring) }

  func close(then: @escaping @Sendable () -> Void) {
    closing.store(true, ordering: .releasing)
    send(.close(then: then))
  }

  /// By the coordinator's thread, at its end: whoever comes now is told so.
  func refuseCommands() -> [Command] {
    let (waiters, commands) = state.withLock { state in
      state.isClosed = true
      defer {
        state.waiters = [:]
        state.commands = []
      }
      return (state.waiters.values, state.commands)
    }
    for waiter in waiters { waiter.continuation.resume(throwing: PenholderError.closed) }
    return commands
  }
}

extension LeaderInfo.Blocked {
  /// The word in the file: the pid, or -1 when the kernel did not tell.
  init(word: UInt64) {
    let number = Int32(truncatingIfNeeded: word)
    pid = number > 0 ? number : nil
  }

  static func word(pid: Int32?) -> UInt64 { UInt64(UInt32(bitPattern: pid ?? -1)) }
}

extension Tab {
  /// Tells this tab alone that something was missed that nobody can tell it of.
  func deliverGap(commit: UInt64, term: UInt64) {
    var gap = Event(kind: .gap)
    gap.commit = commit
    gap.term = term
    gap.missed = 1
    gap.changes = .any
    gap.publishedAt = monotonicNow()
    store.notifyObservers(of: .any)
    events.deliver(gap)
  }
}

extension Event {
  /// Some commit that no tab has made: anything may have changed.
  static func foreignCommit(term: UInt64, commit: UInt64) -> Event {
    var event = Event(kind: .schemaChanged)
    event.term = term
    event.commit = commit
    event.firstCommit = commit
    event.changes = .any
    event.publishedAt = monotonicNow()
    return event
  }

  /// A tab has come to lead, or to another coordination file: a foreign program may have committed since
  /// the last leader looked, and nobody can tell.
  static func precaution(term: UInt64, commit: UInt64) -> Event {
    var event = foreignCommit(term: term, commit: commit)
    event.isPrecaution = true
    return event
  }
}
