/// How the suite measures: the same for every candidate.
struct ScreenSetting: Sendable {
  static let columns = 100
  static let rows = 30
  /// Bytes that come as close together belong to one answer.
  static let quiet = UInt64.milliseconds(30)
  /// Keys are as far apart at least: a key held down repeats as fast, and no app that limits its
  /// frames is measured waiting for itself.
  static let pace = UInt64.milliseconds(40)
  /// Who has not answered by then does not.
  static let patience = UInt64.milliseconds(30_000)

  var sizes: [Int]
  var rounds: Int
  /// Starts in each round.
  var starts: Int
  /// Keys in each round, within the window and at its lower end each.
  var keys: Int
  /// How long an app is watched doing nothing.
  var idle: UInt64
  /// Edits in one tab, awaited on the other's screen, in each round.
  var commits: Int

  static func full() -> ScreenSetting {
    ScreenSetting(
      sizes: [0, 1_000, 20_000, 100_000], rounds: 5, starts: 3, keys: 40,
      idle: .milliseconds(3_000), commits: 20)
  }

  /// For a minute.
  static func quick() -> ScreenSetting {
    ScreenSetting(
      sizes: [0, 1_000], rounds: 3, starts: 1, keys: 20, idle: .milliseconds(1_000), commits: 5)
  }

  /// What every candidate finds: a home of its own and nobody's settings.
  static func environment(home: String) -> [String: String] {
    [
      "HOME": home, "TERM": "xterm-256color", "LC_ALL": "C.UTF-8", "TZ": "UTC", "SHELL": "/bin/sh",
      "PATH": "/usr/local/bin:/usr/bin:/bin",
    ]
  }
}
