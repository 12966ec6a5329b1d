/// How the growth suite measures: with the other suites' means, in fewer repetitions.
struct GrowthSetting: Sendable {
  /// Tabs beside the one that leads.
  var tabs: [Int]
  var rows: [Int]
  var rounds: Int
  /// What is announced in a round.
  var script: Speaking.Script
  /// How long a group is watched doing nothing, in nanoseconds.
  var idle: UInt64
  /// How long all write.
  var writing: UInt64
  /// In a round: leaders killed, changes followed, processes that open.
  var deaths: Int
  var changes: Int
  var openings: Int

  static func full() -> GrowthSetting {
    GrowthSetting(
      tabs: [1, 2, 4, 8, 16, 32, 64], rows: [100, 1_000, 10_000, 100_000, 1_000_000], rounds: 3,
      script: Speaking.Script(spaced: 200, bursts: 0, time: .milliseconds(1_200), batches: 40),
      idle: .milliseconds(3_000), writing: .milliseconds(800), deaths: 15, changes: 50,
      openings: 10)
  }

  /// For a minute or two.
  static func quick() -> GrowthSetting {
    GrowthSetting(
      tabs: [1, 8, 64], rows: [100, 10_000, 1_000_000], rounds: 1,
      script: Speaking.Script(spaced: 60, bursts: 0, time: .milliseconds(400), batches: 20),
      idle: .milliseconds(1_500), writing: .milliseconds(400), deaths: 5, changes: 20,
      openings: 3)
  }

  // MARK: The other suites', for one round

  func notify(_ tabs: Int) -> NotifySetting {
    NotifySetting(
      followers: [tabs], rounds: 1, script: script, idle: idle, idleFollowers: [tabs],
      deafFollowers: [tabs])
  }

  func writes(_ tabs: Int) -> WritesSetting {
    WritesSetting(
      tabs: [tabs], inFlight: [1], durabilities: [.full, .normal], places: [.disk], rounds: 1,
      // The more there are, the longer until all are under way.
      warmth: .milliseconds(200 + 30 * UInt64(tabs)), length: writing)
  }

  func failover(_ tabs: Int) -> FailoverSetting {
    FailoverSetting(
      waiting: [tabs], leases: [], rounds: 1, deaths: deaths, silences: 1,
      pause: .milliseconds(60), withoutLease: [.killed(loaded: false)])
  }

  func reads(rows: [Int], followers: [Int]) -> ReadsSetting {
    ReadsSetting(
      rows: rows, followers: followers, changed: [], rounds: 1, openings: openings,
      changes: changes, events: 0, pause: .milliseconds(2))
  }
}
