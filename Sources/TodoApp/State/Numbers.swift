/// The measurements of the status line. Nil is "not measured yet" and is shown so, never as 0.
public struct Numbers: Hashable, Sendable {
  /// Changes of leadership per minute.
  public var leadershipChangesPerMinute: Double?
  /// Half of the notices arrived at least this fast, in nanoseconds.
  public var notifyP50: Int64?
  /// 99 of 100 notices arrived at least this fast, in nanoseconds.
  public var notifyP99: Int64?
  /// Writes that met somebody else's.
  public var conflicts: Int
  /// Refreshes because of other tabs.
  public var refreshes: Int
  /// How many changes the leader commits at once, on average.
  public var batchMean: Double?

  /// Measurements; without arguments, those of a tab that has just started.
  public init(
    leadershipChangesPerMinute: Double? = nil, notifyP50: Int64? = nil, notifyP99: Int64? = nil,
    conflicts: Int = 0, refreshes: Int = 0, batchMean: Double? = nil
  ) {
    self.leadershipChangesPerMinute = leadershipChangesPerMinute
    self.notifyP50 = notifyP50
    self.notifyP99 = notifyP99
    self.conflicts = conflicts
    self.refreshes = refreshes
    self.batchMean = batchMean
  }
}
