import PenholderCore
import SharedMemory

/// What can be seen of a group from outside: by a look at the coordination file and at the kernel's
/// locks, without joining, without a lock of one's own, and without touching SQLite's files.
///
/// Written as JSON, what is not there is null, so that scripts find every key.
public struct GroupStatus: Sendable, Hashable, Codable {
  /// The database file, absolute, links followed.
  public let database: String
  /// Who leads; nil when nobody does.
  public let leader: LeaderInfo.Leader?
  /// The current term, or the last one when nobody leads; 0 when none is known.
  public let term: UInt64
  /// The newest announced commit's sequence number; 0 when none is known.
  public let commit: UInt64
  /// The number of the tab that will stand first; nil when nobody would.
  public let nextInLine: Int?
  /// Whether somebody stopped inside a transaction keeps everybody from writing, and who.
  public let takeoverBlocked: LeaderInfo.Blocked?
  /// Why nobody leads although there are candidates, as far as they have found out.
  public let obstacle: LeaderInfo.Obstacle?
  /// How many events have been put into the ring since the coordination file was made.
  public let ringEvents: UInt64
  /// Grows while the leader is neither dead nor stopped; two looks tell. How long its silence would
  /// be borne is each candidate's own business and cannot be seen from here.
  public let heartbeat: UInt64
  /// The tabs that live, in order of their numbers.
  public let tabs: [Tab]
  /// What they have counted together; nil when none lives.
  public let total: MetricsSnapshot?

  /// A living tab and what it has counted.
  public struct Tab: Sendable, Hashable, Codable {
    /// Its number.
    public let tab: Int
    /// Its process.
    public let pid: Int32
    /// What it is to its group.
    public let role: TabInfo.Role
    /// Its place in the order of joining.
    public let joined: UInt64
    /// How long ago it joined, in seconds.
    public let age: Double
    /// Whether it asks the leader to hand over.
    public let isAsking: Bool
    /// What it has counted.
    public let metrics: MetricsSnapshot
  }

  /// Writes every key, nil as null.
  ///
  /// - Throws: what the encoder throws.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(database, forKey: .database)
    try container.encode(leader, forKey: .leader)
    try container.encode(term, forKey: .term)
    try container.encode(commit, forKey: .commit)
    try container.encode(nextInLine, forKey: .nextInLine)
    try container.encode(takeoverBlocked, forKey: .takeoverBlocked)
    try container.encode(obstacle, forKey: .obstacle)
    try container.encode(ringEvents, forKey: .ringEvents)
    try container.encode(heartbeat, forKey: .heartbeat)
    try container.encode(tabs, forKey: .tabs)
    try container.encode(total, forKey: .total)
  }
}

extension GroupStatus {
  /// Nobody has the database open, and nothing is known of earlier days.
  init(nobodyAt path: String) {
    database = path
    leader = nil
    term = 0
    commit = 0
    nextInLine = nil
    takeoverBlocked = nil
    obstacle = nil
    ringEvents = 0
    heartbeat = 0
    tabs = []
    total = nil
  }

  init(of file: CoordinationFile, database path: String) {
    let living = TabInfo.living(in: file, besides: nil)
    let reign = file.reign
    let isLed = reign.leader != nil && file.isTermHeldElsewhere(reign.term)
    let leading = living.first { isLed && $0.number == reign.leader }
    let blocked = living.isEmpty ? 0 : file.header.load(Layout.Header.blockedBy)
    let now = monotonicNow()
    database = path
    leader = leading.map { LeaderInfo.Leader(tab: $0.number, pid: $0.pid) }
    term = reign.term
    commit = file.header.load(Layout.Header.commit)
    nextInLine =
      living.filter { $0.role == .follower && $0.number != leading?.number }
      .min { $0.joined < $1.joined }?.number
    takeoverBlocked = blocked == 0 ? nil : LeaderInfo.Blocked(word: blocked)
    obstacle = leading == nil ? LeaderInfo.Obstacle(among: living) : nil
    ringEvents = file.ring.newest
    heartbeat = file.header.load(Layout.Header.heartbeat)
    let readings = living.map { TabMetrics(file.metrics($0.number)).reading() }
    total = MetricsReading(total: readings).map { MetricsSnapshot($0, now: now) }
    tabs = zip(living, readings).map { info, reading in
      Tab(
        tab: info.number, pid: info.pid, role: info.role, joined: info.joined, age: info.age,
        isAsking: info.isAsking,
        metrics: MetricsSnapshot(reading, now: now))
    }
  }
}

extension MultiTabDatabase {
  /// Looks at a database's group from outside: takes part in nothing, creates nothing, and works
  /// whether tabs are alive or not. A few system calls for each tab; does not wait for anybody.
  ///
  /// - Throws: ``PenholderError/inputOutput(_:)`` with `ENOENT` when there is no such database,
  ///   ``PenholderError/incompatibleFile(path:reason:)`` when tabs of another version have it open.
  public static func status(at path: String) throws -> GroupStatus {
    let path = try resolve(path)
    let found = try PenholderError.wrap { () throws(SystemError) in
      try MappedFile.attributes(of: path)
    }
    guard let found else {
      throw PenholderError.inputOutput(SystemError(code: 2, call: "stat", path: path))
    }
    guard let file = try CoordinationFile.openForReading(besides: path, database: found) else {
      return GroupStatus(nobodyAt: path)
    }
    return GroupStatus(of: file, database: path)
  }
}
