import SharedMemory
import TestSupport

@testable import penholder_tool

/// How a storm rages.
struct StormWeather: Sendable {
  /// The longest pause between two blows, in milliseconds. Some storms leave more time to breathe than
  /// others.
  var longestPause: Int
  /// The longest pause of a tab between two requests, in microseconds.
  var longestRest = 3_000
  /// Whether the coordination file is taken away, replaced and scribbled on, too.
  var isFileStolen = false
  /// Of a hundred tabs, how many are of a release build, which knows no traps and begins sooner.
  var releases = 0
  /// Whether traps are laid where least has happened so far, rather than anywhere.
  var isGuided = false
  /// Of a hundred blows, how many kill at once.
  var kills = 30

  /// Of a storm by itself.
  static func storm(_ random: inout Seeded) -> StormWeather {
    StormWeather(
      longestPause: [40, 80, 160, 320].randomElement(using: &random) ?? 80,
      isFileStolen: StormSettings.isFileStolen)
  }

  /// Of a soak, which is to kill as many as it can: little is asked of each tab.
  static func hail(_ seed: UInt64) -> StormWeather {
    StormWeather(
      longestPause: StormSettings.hailPause, longestRest: 60_000, isFileStolen: seed % 3 == 0,
      releases: StormSettings.release == nil ? 0 : 75, isGuided: true, kills: 62)
  }

  /// Whether another coordination file may come to be while tabs live: it is stolen, or its first maker
  /// goes on after others have made theirs.
  var mayReplaceFile: Bool { isFileStolen || isGuided }

  /// The kill points that tabs can come to.
  var points: [KillPoint] {
    KillPoint.allCases.filter { isFileStolen || ![.creatingFile, .replacingFile].contains($0) }
  }
}
