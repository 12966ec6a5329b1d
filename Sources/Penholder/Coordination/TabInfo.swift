import GRDBSQLite
import PenholderCore
import SharedMemory

/// What is known of a living tab.
public struct TabInfo: Sendable, Hashable, Codable {
  /// The number by which people call it, from 1; the lowest free one is given out first.
  public let number: Int
  /// The process, as it calls itself; means something only in the same pid namespace.
  public let pid: Int32
  /// The place in the order of joining, which is the order of succession.
  public let joined: UInt64
  /// How long ago it joined, in seconds.
  public let age: Double
  /// What it is to its group.
  public let role: Role
  /// Whether it asks the leader to hand over.
  public let isAsking: Bool

  /// How many of its queued writes wait for the leader or are with it.
  public let queueDepth: Int

  /// Why it could not become the leader when it tried last, in SQLite's words; nil when it could, or
  /// did not try.
  public let claimFailure: String?

  /// What a tab is to its group.
  public enum Role: String, Sendable, Hashable, Codable, CaseIterable {
    /// It writes.
    case leader
    /// It stands for election.
    case follower
    /// It never stands.
    case observer
    /// It has withdrawn from standing for a while (it is about to be suspended).
    case paused
  }

  /// Nil when the slot is free; whether the tab lives is the kernel's word, not the slot's.
  init?(_ file: CoordinationFile, number: Int, reign: Reign, now: UInt64) {
    let slot = file.slot(number)
    // Pairs with the store in `Membership.write`.
    let state = SlotState(rawValue: slot.loadAcquiring(Layout.Slot.state))
    guard state.contains(.occupied) else { return nil }
    self.number = number
    pid = Int32(truncatingIfNeeded: slot.load(Layout.Slot.pid))
    joined = slot.load(Layout.Slot.joined)
    let joinedAt = slot.load(Layout.Slot.joinedAt)
    age = joinedAt <= now ? Double(now - joinedAt) / 1e9 : 0
    isAsking = slot.load(Layout.Slot.asking) != 0
    queueDepth = file.isLaneUsed(number) ? file.lane(number).depth : 0
    claimFailure = slot.load(Layout.Slot.claimFailure).claimFailure
    role =
      reign.leader == number
      ? .leader
      : state.contains(.observer) ? .observer : state.contains(.candidate) ? .follower : .paused
  }

  /// The tabs of a file that live, in order of their numbers.
  ///
  /// - Parameter member: a tab of this process, whose own lock the kernel does not report to it.
  static func living(in file: CoordinationFile, besides member: Membership?) -> [TabInfo] {
    let now = monotonicNow()
    let reign = file.reign
    return (1...Layout.maximumTabs).compactMap { number in
      guard let tab = TabInfo(file, number: number, reign: reign, now: now),
        number == member?.number || file.isAlive(number)
      else { return nil }
      return tab
    }
  }
}

/// Who leads, and what comes next.
public struct LeaderInfo: Sendable, Hashable {
  /// The tab that leads.
  public struct Leader: Sendable, Hashable, Codable, CustomStringConvertible {
    /// Its number.
    public let tab: Int
    /// Its process.
    public let pid: Int32

    /// The leader by number and process.
    public init(tab: Int, pid: Int32) {
      self.tab = tab
      self.pid = pid
    }

    /// As people say it: `tab 1 (pid 4211)`.
    public var description: String { "tab \(tab) (pid \(pid))" }
  }

  /// Whether this tab leads.
  public let isLeader: Bool
  /// Nil when nobody leads.
  public let leader: Leader?
  /// The current term, or the last one when nobody leads; 0 before the first.
  public let term: UInt64
  /// How long the leader is still believed if it stays silent, in seconds; 0 when nobody leads.
  public let leaseRemaining: Double
  /// The number of the tab that will stand first.
  public let nextInLine: Int?
  /// Whether a silent leader cannot be replaced because somebody stopped inside a transaction, and
  /// which process that is as far as the kernel tells.
  public let takeoverBlocked: Blocked?

  /// Who keeps everybody from writing.
  public struct Blocked: Sendable, Hashable, Codable {
    /// Nil when the kernel does not tell.
    public let pid: Int32?
  }

  /// Why nobody leads although there are candidates: the first of them that has tried in vain. Nil
  /// when somebody leads, or nobody has.
  public let obstacle: Obstacle?

  /// A candidate that cannot lead.
  public struct Obstacle: Sendable, Hashable, Codable, CustomStringConvertible {
    /// Its number.
    public let tab: Int
    /// What SQLite said: `database or disk is full`.
    public let reason: String

    /// `tab 2 cannot write to the database (database or disk is full)`.
    public var description: String { "tab \(tab) cannot write to the database (\(reason))" }

    /// The first in line of those that have tried in vain.
    init?(among tabs: [TabInfo]) {
      let candidates = tabs.filter { $0.role == .follower && $0.claimFailure != nil }
      guard let first = candidates.min(by: { $0.joined < $1.joined }),
        let reason = first.claimFailure
      else { return nil }
      (tab, self.reason) = (first.number, reason)
    }
  }

  /// Nobody is known to lead.
  static let unknown = LeaderInfo(
    isLeader: false, leader: nil, term: 0, leaseRemaining: 0, nextInLine: nil,
    takeoverBlocked: nil, obstacle: nil)
}

extension UInt64 {
  /// The word of a slot as SQLite spells it out; what is no code of its own, neither.
  fileprivate var claimFailure: String? {
    guard self != 0, let code = Int32(exactly: self) else { return nil }
    // SAFETY: SQLite answers any number with a string that lives as long as the program.
    return unsafe String(cString: sqlite3_errstr(code))
  }
}
