// Standing for election: from the sight of a vacancy to the claim.

extension Election {
  mutating func sighted(_ sighting: Sighting, now: Instant) -> [Action] {
    if now >= nextTick { nextTick = now &+ timing.tick }
    if let at = recheckAt, now >= at { recheckAt = nil }
    let slept = now &- lastLook > timing.lease / 2
    lastLook = now
    // Another leads: what was not heard so far was its predecessor. (Noise holds no byte.)
    if sighting.reign.term != seenTerm, sighting.hasLivingLeader { silence.restart(now: now) }
    seenTerm = sighting.reign.term
    // Somebody else has had the chance that a resigned tab leaves to the others.
    if now >= holdUntil || seenTerm > holdTerm { holdUntil = 0 }
    let moved = silence.observe(sighting.heartbeat, beat: sighting.beat, now: now)
    if moved || silence.since == now { rival?.since = now }
    switch phase {
    case .leading(let term), .resigning(let term, _):
      return supervise(term, sighting, slept: slept)
    case .claiming(let claim):
      // Only a leader beats: whoever it is, it is not us.
      if moved || sighting.reign.term >= claim.term {
        return unlockClaim() + retreat(now: now, after: 0)
      }
      return now >= claim.retryAt ? [.claim(claim.term, over: claim.over)] : []
    case .campaigning:
      return []
    case .following, .vacant:
      return look(sighting, now: now)
    }
  }

  private mutating func look(_ sighting: Sighting, now: Instant) -> [Action] {
    guard let cause = vacancy(sighting, now: now) else {
      phase = .following
      vacantSince = nil
      return []
    }
    if vacantSince == nil { vacantSince = cause == .silent ? silence.since : now }
    var standAt = now &+ delay(sighting, cause)
    if case .vacant(cause, let at) = phase { standAt = at }
    let mayStand = holdUntil == 0 || cause == .handedOver
    guard eligibility == .candidate, mayStand, recheckAt == nil, now >= standAt else {
      // `standAt` is also the next deadline, so it must not lie behind us.
      if !mayStand { standAt = max(standAt, holdUntil) }
      if let recheckAt { standAt = max(standAt, recheckAt) }
      phase = .vacant(cause: cause, standAt: standAt)
      return []
    }
    phase = .campaigning(cause: cause)
    return [.readTerm]
  }

  /// Why nobody leads, or nil when somebody does.
  private func vacancy(_ sighting: Sighting, now: Instant) -> Cause? {
    if sighting.hasLivingLeader { return silence.isWholeLease(now: now) ? .silent : nil }
    if sighting.reign.leader != nil { return .died }
    if sighting.successor == me { return .handedOver }
    return sighting.reign.term == 0 ? .first : .resigned
  }

  /// Our turn: by order of joining, after a named successor.
  private func delay(_ sighting: Sighting, _ cause: Cause) -> UInt64 {
    if sighting.successor == me { return 0 }
    // A death wakes everybody at once; silence is noticed by each at its own next tick.
    let stagger = cause == .silent ? timing.tick : timing.stagger
    let turn = UInt64(max(0, sighting.ahead)) &* stagger
    return sighting.successor == nil ? turn : turn &+ timing.courtesy
  }

  mutating func termRead(
    _ stored: UInt64, _ unused: UInt64, _ byteHeld: Bool, now: Instant
  ) -> [Action] {
    if let term = leadingTerm {
      return stored > term ? deposed(now: now) : [.repairReign(term: term)]
    }
    guard case .campaigning = phase else { return [] }
    if byteHeld && measuredTerm != stored {
      // What we heard (or did not hear) so far was somebody else.
      measuredTerm = stored
      if seenTerm != stored { silence.restart(now: now) }
    }
    if byteHeld && !silence.isWholeLease(now: now) {
      // Somebody leads; the reign has not been published yet, or is noise that its leader will mend.
      return retreat(now: now, after: backOff(from: stored, now: now))
    }
    if let rival, rival.term < stored { self.rival = nil }
    noteStored(stored)
    let lowest = max(unused, highestTerm + 1)
    guard lowest < Reign.maximumTerm - (rival?.skip ?? 0) else {
      return retreat(now: now, after: timing.tick)
    }
    readTerm = stored
    return [.lockTerm(lowest + (rival?.skip ?? 0))]
  }

  mutating func termLocked(_ term: UInt64, _ locked: Bool, now: Instant) -> [Action] {
    guard case .campaigning(let cause) = phase else { return locked ? [.unlockTerm(term)] : [] }
    if locked {
      phase = .claiming(
        Claim(term: term, over: readTerm, cause: cause, since: now, retryAt: now))
      return [.claim(term, over: readTerm)]
    }
    return retreat(now: now, after: backOff(from: term, now: now))
  }

  /// A rival is at it. It needs a millisecond; if it has died in between, nobody tells us.
  private mutating func backOff(from term: UInt64, now: Instant) -> UInt64 {
    var current = rival ?? Rival(term: term, since: now)
    if current.term != term && current.term + current.skip != term {
      current = Rival(term: term, since: now)
    }
    if now &- current.since >= timing.lease && silence.isWholeLease(now: now) {
      current.skip += 1
      current.since = now
    }
    current.losses += 1
    rival = current
    return min(timing.retry << UInt64(min(current.losses, 10)), timing.longestRetry)
  }

  mutating func claimBlocked(now: Instant) -> [Action] {
    guard case .claiming(var claim) = phase else { return [] }
    claim.retryAt = now &+ min(timing.retry << UInt64(min(claim.attempts, 10)), timing.longestRetry)
    claim.attempts += 1
    phase = .claiming(claim)
    return now &- claim.since >= timing.blockedAfter ? [.reportBlocked(true)] : []
  }

  /// Back to following, to look again soon.
  mutating func retreat(now: Instant, after pause: UInt64) -> [Action] {
    phase = .following
    recheckAt = now &+ pause
    return []
  }

  func unlockClaim() -> [Action] {
    guard case .claiming(let claim) = phase else { return [] }
    return (claim.wasReported(timing) ? [.reportBlocked(false)] : []) + [.unlockTerm(claim.term)]
  }
}

extension Election.Claim {
  /// Whether it has been reported as blocked.
  func wasReported(_ timing: Election.Timing) -> Bool {
    attempts > 0 && retryAt &- since >= timing.blockedAfter
  }
}
