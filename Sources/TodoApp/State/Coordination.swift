/// What this tab may do.
public enum TabRole: Hashable, Sendable {
  /// It writes.
  case leader
  /// It reads, and would lead if the leader went away.
  case follower
  /// It reads and never stands for election.
  case observer
}

/// A tab, as others speak of it.
public struct TabName: Hashable, Sendable {
  /// Its number, stable while it lives.
  public let tab: Int
  /// Its process.
  public let pid: Int32

  /// The tab with this number and process.
  public init(tab: Int, pid: Int32) {
    self.tab = tab
    self.pid = pid
  }
}

/// Who leads and who else is there, as far as this tab knows.
public struct Coordination: Hashable, Sendable {
  /// This tab's number.
  public var tab: Int
  /// How many tabs are alive.
  public var tabCount: Int
  /// What this tab may do.
  public var role: TabRole
  /// The number of the reign.
  public var term: UInt64
  /// Who leads, if anybody does.
  public var leader: TabName?
  /// The number of the tab that leads if the leader goes away, if there is one.
  public var nextInLine: Int?
  /// The process that holds the database's own lock without being the leader any more, so that
  /// nobody can take over.
  public var takeoverBlockedBy: Int32?
  /// Why nobody leads although there are tabs that would, in SQLite's words; nil if that is not so.
  public var obstacle: String?
  /// Whether this tab may write without leading: a dangerous permission, so the badge shows it.
  public var overridesLeadership: Bool
  /// Whether this user may not write to the list at all.
  public var isRestricted: Bool
  /// Whether notices from the other tabs arrive.
  public var isLive: Bool

  /// What is known before the first word from the coordinator: a follower of nobody.
  public init(
    tab: Int = 0, tabCount: Int = 0, role: TabRole = .follower, term: UInt64 = 0,
    leader: TabName? = nil, nextInLine: Int? = nil, takeoverBlockedBy: Int32? = nil,
    obstacle: String? = nil, overridesLeadership: Bool = false, isRestricted: Bool = false,
    isLive: Bool = false
  ) {
    self.tab = tab
    self.tabCount = tabCount
    self.role = role
    self.term = term
    self.leader = leader
    self.nextInLine = nextInLine
    self.takeoverBlockedBy = takeoverBlockedBy
    self.obstacle = obstacle
    self.overridesLeadership = overridesLeadership
    self.isRestricted = isRestricted
    self.isLive = isLive
  }

  /// Whether keys that write do something. The store enforces it; this is so that the screen
  /// can say so beforehand.
  public var mayWrite: Bool { role == .leader || overridesLeadership && !isRestricted }
}

/// Why a leader's place became free.
public enum Vacancy: Hashable, Sendable {
  /// Nobody led before.
  case first
  /// The leader stepped down: it quit, was asked to, or was suspended.
  case resigned
  /// The leader's process ended.
  case died
  /// The leader lives but was silent for a whole lease.
  case stoppedAnswering
}

/// A change of leadership, as this tab saw it.
public enum Transition: Hashable, Sendable {
  /// This tab leads now. The gap is the time without a leader.
  case tookOver(from: Int?, Vacancy, gapMilliseconds: Int?)
  /// Another tab leads now.
  case anotherLeads(tab: Int, from: Int?, Vacancy, gapMilliseconds: Int?)
  /// This tab stepped down of its own will.
  case steppedDown
  /// This tab was silent for too long and was replaced.
  case deposed(by: Int?)
  /// The leader is gone and nobody leads yet.
  case vacant(tab: Int?, Vacancy)
}

/// What asking for leadership came to, if it did not bring a transition.
public enum LeadershipAnswer: Hashable, Sendable {
  /// The leader kept it, or nobody answered in time.
  case refused(reason: String)
  /// This tab leads already.
  case leadsAlready
}
