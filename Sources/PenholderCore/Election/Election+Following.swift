// Standing for election: from the sight of a vacancy to the claim.

extension Election {
  mutating func sighted(_ sighting: Sighting, now: Instant) -> [Action] {
    if now >= nextTick { nextTick = now &+ timing.tick }
    if let at = recheckAt, now >= at { recheckAt = nil }
    let slept = now &- lastLook > timing.lease / 2
    lastLook = now
    seenTerm = sighting.reign.term
    // Somebody else has had the chance that a resigned tab leaves to the others.
    if now >= holdUntil || seenTerm > holdTerm { holdUntil = 0 }
    let moved = silence.observe(sighting.heartbeat, now: now)
    if moved || silence.since == now { rival?.since = now }
    switch phase {
    case .leading(let term), .resigning(let term, _):
      return supervise(term, sighting, slept: slept)
    case .claiming(let term, let cause, _, let retryAt, _):
      let isOvertaken = sighting.reign.term >= term
      let isBack = cause == .silent && moved
      if isOvertaken || isBack {
        return unlockClaim() + retreat(now: now, after: 0)
      }
      return now >= retryAt ? [.claim(term)] : []
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
    var standAt = now &+ delay(sighting)
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
  private func delay(_ sighting: Sighting) -> UInt64 {
    if sighting.successor == me { return 0 }
    let turn = UInt64(max(0, sighting.ahead)) &* timing.stagger
    return sighting.successor == nil ? turn : turn &+ timing.courtesy
  }

  mutating func termRead(_ stored: UInt64, _ byteHeld: Bool, now: Instant) -> [Action] {
    if let term = leadingTerm {
      return stored > term ? deposed(now: now) : [.repairReign(term: term)]
    }
    guard case .campaigning = phase else { return [] }
    if byteHeld && !silence.isWholeLease(now: now) {
      // Somebody leads; the reign has not been published yet, or is noise that its leader will mend.
      return retreat(now: now, after: backOff(from: stored, now: now))
    }
    if let rival, rival.term < stored { self.rival = nil }
    guard stored < Reign.maximumTerm - 1 - (rival?.skip ?? 0) else {
      return retreat(now: now, after: timing.tick)
    }
    return [.lockTerm(stored + 1 + (rival?.skip ?? 0))]
  }

  mutating func termLocked(_ term: UInt64, _ locked: Bool, now: Instant) -> [Action] {
    guard case .campaigning(let cause) = phase else { return locked ? [.unlockTerm(term)] : [] }
    if locked {
      phase = .claiming(term: term, cause: cause, since: now, retryAt: now, attempts: 0)
      return [.claim(term)]
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
    guard case .claiming(let term, let cause, let since, _, let attempts) = phase else { return [] }
    let pause = min(timing.retry << UInt64(min(attempts, 10)), timing.longestRetry)
    phase = .claiming(
      term: term, cause: cause, since: since, retryAt: now &+ pause, attempts: attempts + 1)
    return now &- since >= timing.blockedAfter ? [.reportBlocked(true)] : []
  }

  /// Back to following, to look again soon.
  mutating func retreat(now: Instant, after pause: UInt64) -> [Action] {
    phase = .following
    recheckAt = now &+ pause
    return []
  }

  func unlockClaim() -> [Action] {
    guard case .claiming(let term, _, let since, let retryAt, _) = phase else { return [] }
    let unlock = [Action.unlockTerm(term)]
    return retryAt &- since >= timing.blockedAfter ? [.reportBlocked(false)] + unlock : unlock
  }
}
