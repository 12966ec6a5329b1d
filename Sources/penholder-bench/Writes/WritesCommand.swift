import ArgumentParser
import Foundation

/// `penholder-bench writes`.
struct WritesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "writes",
    abstract: "Measures queued writes beside direct writers, PostgreSQL and Redis.",
    discussion: """
      Rows a second of all writers together, how evenly they are served, and how long each one waits \
      for its answer.

      Example:
        penholder-bench writes --quick
        penholder-bench writes --tabs 8 --in-flight 1 --durability full --json
        penholder-bench writes --only "SQLite direct"
      """)

  @Flag(help: "A minute's worth: few cases, one round.") var quick = false
  @Flag(help: "One JSON object instead of tables.") var json = false
  @OptionGroup var plots: Plots
  @Option(help: ArgumentHelp("How many write: 1,2,4,8,16.", valueName: "counts")) var tabs: String?
  @Option(help: ArgumentHelp("How many writes each keeps on their way: 1,16.", valueName: "counts"))
  var inFlight: String?
  @Option(help: "Only this: full or normal.") var durability: WritesCase.Durability?
  @Option(help: "Only there: disk or memory.") var place: WritesCase.Place?
  @Option(help: "How many rounds.") var rounds: Int?
  @Option(help: "How long a round is, in milliseconds.") var milliseconds: UInt64?
  @Option(help: "Only these candidates; can be given several times.") var only: [String] = []
  @Flag(help: "Only ourselves, SQLite and the limit.") var noRivals = false
  @Option(help: "A folder on the disk to measure.") var folder: String?

  func validate() throws {
    try Options.check(rounds: rounds)
    if let milliseconds, !(10...600_000).contains(milliseconds) {
      throw ValidationError("--milliseconds takes a number from 10 to 600000.")
    }
    _ = try setting()
    try Options.check(only, among: Self.candidates(noRivals: false).map(\.name))
  }

  func setting() throws -> WritesSetting {
    var setting = quick ? WritesSetting.quick() : WritesSetting.full()
    if let rounds { setting.rounds = rounds }
    if let milliseconds { setting.length = .milliseconds(milliseconds) }
    if let tabs { setting.tabs = try Options.counts(tabs, of: "--tabs", within: 1...50) }
    if let inFlight {
      setting.inFlight = try Options.counts(inFlight, of: "--in-flight", within: 1...1_000)
    }
    if let durability { setting.durabilities = [durability] }
    if let place { setting.places = [place] }
    return setting
  }

  static func candidates(noRivals: Bool) -> [any WritesCandidate] {
    let own: [any WritesCandidate] = [Queueing(), OneProcess(), DirectSQLite(), DirectGRDB()]
    return own + (noRivals ? [] : [PostgreSQLWrites(), RedisWrites()])
  }

  func run() throws {
    let wanted = Self.candidates(noRivals: noRivals).filter {
      only.isEmpty || only.contains($0.name) || $0 is Queueing
    }
    let programs = Programs(first: PostgreSQLServer.folders)
    let (present, skipped) = programs.sort(wanted) { $0 }
    let setting = try setting()
    var folders = [WritesCase.Place.disk: try WorkFolder(in: folder)]
    if setting.places.contains(.memory) { folders[.memory] = try WorkFolder(in: "/dev/shm") }
    var suite = WritesSuite(
      setting: setting, candidates: present, folders: folders,
      servers: Servers(folders, programs: programs), progress: Progress.tell,
      show: { if !json { Progress.show($0) } })
    let report = try suite.run(skipped: skipped)
    try Progress.end(report, asJSON: json)
    try plots.draw(report)
  }
}

extension WritesCase.Durability: ExpressibleByArgument {}
extension WritesCase.Place: ExpressibleByArgument {}
