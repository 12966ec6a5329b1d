import Logging
import PenholderCore
import SharedMemory

// What nobody tells a tab of: once a tick it looks by itself.

extension Coordinator {
  /// Housekeeping wakes a leader, and awake it beats: in a third of the lease, and often enough to
  /// notice a foreign commit within a second. Nanoseconds.
  var beatInterval: UInt64 { min(election.timing.tick, 450_000_000) }

  /// A new leader looks at once who has died.
  func keepHouseSoon() { nextHousekeeping = 0 }

  /// Once a tick: what nobody tells us of.
  func keepHouse(now: UInt64) {
    nextHousekeeping = now &+ beatInterval
    guard isInPlace() else { return }
    if !membership.isCurrent() {
      rejoin()
      return
    }
    membership.write(slotState)
    membership.file.bell.wakeDenied()
    tellStanding()
    if tab.store.restriction != nil { lookAtFrozen() }
    // An answer whose bell was drowned by noise.
    keepRequestTime(now: now)
    if let term = election.leadingTerm {
      // Whoever reported us as blocked may have died since.
      membership.file.header.store(0, at: Layout.Header.blockedBy)
      // What a leader writes, it also puts right, and what nobody writes.
      membership.file.mendIdentity()
      membership.file.header.store(tab.knownCommit, at: Layout.Header.commit)
      membership.file.header.store(beatInterval, at: Layout.Header.beat)
      membership.sweepDeadTabs { announce(.tabLeft, tab: $0) }
      isHandOverPending = isHandOverPending || membership.firstAsking() != nil
      lookForForeignCommits()
      tab.committer?.keepHouse()
      let metrics = tab.metrics
      tab.store.checkpointIfDue(term: term) { metrics.count(.checkpoints) }
    } else if !membership.group.reign.hasLeader(besides: membership.ownNumber)
      || !membership.group.isTermHeldElsewhere(membership.group.reign.term)
    {
      // Nobody leads who would tell us.
      isLookingByItself = true
      lookForForeignCommits()
    } else if isLookingByItself {
      isLookingByItself = false
      tab.store.forgetForeignCommits()
    }
    noteTerm()
    // Asked again if it was granted in vain.
    if election.leadingTerm == nil, membership.isAsking { askIfWanted() }
  }

  var slotState: SlotState {
    if tab.settings.isObserver { return [.occupied, .observer] }
    // Not by the role: a leader that withdraws is still one until its last transaction has ended.
    return tab.isPaused || isDisplaced ? [.occupied] : [.occupied, .candidate]
  }

  /// Remembers which terms have been, in case somebody puts an older state of the database back. Only
  /// the database is believed, and asked only when there may be news.
  private func noteTerm() {
    guard election.leadingTerm == nil, membership.group.reign.term > election.highestTerm else {
      return
    }
    // One that cannot be read now is asked again at the next tick.
    if let state = try? tab.store.state() { election.noteStored(state.term) }
  }

  private func lookForForeignCommits() {
    let (tab, membership) = (tab, membership)
    let leadingTerm = election.leadingTerm
    tab.store.lookForForeignCommits { contents, isKnown in
      TabMetrics(membership.file.metrics(membership.number)).count(.foreignCommits)
      if let leadingTerm {
        membership.file.publish(.foreignCommit(term: leadingTerm, commit: tab.knownCommit))
        // An older state of the database was put back: the term that it names is over.
        if isKnown, contents?.term != leadingTerm { tab.send(.fenced(term: leadingTerm)) }
      } else {
        tab.deliverGap(commit: contents?.commit ?? 0, term: contents?.term ?? 0)
      }
    }
  }

  /// The coordination file was removed or replaced: take a place in the one that stands there now.
  private func rejoin() {
    do {
      let entry = try Membership.enter(
        tab.path, instance: tab.instance, isObserver: tab.settings.isObserver, store: tab.store)
      // What is taken of the new file is given back if one of these fails.
      let kept = try keepOffice(in: entry.membership)
      let fresh = try EventPump.start(tab, entry, after: pump)
      if kept == nil, let term = election.leadingTerm { decide(.fenced(term)) }
      let old = membership
      let oldCommitter = tab.committer
      pump.stop()
      pump = fresh
      old.leave()
      membership = entry.membership
      tab.move(to: membership)
      tab.requests.move(to: membership, now: monotonicNow())
      let highestTerm = max(election.highestTerm, entry.term)
      election = Self.election(tab, membership, now: monotonicNow())
      election.noteStored(highestTerm)
      if let kept {
        election.resume(leading: kept)
        startCommitter(kept)
        old.file.unlock(Layout.termByte(kept))
      }
      oldCommitter?.stop()
      if tab.isPaused { decide(.pause) }
      watch = .none
      membership.write(slotState)
      tab.metrics.count(.rejoins)
      announce(.tabJoined)
      tab.noteCommit(entry.commit)
      tab.send(.wishesChanged)
    } catch {
      // No room, no permission, or the database is gone: stay where we are, try again at the next
      // tick. Fencing in the database does not need the file.
      tab.settings.logger.debug("cannot rejoin", metadata: ["error": "\(error)"])
    }
  }

  /// A leader stays one in the new file if nobody has claimed a later term, there or elsewhere:
  /// whoever reads the same term in the database will find its byte held.
  private func keepOffice(in fresh: Membership) throws -> UInt64? {
    guard case .leading(let term) = election.phase, fresh.file.tryLock(Layout.termByte(term)) else {
      return nil
    }
    guard try tab.store.state()?.term == term else {
      fresh.file.unlock(Layout.termByte(term))
      return nil
    }
    let header = fresh.file.header
    header.store(tab.knownCommit, at: Layout.Header.commit)
    header.store(beatInterval, at: Layout.Header.beat)
    header.raise(Layout.Header.reign, to: Reign(term: term, leader: fresh.number).word)
    return term
  }
}
