import Logging
import PenholderCore
import SharedMemory

/// Performs the election's actions on a thread of its own: it looks at the file and the kernel's
/// locks, keeps the clock, holds the term's lock, and claims in the database.
///
/// Lives on its thread from ``start(_:)`` to the end of the handle; nothing else touches it. It
/// sleeps until the leader's process ends, a command comes, or the election's deadline.
final class Coordinator {
  let tab: Tab
  var membership: Membership
  var election: Election
  var pump: EventPump
  var watch: LeaderWatch = .none
  var nextHousekeeping: UInt64 = 0
  private var closing: [@Sendable () -> Void] = []
  /// Called when leadership has been given up.
  var resigned: [@Sendable () -> Void] = []
  private var isClosing = false
  private var seenRequests: UInt64
  var isHandOverPending = false
  /// Whether this tab looks for foreign commits although it does not lead.
  var isLookingByItself = false
  /// Whether the database is not in its place: see ``isInPlace()``.
  var isDisplaced = false
  /// See ``lookAtFrozen()``.
  var seenFrozenChanges = 0
  /// See ``tellStanding()``.
  var toldStanding: Standing

  /// Joins the group's life: from now on this tab stands, leads, and is told.
  static func start(_ tab: Tab, _ entry: Membership.Entry) throws {
    let pump = try EventPump.start(tab, entry)
    let (membership, term) = (entry.membership, entry.term)
    // As of now: who asks for it after opening is told of everything after that.
    let standing = Standing(membership, leadingTerm: nil)
    do {
      try startThread(named: "pen-leader") {
        let coordinator = Coordinator(
          tab: tab, membership: membership, pump: pump, standing: standing)
        coordinator.election.noteStored(term)
        coordinator.run()
      }
    } catch {
      // Nothing of a tab that is not to be stays behind.
      pump.stop()
      membership.leave()
      throw PenholderError.inputOutput(error)
    }
  }

  private init(tab: Tab, membership: Membership, pump: EventPump, standing: Standing) {
    self.tab = tab
    self.membership = membership
    self.pump = pump
    toldStanding = standing
    let now = monotonicNow()
    election = Self.election(tab, membership, now: now)
    seenRequests = membership.file.header.load(Layout.Header.requests)
    // What was asked before this tab led is seen at the first housekeeping.
    isHandOverPending = true
  }

  static func election(_ tab: Tab, _ membership: Membership, now: UInt64) -> Election {
    Election(
      me: membership.number, observes: tab.settings.isObserver,
      timing: Election.Timing(lease: tab.settings.lease.nanoseconds), now: now)
  }

  /// How much too early housekeeping may be done, in nanoseconds.
  private static let slack: UInt64 = 10_000_000

  // MARK: The loop

  private func run() {
    if membership.followsDeadTab { announce(.tabLeft) }
    announce(.tabJoined)
    while true {
      for command in tab.takeCommands() { perform(command) }
      look()
      let now = monotonicNow()
      if isClosing && election.leadingTerm == nil {
        // What the leader has is waited for, as long as its time-outs say.
        tab.requests.close()
        if tab.requests.isQuiet { break }
      }
      if now >= tab.requests.alarm { keepRequestTime(now: now) }
      // With the election's tick rather than a moment after it: one wake-up, not two.
      if now &+ Self.slack >= nextHousekeeping { keepHouse(now: now) }
      sleep()
    }
    finish()
  }

  private func sleep() {
    let now = monotonicNow()
    var deadline = min(election.deadline, nextHousekeeping, tab.requests.alarm)
    if let due = tab.announcer.deadline { deadline = min(deadline, due) }
    let timeout = deadline > now ? deadline - now : 0
    guard case .watching(let term, let process) = watch else {
      _ = tab.waker.wait(for: nil, timeout: timeout)
      return
    }
    // A process that has ended stays readable: it is watched no more.
    if tab.waker.wait(for: process, timeout: timeout).contains(.processEnded) {
      watch = .unseen(term: term)
    }
  }

  /// Looks at the world and does what the election says.
  private func look() {
    let now = monotonicNow()
    tab.announcer.flush(from: membership, now: now, force: false)
    let sighting = sight(now: now)
    // What kept this tab from leading before is no news while another does.
    if sighting.hasLivingLeader { membership.note(claimFailure: 0) }
    decide(.sighted(sighting))
    watchLeader(sighting)
    tab.setLeaseEnd(now &+ election.leaseRemaining(now: now))
    let requests = membership.file.header.load(Layout.Header.requests)
    if requests != seenRequests {
      seenRequests = requests
      isHandOverPending = true
    }
    if isHandOverPending { considerHandOver() }
  }

  private func sight(now: UInt64) -> Election.Sighting {
    let file = membership.group
    let reign = file.reign
    let isLeading = election.leadingTerm != nil
    let held = !isLeading && reign.leader != nil && file.isTermHeldElsewhere(reign.term)
    // The order of succession takes a system call for each tab: only when it matters.
    let isNeeded = !isLeading && (!held || election.leaseRemaining(now: now) == 0)
    var sighting = Election.Sighting(
      reign: reign, heartbeat: file.header.load(Layout.Header.heartbeat), reignByteHeld: held,
      ahead: isNeeded ? membership.candidatesAhead(leader: reign.leader) : 0,
      successor: isNeeded ? membership.successor : nil)
    sighting.beat = file.header.load(Layout.Header.beat)
    return sighting
  }

  /// Feeds one input to the election and performs what comes of it, answers included.
  func decide(_ input: Election.Input) {
    var inputs = [input]
    while !inputs.isEmpty {
      for action in election.step(inputs.removeFirst(), now: monotonicNow()) {
        if let answer = perform(action) { inputs.append(answer) }
      }
    }
  }

  // MARK: Commands

  private func perform(_ command: Tab.Command) {
    switch command {
    case .look: noteStanding()
    case .keepHouse: keepHouseSoon()
    case .wishesChanged:
      if let term = tab.writableTerm { tab.resumeWaiters(term: term) }
      askIfWanted()
    case .resign(let successor, let then):
      decide(.resign(to: successor))
      afterOffice(then)
    case .pause(let then):
      tab.setPaused(true)
      membership.stopAsking()
      membership.write(slotState)
      decide(.pause)
      afterOffice(then)
    case .unpause where isClosing: break
    case .unpause:
      tab.setPaused(false)
      membership.write(slotState)
      if !isDisplaced { decide(.unpause) }
    case .fenced(let term): decide(.fenced(term))
    case .drained(let term): decide(.drained(term))
    case .close(let then):
      isClosing = true
      tab.setPaused(true)
      closing.append(then)
      decide(.pause)
    }
  }

  private func afterOffice(_ then: @escaping @Sendable () -> Void) {
    if election.leadingTerm == nil { then() } else { resigned.append(then) }
  }

  private func considerHandOver() {
    guard election.leadingTerm != nil, tab.settings.handOverPolicy != .never else { return }
    guard let (successor, request) = membership.firstAsking() else {
      isHandOverPending = false
      return
    }
    let isIdle = tab.committer?.isIdle ?? true
    if tab.settings.handOverPolicy == .whenIdle && !isIdle { return }
    tab.settings.logger.debug("handing over", metadata: ["tab": "\(successor)"])
    membership.grant(request)
    decide(.resign(to: successor))
  }

  func askIfWanted() {
    if tab.isWantedToAsk && !isClosing && !tab.isPaused {
      decide(.stand)
    } else {
      membership.stopAsking()
    }
  }

  func announce(_ kind: Event.Kind, tab number: Int? = nil) {
    guard membership.isMember else { return }
    var event = Event(kind: kind)
    event.tab = number ?? membership.number
    event.term = membership.file.reign.term
    event.commit = tab.knownCommit
    event.firstCommit = event.commit
    event.publishedAt = monotonicNow()
    membership.file.publish(event)
  }

  /// Ends the requests that are overdue, and says why they were not answered as far as we know.
  func keepRequestTime(now: UInt64) {
    tab.requests.keepTime(now: now, awaited: tab.isAwaited)
  }

  // MARK: The end

  private func finish() {
    let late = tab.refuseCommands()
    do {
      tab.requests.abandon(now: monotonicNow())
      tab.store.finishWrites()
      tab.announcer.flush(from: membership, now: monotonicNow(), force: true)
      membership.leave { announce(.tabLeft) }
      pump.stop()
      try tab.store.close()
    } catch {
      tab.settings.logger.debug("closing", metadata: ["error": "\(error)"])
    }
    tab.events.close()
    tab.roleChanges.close()
    for then in closing { then() }
    for command in late { command.then?() }
  }
}

extension Reign {
  func hasLeader(besides number: Int?) -> Bool { leader != nil && leader != number }
}
