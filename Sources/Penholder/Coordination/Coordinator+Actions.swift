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
      let isLocked = membership.file.tryLock(Layout.termByte(term))
      if isLocked { KillPoint.reached(.termLocked) }
      return .termLocked(term, isLocked)
    case .unlockTerm(let term):
      membership.file.unlock(Layout.termByte(term))
      return nil
    case .claim(let term, let over): return claim(term, over: over)
    case .takeOffice(let term, let cause, let gap):
      takeOffice(term: term, cause: cause, gap: gap)
      noteStanding()
      return nil
    case .repairReign(let term):
      // L4: the database has just said that the term is ours.
      membership.file.header.storeReleasing(
        Reign(term: term, leader: membership.number).word, at: Layout.Header.reign)
      return nil
    case .beat:
      membership.file.header.add(1, at: Layout.Header.heartbeat)
      return nil
    case .drain(let term):
      drain(term)
      return nil
    case .leaveOffice(let term, let successor):
      leaveOffice(term: term, successor: successor)
      noteStanding()
      return nil
    case .loseOffice(let term):
      loseOffice(term: term)
      return nil
    case .askLeader:
      membership.ask()
      return nil
    case .reportBlocked(let isBlocked):
      reportBlocked(isBlocked)
      return nil
    }
  }

  /// What this tab has submitted, and what waits in the lanes, is still committed.
  private func drain(_ term: UInt64) {
    tab.stopAccepting(term)
    KillPoint.reached(.draining)
    let tab = tab
    let then: @Sendable () -> Void = {
      tab.store.forbidWrites(in: term) { tab.send(.drained(term: term)) }
    }
    if let committer = tab.committer { committer.stop(then) } else { then() }
  }

  private func readTerm() -> Election.Input {
    do {
      let state = try tab.store.state()
      let stored = state?.term ?? 0
      return .termRead(
        stored: stored,
        unused: TermBlock.firstUnused(
          after: stored, isOfThisBoot: state?.nonce == membership.file.nonce),
        byteHeld: stored > 0 && membership.file.isTermHeldElsewhere(stored))
    } catch {
      if election.leadingTerm == nil { tab.noteClaim(failure: error) }
      tab.settings.logger.debug("cannot read the term", metadata: ["error": "\(error)"])
      return .termReadFailed
    }
  }

  private func claim(_ term: UInt64, over read: UInt64) -> Election.Input {
    do {
      let result = try tab.store.claim(
        Reign(term: term, leader: membership.number), over: read, instance: tab.instance,
        nonce: membership.file.nonce, known: tab.knownCommit)
      switch result {
      case .claimed(let commit):
        KillPoint.reached(.claimed)
        tab.noteClaim(failure: nil)
        tab.setCommit(commit)
        return .claimed(term)
      case .beaten: return .claimBeaten
      case .blocked: return .claimBlocked
      }
    } catch {
      tab.noteClaim(failure: error)
      tab.settings.logger.debug("cannot claim", metadata: ["error": "\(error)", "term": "\(term)"])
      return .claimFailed
    }
  }

  private func takeOffice(term: UInt64, cause: Election.Cause, gap: UInt64) {
    let header = membership.file.header
    header.store(0, at: Layout.Header.successor)
    header.store(0, at: Layout.Header.blockedBy)
    header.store(tab.knownCommit, at: Layout.Header.commit)
    header.store(beatInterval, at: Layout.Header.beat)
    // L4: only upwards. Noise above is put right after the database has been asked.
    header.raise(Layout.Header.reign, to: Reign(term: term, leader: membership.number).word)
    membership.stopAsking()
    startCommitter(term)
    tab.lead(term)
    keepHouseSoon()
    tab.metrics.count(.elections)
    announceLeader(term: term, leader: membership.number)
    membership.file.publish(.precaution(term: term, commit: tab.knownCommit))
    tab.settings.logger.debug("leads", metadata: ["term": "\(term)", "cause": "\(cause.rawValue)"])
    tab.tell(
      RoleChange(role: .leader, term: term, reason: RoleChange.Reason(cause), gap: gap))
    tab.resumeWaiters(term: term)
  }

  /// Whoever commits now takes up every lane where the last leader has left it.
  func startCommitter(_ term: UInt64) {
    do { tab.committer = try Committer.start(tab, membership, term: term) } catch {
      // No thread can be had: a leader that cannot write steps down, and stands again later.
      tab.settings.logger.debug("cannot start", metadata: ["error": "\(error)"])
      tab.send(.resign(to: nil, then: {}))
    }
  }

  /// The last transaction has ended and been announced.
  private func leaveOffice(term: UInt64, successor: Int?) {
    tab.announcer.flush(from: membership, now: monotonicNow(), force: true)
    let header = membership.file.header
    // Named, the next in line has all the time it needs.
    let next = successor ?? membership.nextInLine()
    header.store(UInt64(exactly: next ?? 0) ?? 0, at: Layout.Header.successor)
    // Only our own reign: a newer one is not ours to end.
    _ = header.compareExchange(
      Reign(term: term, leader: membership.number).word, Reign(term: term, leader: nil).word,
      at: Layout.Header.reign)
    // Before the lock is dropped, so that it comes before what the successor announces.
    announceLeader(term: term, leader: nil)
    cease(term: term, reason: isDisplaced ? .databaseGone : .steppedDown)
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
    // Whoever wished to lead while we were resigning still does.
    tab.send(.wishesChanged)
  }

  private func cease(term: UInt64, reason: RoleChange.Reason) {
    tab.lead(nil)
    tab.committer?.stop()
    tab.committer = nil
    tab.store.forbidWrites(in: term)
    KillPoint.reached(.leaving)
    membership.file.unlock(Layout.termByte(term))
    KillPoint.reached(.termUnlocked)
    tab.settings.logger.debug("leads no more", metadata: ["term": "\(term)"])
    tab.tell(RoleChange(role: tab.role, term: term, reason: reason, gap: 0))
  }

  private func reportBlocked(_ isBlocked: Bool) {
    let header = membership.file.header
    guard isBlocked else { return header.store(0, at: Layout.Header.blockedBy) }
    let pid = WriteLockHolder.pid(database: tab.path)
    // The kernel's list changes while it is read: what was seen once is not forgotten for that.
    if pid == nil && header.load(Layout.Header.blockedBy) != 0 { return }
    header.store(LeaderInfo.Blocked.word(pid: pid), at: Layout.Header.blockedBy)
  }

  private func announceLeader(term: UInt64, leader: Int?) {
    var event = Event(kind: .leaderChanged)
    event.tab = leader ?? 0
    event.term = term
    // What the database says, never what the file does.
    event.commit = tab.knownCommit
    event.firstCommit = event.commit
    event.publishedAt = monotonicNow()
    membership.file.publish(event)
  }
}
