import ArgumentParser
import Foundation

/// `penholder-bench reads`.
struct ReadsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "reads",
    abstract: "Measures opening, following with many rows and tabs, and the ring by itself.",
    discussion: """
      What a follower's refresh costs must not grow with the table when one row has changed.

      Example:
        penholder-bench reads --quick
        penholder-bench reads --rows 100,100000 --followers 1 --json
      """)

  @Flag(help: "A minute's worth: few sizes, few rounds.") var quick = false
  @Flag(help: "One JSON object instead of tables.") var json = false
  @OptionGroup var plots: Plots
  @Option(help: ArgumentHelp("How many rows: 100,100000.", valueName: "counts")) var rows: String?
  @Option(help: ArgumentHelp("How many followers: 1,7.", valueName: "counts")) var followers:
    String?
  @Option(help: "How many rounds.") var rounds: Int?
  @Option(help: "How many changes in each round.") var changes: Int?
  @Option(help: "How many events into the ring in each round.") var events: Int?
  @Option(help: "A folder on the disk to measure.") var folder: String?

  func validate() throws {
    try Options.check(rounds: rounds)
    if let changes, changes < 1 { throw ValidationError("--changes takes a number from 1.") }
    if let events, events < 10 { throw ValidationError("--events takes a number from 10.") }
    _ = try setting()
  }

  func setting() throws -> ReadsSetting {
    var setting = quick ? ReadsSetting.quick() : ReadsSetting.full()
    if let rounds { setting.rounds = rounds }
    if let changes { setting.changes = changes }
    if let events { setting.events = events }
    if let rows { setting.rows = try Options.counts(rows, of: "--rows", within: 1...10_000_000) }
    if let followers {
      setting.followers = try Options.counts(followers, of: "--followers", within: 1...50)
    }
    return setting
  }

  func run() throws {
    var suite = ReadsSuite(
      setting: try setting(), folder: try WorkFolder(in: folder), progress: Progress.tell,
      show: { if !json { Progress.show($0) } })
    let report = try suite.run()
    try Progress.end(report, asJSON: json)
    try plots.draw(report)
  }
}
