/// How the suite measures: the same for every candidate.
struct NotifySetting: Sendable {
  /// Numbers of listeners.
  var followers: [Int]
  var rounds: Int
  /// What a speaker tells in each round.
  var script: Speaking.Script
  /// How long a group is watched doing nothing, in nanoseconds; 0: not at all.
  var idle: UInt64
  /// Listeners of the idle groups.
  var idleFollowers = [3]
  /// How many are there and stand still while announcements are made that nobody hears.
  var deafFollowers = [0]

  static func full() -> NotifySetting {
    NotifySetting(
      followers: [1, 3, 7, 31], rounds: 5,
      script: Speaking.Script(
        spaced: 300, bursts: 20, time: .milliseconds(1_500), batches: 100),
      idle: .milliseconds(10_000))
  }

  /// For a minute.
  static func quick() -> NotifySetting {
    NotifySetting(
      followers: [1], rounds: 3,
      script: Speaking.Script(spaced: 60, bursts: 3, time: .milliseconds(220), batches: 20),
      idle: .milliseconds(1_000))
  }
}
