import GRDB
import Logging

extension MultiTabDatabase {
  /// How a tab takes part. Tabs of one database may differ; what must not differ is refused on open.
  /// <doc:Guide> has all of it in a table.
  public struct Configuration: Sendable {
    /// How long a silent leader (stopped, hung) is believed before another tab takes over. A dead
    /// one is replaced at once, whatever this says. At least 150 ms; each tab applies its own.
    public var lease: Duration = .milliseconds(1200)

    /// An observer reads and is notified, and never stands for election.
    public var isObserver = false

    /// What becomes of a write in a tab that does not lead.
    public var writePolicy = WritePolicy.leaderOnly

    /// Whether, as a leader, to hand over to a tab that asks.
    public var handOverPolicy = HandOverPolicy.always

    /// How durable a commit is when `write` returns.
    public var durability = Durability.full

    /// How long to wait for SQLite's write lock, which only a foreign program (or a stopped leader)
    /// can hold for long.
    public var busyTimeout: Duration = .seconds(5)

    /// As a leader, how long one queued request may take; one that takes longer is refused, so that a
    /// statement without end cannot keep everybody from writing. At most 24 hours.
    public var requestTimeLimit: Duration = .seconds(10)

    /// As a leader, how long a group of writes may take before it is committed; those whose turn has not
    /// come by then are in the next. So a few slow writes do not keep all others from their answers.
    public var groupTimeLimit: Duration = .milliseconds(25)

    /// How many read-only connections may be open at a time.
    public var maximumReaderCount = 4

    /// Collects changes for this long before ``MultiTabDatabase/changes(in:)`` delivers them as one.
    /// Zero delivers at once; what arrives while the consumer is busy is always joined.
    public var changeWindow: Duration = .zero

    /// As a leader, announces commits at most once in this time, several joined into one event.
    /// Zero announces every commit by itself.
    public var announcementWindow: Duration = .zero

    /// The write-ahead log is copied back into the database when it has grown to this many bytes.
    public var checkpointSize = 4 << 20

    /// Set-up of each connection: functions, collations, pragmas. Called on the connection's queue.
    public var prepareDatabase: (@Sendable (Database) throws -> Void)?

    /// Writes at `debug` and `trace` only.
    public var logger = Logger(label: "penholder")

    /// What suits most: see each property.
    public init() {}
  }

  /// What becomes of a write in a tab that does not lead.
  public enum WritePolicy: String, Sendable, CaseIterable {
    /// It is refused with ``PenholderError/notLeader(leader:)``.
    case leaderOnly = "leader-only"
    /// It waits until this tab leads; the leader is not asked to hand over.
    case waitForLeadership = "wait"
    /// It is sent to the leader, whichever tab that is (this one included), and carried out once. What
    /// cannot be sent, a closure, is refused in a tab that does not lead.
    case queue
  }

  /// Whether a leader hands over to a tab that asks.
  public enum HandOverPolicy: String, Sendable, CaseIterable {
    /// As soon as the transaction under way has ended.
    case always
    /// Only when no transaction is under way.
    case whenIdle = "when-idle"
    /// Not while it lives.
    case never
  }

  /// How durable a commit is when `write` returns; SQLite's `PRAGMA synchronous`.
  public enum Durability: String, Sendable, CaseIterable {
    /// Survives a power failure.
    case full = "FULL"
    /// Survives the death of every process; a power failure may take the last commits with it.
    case normal = "NORMAL"
  }
}

extension Duration {
  /// Whole nanoseconds, at least 0; more than 292 years are 292 years.
  var nanoseconds: UInt64 {
    let (seconds, attoseconds) = components
    if seconds < 0 || attoseconds < 0 { return 0 }
    let (product, overflow) = UInt64(seconds).multipliedReportingOverflow(by: 1_000_000_000)
    return overflow || product > UInt64(Int64.max)
      ? UInt64(Int64.max) : product + UInt64(attoseconds / 1_000_000_000)
  }
}
