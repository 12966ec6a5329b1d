// In office: taking it, being checked, giving it up, losing it.

extension Election {
  mutating func claimed(_ term: UInt64, now: Instant) -> [Action] {
    guard case .claiming(let claim) = phase else { return [.unlockTerm(term)] }
    let gap = now &- (vacantSince ?? now)
    vacantSince = nil
    phase = .leading(term: term)
    noteStored(term)
    rival = nil
    recheckAt = nil
    nextTick = now &+ timing.tick
    measuredTerm = nil
    return (claim.wasReported(timing) ? [.reportBlocked(false)] : [])
      + [.beat, .takeOffice(term: term, cause: claim.cause, gap: gap)]
  }

  func supervise(_ term: UInt64, _ sighting: Sighting, slept: Bool) -> [Action] {
    if sighting.reign.term > term || slept {
      // Deposed while we slept (by one, perhaps, that died before it could say so), or noise in the
      // file: the database knows.
      return [.beat, .readTerm]
    }
    let isOurs = sighting.reign == Reign(term: term, leader: me)
    return isOurs ? [.beat] : [.repairReign(term: term), .beat]
  }

  mutating func deposed(now: Instant) -> [Action] {
    guard let term = leadingTerm else { return [] }
    phase = .following
    silence.restart(now: now)
    return [.loseOffice(term: term)]
  }

  mutating func resign(to successor: Int?, now: Instant) -> [Action] {
    switch phase {
    case .leading(let term):
      phase = .resigning(term: term, successor: successor)
      return [.drain(term)]
    case .resigning:
      return []
    case .claiming:
      hold(now: now, term: seenTerm)
      return unlockClaim() + retreat(now: now, after: 0)
    case .following, .vacant, .campaigning:
      phase = .following
      return []
    }
  }

  mutating func drained(now: Instant) -> [Action] {
    guard case .resigning(let term, let successor) = phase else { return [] }
    phase = .following
    hold(now: now, term: term)
    silence.restart(now: now)
    return [.leaveOffice(term: term, successor: successor)]
  }

  private mutating func hold(now: Instant, term: UInt64) {
    holdUntil = now &+ timing.lease
    holdTerm = term
  }

  mutating func stand(now: Instant) -> [Action] {
    guard eligibility == .candidate else { return [] }
    if case .leading = phase { return [] }
    holdUntil = 0
    return [.askLeader]
  }
}
