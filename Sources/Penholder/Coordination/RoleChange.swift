import PenholderCore

/// This tab has become the leader, or has ceased to be; or it has lost or found its database.
public struct RoleChange: Sendable, Hashable {
  /// What the tab is now.
  public let role: TabInfo.Role
  /// The term that begins, or that has ended for this tab.
  public let term: UInt64
  /// Why.
  public let reason: Reason
  /// How long nobody led before this tab did, as far as it saw; in nanoseconds, 0 when it ceases.
  public let gap: UInt64

  /// Why a tab's role has changed.
  public enum Reason: String, Sendable, Hashable, Codable, CaseIterable {
    /// Nobody had led before.
    case first
    /// The leader's process or handle was gone.
    case died
    /// The leader had been silent for a whole lease.
    case silent
    /// The leader had resigned.
    case resigned
    /// The leader had named this tab.
    case handedOver
    /// Ceased: another tab has led since.
    case deposed
    /// Ceased: this tab gave leadership up.
    case steppedDown
    /// Ceased: the coordination file was removed or replaced.
    case fileReplaced
    /// The database file was removed or replaced: this tab ceases to lead or to stand.
    case databaseGone
    /// The database file is back in its place: this tab stands again.
    case databaseBack

    init(_ cause: Election.Cause) {
      switch cause {
      case .first: self = .first
      case .died: self = .died
      case .silent: self = .silent
      case .resigned: self = .resigned
      case .handedOver: self = .handedOver
      }
    }
  }
}

/// How a request for leadership ended.
public enum LeadershipOutcome: Sendable, Hashable {
  /// This tab led already.
  case alreadyLeading(term: UInt64)
  /// This tab leads now.
  case granted(term: UInt64)
  /// Not in the time given: the leader's policy is not to hand over, or a transaction goes on.
  case notGranted(leader: LeaderInfo.Leader?)
}
