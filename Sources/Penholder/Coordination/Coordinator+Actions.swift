import Logging
import PenholderCore
import SharedMemory

// What the election decides, done: with the kernel's locks, the database, and the file.

extension Coordinator {
  /// Performs one action; the answer, if it has one, goes back to the election.
  func perform(_ action: Election.Action) -> Election.Input? {
    switch action {
    case .readTerm: return readTerm()
    case .lockTerm(let term):
      return .termLocked(term, membership.file.tryLock(Layout.termByte(term)))
    case .unlockTerm(let term):
      membership.file.unlock(Layout.termByte(term))
      return nil
    case .claim(let term): return claim(term)
    case .takeOffice(let term, let cause, let gap):
      takeOffice(term: term, cause: cause, gap: gap)
      return nil
    case .repairReign(let term):
      // L4: the database has just said that the term is ours.
      membership.file.header.storeReleasing(
        Reign(term: term, leader: membership.number).word, at: Layout.Header.reign)
      return nil
    case .beat:
      membership.file.header.add(1, at: Layout.Header.heartbeat)
      return nil
    case .drain:
      tab.stopAccepting()
      let tab = tab
      tab.store.drain { tab.send(.drained) }
      return nil
    case .leaveOffice(let term, let successor):
      leaveOffice(term: term, successor: successor)
      return nil
    case .loseOffice(let term):
      loseOffice(term: term)
      return nil
    case .askLeader:
      membership.ask(true)
      return nil
    case .reportBlocked(let isBlocked):
      reportBlocked(isBlocked)
      return nil
    }
  }

  private func readTerm() -> Election.Input {
    do {
      let stored = try tab.store.state()?.term ?? 0
      return .termRead(
        stored: stored, byteHeld: stored > 0 && membership.file.isTermHeldElsewhere(stored))
    } catch {
      tab.settings.logger.debug("cannot read the term", metadata: ["error": "\(error)"])
      return .termReadFailed
    }
  }

  private func claim(_ term: UInt64) -> Election.Input {
    do {
      let result = try tab.store.claim(
        term: term, leader: membership.number, instance: tab.instance, nonce: membership.file.nonce)
      switch result {
      case .claimed(let commit):
        membership.file.header.raise(Layout.Header.commit, to: commit)
        return .claimed(term)
      case .beaten: return .claimBeaten
      case .blocked: return .claimBlocked
      }
    } catch {
      tab.settings.logger.debug("cannot claim", metadata: ["error": "\(error)", "term": "\(term)"])
      return .claimFailed
    }
  }

  private func takeOffice(term: UInt64, cause: Election.Cause, gap: UInt64) {
    let header = membership.file.header
    header.store(0, at: Layout.Header.successor)
    header.store(0, at: Layout.Header.blockedBy)
    // L4: only upwards. Noise above is put right after the database has been asked.
    header.raise(Layout.Header.reign, to: Reign(term: term, leader: membership.number).word)
    membership.ask(false)
    tab.lead(term)
    keepHouseSoon()
    tab.metrics.count(.elections)
    announce(.leaderChanged, term: term, leader: membership.number)
    tab.settings.logger.debug("leads", metadata: ["term": "\(term)", "cause": "\(cause.rawValue)"])
    tab.tell(
      RoleChange(role: .leader, term: term, reason: RoleChange.Reason(cause), gap: gap))
    tab.resumeWaiters(term: term)
  }

  /// The last transaction has ended and been announced.
  private func leaveOffice(term: UInt64, successor: Int?) {
    tab.announcer.flush(from: membership, now: monotonicNow(), force: true)
    let header = membership.file.header
    // Named, the next in line has all the time it needs.
    let next = successor ?? membership.nextInLine()
    header.store(UInt64(next ?? 0), at: Layout.Header.successor)
    // Only our own reign: a newer one is not ours to end.
    _ = header.compareExchange(
      Reign(term: term, leader: membership.number).word, Reign(term: term, leader: nil).word,
      at: Layout.Header.reign)
    cease(term: term, reason: .steppedDown)
    announce(.leaderChanged, term: term, leader: nil)
    answerResigned()
  }

  private func loseOffice(term: UInt64) {
    let reason: RoleChange.Reason = membership.file.isCurrent() ? .deposed : .fileReplaced
    cease(term: term, reason: reason)
    answerResigned()
  }

  /// Last of all: whoever waited for this may stop the process at once, and a stopped process must
  /// not owe the others a notice.
  private func answerResigned() {
    for then in resigned { then() }
    resigned = []
  }

  private func cease(term: UInt64, reason: RoleChange.Reason) {
    tab.lead(nil)
    tab.store.forbidWrites()
    membership.file.unlock(Layout.termByte(term))
    tab.settings.logger.debug("leads no more", metadata: ["term": "\(term)"])
    tab.tell(RoleChange(role: tab.role, term: term, reason: reason, gap: 0))
  }

  private func reportBlocked(_ isBlocked: Bool) {
    let pid = isBlocked ? WriteLockHolder.pid(database: tab.path) : nil
    membership.file.header.store(
      isBlocked ? LeaderInfo.Blocked.word(pid: pid) : 0, at: Layout.Header.blockedBy)
  }

  private func announce(_ kind: Event.Kind, term: UInt64, leader: Int?) {
    var event = Event(kind: kind)
    event.tab = leader ?? 0
    event.term = term
    event.commit = membership.file.header.load(Layout.Header.commit)
    event.firstCommit = event.commit
    event.publishedAt = monotonicNow()
    membership.file.publish(event)
  }
}
