/// How the reads suite measures.
struct ReadsSetting: Sendable {
  var rows: [Int]
  var followers: [Int]
  /// How many rows an event names.
  var changed: [Int]
  var rounds: Int
  /// In each round: processes that open, changes that are followed, events into the ring.
  var openings: Int
  var changes: Int
  var events: Int
  /// With what a new process opens.
  var means = OpeningWork.Means.allCases
  /// What followers read again.
  var extents = RefreshingWork.Extent.allCases
  /// After a change, before the next one.
  var pause: UInt64

  static func full() -> ReadsSetting {
    ReadsSetting(
      rows: [100, 1_000, 10_000, 100_000, 1_000_000], followers: [1, 3, 7, 15, 31],
      changed: [1, 8, 64], rounds: 5, openings: 10, changes: 100, events: 1_000_000,
      pause: .milliseconds(2))
  }

  /// For a minute.
  static func quick() -> ReadsSetting {
    ReadsSetting(
      rows: [100, 100_000], followers: [1, 7], changed: [1], rounds: 3, openings: 3, changes: 30,
      events: 200_000, pause: .milliseconds(2))
  }

  /// Above that, reading everything again takes longer than anybody wants to wait.
  static let everythingLimit = 100_000
  /// The table that followers of any number follow.
  static let tableByTabs = 10_000
}
