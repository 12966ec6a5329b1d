import ArgumentParser
import Foundation

/// `penholder-bench growth`.
struct GrowthCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "growth",
    abstract: "Measures what grows as tabs go from 1 to 64 and rows from 100 to a million.",
    discussion: """
      Announcements, queued writes, fail-over, idle tabs, their memory, a follower's refresh and the first \
      read after opening; then which of it should be flat, and whether it is. The full run takes about a \
      quarter of an hour, most of it in groups of 32 and 64 processes.

      Example:
        penholder-bench growth --quick
        penholder-bench growth --plots /tmp/plots
        penholder-bench growth --tabs 1,16 --rows 100,100000 --rounds 5 --json
      """)

  @Flag(help: "A minute or two: three sizes, one round.") var quick = false
  @Flag(help: "One JSON object instead of tables.") var json = false
  @OptionGroup var plots: Plots
  @Option(
    help: ArgumentHelp("How many tabs beside the one that leads: 1,8,64.", valueName: "counts"))
  var tabs: String?
  @Option(help: ArgumentHelp("How many rows: 100,100000.", valueName: "counts")) var rows: String?
  @Option(help: "How many rounds.") var rounds: Int?
  @Option(help: "How many leaders are killed in each round and size.") var deaths: Int?
  @Option(help: "How many changes are followed in each round and size.") var changes: Int?
  @Option(help: "How many seconds an idle group is watched.") var idle: Double?
  @Option(help: "A folder on the disk to measure.") var folder: String?

  func validate() throws {
    try Options.check(rounds, of: "--rounds", within: 1...1_000)
    try Options.check(deaths, of: "--deaths", within: 1...1_000)
    try Options.check(changes, of: "--changes", within: 1...10_000)
    if let idle, !(0...3_600).contains(idle) {
      throw ValidationError("--idle takes a number of seconds from 0 to 3600.")
    }
    _ = try setting()
  }

  func setting() throws -> GrowthSetting {
    var setting = quick ? GrowthSetting.quick() : GrowthSetting.full()
    if let rounds { setting.rounds = rounds }
    if let deaths { setting.deaths = deaths }
    if let changes { setting.changes = changes }
    if let idle { setting.idle = UInt64(idle * 1e9) }
    // One leads, and one more asks for writes when it is gone.
    if let tabs { setting.tabs = try Options.counts(tabs, of: "--tabs", within: 1...120) }
    if let rows { setting.rows = try Options.counts(rows, of: "--rows", within: 1...10_000_000) }
    return setting
  }

  func run() throws {
    var suite = GrowthSuite(
      setting: try setting(), folder: try WorkFolder(in: folder), progress: Progress.tell,
      show: { if !json { Progress.show($0) } })
    let report = try suite.run()
    try Progress.end(report, asJSON: json)
    try plots.draw(report)
  }
}
