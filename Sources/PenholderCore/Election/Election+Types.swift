extension Election {
  /// What comes in.
  package enum Input: Sendable, Equatable {
    /// What the file and the kernel say now: at every deadline, and whenever something has changed.
    case sighted(Sighting)
    /// Answers ``Action/readTerm``: the term that the database stores (0: none yet), the lowest one
    /// that nobody has led in (see ``TermBlock``), and whether somebody else holds the stored one's
    /// byte.
    case termRead(stored: UInt64, unused: UInt64, byteHeld: Bool)
    /// Answers ``Action/readTerm``: the database could not be read.
    case termReadFailed
    /// Answers ``Action/lockTerm(_:)``.
    case termLocked(UInt64, Bool)
    /// Answers ``Action/claim(_:over:)``: the term is ours.
    case claimed(UInt64)
    /// Answers ``Action/claim(_:over:)``: the database stores another term than the one that was
    /// read.
    case claimBeaten
    /// Answers ``Action/claim(_:over:)``: somebody is inside a write transaction.
    case claimBlocked
    /// Answers ``Action/claim(_:over:)``: the database refused for another reason.
    case claimFailed
    /// A write transaction of a term of ours found another leader in the database.
    case fenced(UInt64)
    /// Give up leadership, to `successor` if named; stand again only after a while.
    case resign(to: Int?)
    /// Answers ``Action/drain(_:)``: no transaction of that term is under way or will begin.
    case drained(UInt64)
    /// This tab wants to lead, now.
    case stand
    /// Give up leadership and do not stand until ``unpause``.
    case pause
    case unpause
  }

  /// What is to be done.
  package enum Action: Sendable, Equatable {
    /// Read the term that the database stores; answer at once.
    case readTerm
    /// Try the lock on a term byte; answer at once.
    case lockTerm(UInt64)
    case unlockTerm(UInt64)
    /// Write the claim if the stored term is still `over`, the one that was read; answer at once,
    /// without waiting for locks.
    case claim(UInt64, over: UInt64)
    /// We lead: publish the reign, announce it, let writes through.
    case takeOffice(term: UInt64, cause: Cause, gap: UInt64)
    /// The file names somebody else although the database names us: put it right.
    case repairReign(term: UInt64)
    /// Tell the others that we live.
    case beat
    /// Let no new transaction begin; answer ``Input/drained(_:)`` when those submitted have ended.
    case drain(UInt64)
    /// We led and resign: publish the vacancy and the successor, announce it, unlock.
    case leaveOffice(term: UInt64, successor: Int?)
    /// We led and somebody else does: unlock, touch nothing else.
    case loseOffice(term: UInt64)
    /// Ask the leader to hand over to us.
    case askLeader
    /// A candidate cannot claim (true) or no longer has to (false): somebody holds SQLite's write
    /// lock.
    case reportBlocked(Bool)
  }

  /// What the file and the kernel say.
  package struct Sighting: Sendable, Equatable {
    package var reign: Reign
    package var heartbeat: UInt64
    /// How often the leader beats, as the file says: its lease may be longer than ours.
    package var beat: UInt64 = 0
    /// Whether another open file holds the byte of the reign's term.
    package var reignByteHeld: Bool
    /// How many live candidates, the leader aside, joined before us.
    package var ahead: Int
    /// The living tab that the last leader named, if any.
    package var successor: Int?

    package init(
      reign: Reign, heartbeat: UInt64, reignByteHeld: Bool, ahead: Int, successor: Int?
    ) {
      self.reign = reign
      self.heartbeat = heartbeat
      self.reignByteHeld = reignByteHeld
      self.ahead = ahead
      self.successor = successor
    }

    /// Whether the leader that the file names lives, as the kernel says.
    package var hasLivingLeader: Bool { reign.leader != nil && reignByteHeld }
  }

  /// Durations, in nanoseconds.
  package struct Timing: Sendable, Equatable {
    /// How long a silent leader is believed.
    package var lease: UInt64
    /// How often a leader beats and a follower looks: a third of the lease.
    package var tick: UInt64
    /// How far apart candidates stand: long enough for the first to be awake and done on a busy
    /// machine, so that the succession is the one that was announced.
    package var stagger: UInt64 = 20_000_000
    /// How long the others leave the first try to a named successor.
    package var courtesy: UInt64 = 200_000_000
    /// How soon to look again after losing to a rival or finding the database locked; doubles.
    package var retry: UInt64 = 1_000_000
    /// The longest such pause.
    package var longestRetry: UInt64 = 50_000_000
    /// No leader's beat is believed to be slower than this.
    package var slowestBeat: UInt64 = 20_000_000_000
    /// How long a claim may be kept waiting before it is reported as blocked.
    package var blockedAfter: UInt64 = 100_000_000

    package init(lease: UInt64) {
      self.lease = lease
      tick = max(lease / 3, 1)
    }
  }

  /// Counts how long the heartbeat has not moved, in time during which we ourselves were awake.
  struct Silence: Sendable {
    private let timing: Timing
    private(set) var heartbeat: UInt64 = 0
    private(set) var since: Instant
    private var lastLook: Instant
    private var lastTick: Instant
    private var ticks = 0
    /// The leader's beat, as far as it is believed.
    private var beat: UInt64 = 0

    init(timing: Timing, now: Instant) {
      self.timing = timing
      since = now
      lastLook = now
      lastTick = now
    }

    /// True when the heartbeat moved.
    mutating func observe(_ heartbeat: UInt64, beat: UInt64, now: Instant) -> Bool {
      self.beat = min(beat, timing.slowestBeat)
      let slept = now &- lastLook > 2 * timing.tick
      lastLook = now
      if heartbeat != self.heartbeat {
        self.heartbeat = heartbeat
        restart(now: now)
        return true
      }
      if slept {
        restart(now: now)
      } else if now &- lastTick >= timing.tick / 2 {
        ticks += 1
        lastTick = now
      }
      return false
    }

    mutating func restart(now: Instant) {
      since = now
      lastTick = now
      lastLook = now
      ticks = 0
    }

    /// Two ticks at the least, so that one long pause of ours never counts as the leader's.
    func isWholeLease(now: Instant) -> Bool { ticks >= 2 && now &- since >= lease }

    /// Our own lease, or three of the leader's beats if that is longer.
    var lease: UInt64 { max(timing.lease, 3 * beat) }
  }
}
