/// One tab's part in the election, as a pure state machine: what it sees and what its acts resulted
/// in come in, what to do next comes out. It reads no clock, touches no file and holds no lock.
///
/// **To lead term T** is to hold the lock on term byte T and to have written T and oneself into the
/// database's state row in a transaction (the *claim*). The kernel drops the lock of whoever dies;
/// the row deposes whoever merely slept. A candidate
///
/// 1. sees that nobody leads: the reign names nobody, or the kernel says that its term byte is free,
///    or the heartbeat has been silent for a whole lease;
/// 2. waits its turn, in order of joining (a short stagger apart);
/// 3. reads the term D that the database stores; goes back if D's byte is held, unless the holder is
///    silent;
/// 4. takes the lock on D + 1 (or higher, if a rival died or stopped between 4 and 5 and has been
///    silent for a lease, or if the database has stored a higher term than D before);
/// 5. claims D + 1 in the database, in a transaction that first checks that D is still stored;
/// 6. takes office: publishes the reign, announces it, begins to beat.
///
/// **Why two tabs never lead in one term:** step 5 writes a term higher than the stored one inside a
/// write transaction, which SQLite serialises; no term is written twice. **Why the reign may lie:**
/// it only decides when somebody tries, never who wins. **Why a sleeper deposes nobody:** silence is
/// counted in one's own ticks; a tick that comes late means that we slept, and starts the count anew.
package struct Election: Sendable {
  /// CLOCK_MONOTONIC, in nanoseconds.
  package typealias Instant = UInt64

  package let me: Int
  package let timing: Timing
  package internal(set) var phase: Phase = .following

  /// Whether this tab may stand at all.
  package enum Eligibility: Sendable { case candidate, paused, observer }
  package internal(set) var eligibility: Eligibility

  var silence: Silence
  var nextTick: Instant
  /// Not before this does a resigned tab stand again, unless somebody has led since.
  var holdUntil: Instant = 0
  /// The term after which the hold ends.
  var holdTerm: UInt64 = 0
  /// The newest term that the file named.
  var seenTerm: UInt64 = 0
  /// The highest term that the database is known to have stored. It says less when an older state of it
  /// was put back; a term stays taken all the same.
  package private(set) var highestTerm: UInt64 = 0
  /// The stored term that ``Input/termRead(stored:unused:byteHeld:)`` told of.
  var readTerm: UInt64 = 0
  /// When we looked last.
  var lastLook: Instant
  /// When to look again although nothing has happened: after losing to a rival.
  var recheckAt: Instant?
  var rival: Rival?
  /// The stored term whose holder's silence is being measured.
  var measuredTerm: UInt64?
  /// When we first saw the present vacancy.
  var vacantSince: Instant?

  /// A candidate that holds the lock on the next term without having claimed it.
  struct Rival: Sendable {
    var term: UInt64
    var since: Instant
    /// How many silent rivals' terms to pass over.
    var skip: UInt64 = 0
    var losses = 0
  }

  package enum Phase: Equatable, Sendable {
    /// Somebody leads, or we do not know yet.
    case following
    /// Nobody leads; our turn comes at `standAt`.
    case vacant(cause: Cause, standAt: Instant)
    /// Waiting for ``Input/termRead(stored:unused:byteHeld:)`` or ``Input/termLocked(_:_:)``.
    case campaigning(cause: Cause)
    /// We hold the lock on `term`; the claim is being tried.
    case claiming(Claim)
    case leading(term: UInt64)
    /// Still leading, until the transaction under way has ended.
    case resigning(term: UInt64, successor: Int?)
  }

  /// A claim that is being tried.
  package struct Claim: Equatable, Sendable {
    package var term: UInt64
    /// The term that the database stored when we read it.
    package var over: UInt64
    package var cause: Cause
    package var since: Instant
    package var retryAt: Instant
    package var attempts = 0
  }

  /// Why there is a vacancy.
  package enum Cause: String, Hashable, Sendable, Codable {
    /// Nobody has led since the group was formed.
    case first
    /// The leader's process or handle is gone.
    case died
    /// The leader stopped answering for a whole lease.
    case silent
    /// The leader gave up its office.
    case resigned
    /// The leader named us.
    case handedOver
  }

  /// - Parameters:
  ///   - me: this tab's number.
  ///   - observes: whether this tab never stands.
  ///   - now: the time of joining.
  package init(me: Int, observes: Bool, timing: Timing, now: Instant) {
    self.me = me
    self.timing = timing
    eligibility = observes ? .observer : .candidate
    silence = Silence(timing: timing, now: now)
    nextTick = now
    lastLook = now
  }

  /// The same tab in a new file: it goes on leading the term that it holds the lock for and that the
  /// database says is its own.
  package mutating func resume(leading term: UInt64) {
    phase = .leading(term: term)
    noteStored(term)
  }

  /// The database stores this term, or has.
  package mutating func noteStored(_ term: UInt64) { highestTerm = max(highestTerm, term) }

  /// The term in which we lead.
  package var leadingTerm: UInt64? {
    switch phase {
    case .leading(let term), .resigning(let term, _): term
    default: nil
    }
  }

  /// When ``step(_:now:)`` wants to see the world again at the latest.
  package var deadline: Instant {
    var deadline = nextTick
    if let recheckAt { deadline = min(deadline, recheckAt) }
    switch phase {
    case .vacant(_, let standAt): if eligibility == .candidate { deadline = min(deadline, standAt) }
    case .claiming(let claim): deadline = min(deadline, claim.retryAt)
    default: break
    }
    if eligibility == .candidate, holdUntil > 0 { deadline = min(deadline, holdUntil) }
    return deadline
  }

  /// How much of the leader's lease is left; 0 when it has been silent for all of it.
  package func leaseRemaining(now: Instant) -> UInt64 {
    let silent = now &- silence.since
    return silent >= silence.lease ? 0 : silence.lease - silent
  }

  /// Takes one input and says what to do, in this order. O(1).
  package mutating func step(_ input: Input, now: Instant) -> [Action] {
    switch input {
    case .sighted(let sighting): return sighted(sighting, now: now)
    case .termRead(let stored, let unused, let byteHeld):
      return termRead(stored, unused, byteHeld, now: now)
    // A leader reads again at its next tick: until then it believes what it knew.
    case .termReadFailed: return leadingTerm == nil ? retreat(now: now, after: timing.tick) : []
    case .termLocked(let term, let locked): return termLocked(term, locked, now: now)
    case .claimed(let term): return claimed(term, now: now)
    case .claimBeaten: return unlockClaim() + retreat(now: now, after: 0)
    case .claimBlocked: return claimBlocked(now: now)
    case .claimFailed: return unlockClaim() + retreat(now: now, after: timing.tick)
    case .fenced(let term): return term == leadingTerm ? deposed(now: now) : []
    case .resign(let successor): return resign(to: successor, now: now)
    case .drained(let term): return term == leadingTerm ? drained(now: now) : []
    case .stand: return stand(now: now)
    case .pause:
      if eligibility == .candidate { eligibility = .paused }
      return resign(to: nil, now: now)
    case .unpause:
      guard eligibility == .paused else { return [] }
      eligibility = .candidate
      holdUntil = 0
      silence.restart(now: now)
      return []
    }
  }
}
