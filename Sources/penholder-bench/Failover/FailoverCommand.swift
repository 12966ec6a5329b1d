import ArgumentParser
import Foundation

/// `penholder-bench failover`.
struct FailoverCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "failover",
    abstract: "Measures how soon another tab leads, beside the kernel, PostgreSQL, etcd and Redis.",
    discussion: """
      The leader is killed, stopped, or asked to hand over; timed are its successor's role, its first \
      commit, and the answer to a write that was queued meanwhile.

      Example:
        penholder-bench failover --quick
        penholder-bench failover --waiting 1 --deaths 100 --leases "" --json
      """)

  @Flag(help: "A minute's worth: one waits, few deaths.") var quick = false
  @Flag(help: "One JSON object instead of tables.") var json = false
  @OptionGroup var plots: Plots
  @Option(help: ArgumentHelp("How many wait: 1,7.", valueName: "counts")) var waiting: String?
  @Option(
    help: ArgumentHelp(
      "Leases in milliseconds, for leaders that are stopped: 300,1200.", valueName: "counts"))
  var leases: String?
  @Option(help: "How many rounds.") var rounds: Int?
  @Option(help: "How many deaths in each round.") var deaths: Int?
  @Option(help: "Only these candidates; can be given several times.") var only: [String] = []
  @Flag(help: "Only ourselves and the floors.") var noRivals = false
  @Option(help: "A folder on the disk to measure.") var folder: String?

  func validate() throws {
    try Options.check(rounds: rounds)
    if let deaths, deaths < 1 { throw ValidationError("--deaths takes a number from 1.") }
    _ = try setting()
    try Options.check(only, among: Self.candidates(noRivals: false).map(\.name))
  }

  func setting() throws -> FailoverSetting {
    var setting = quick ? FailoverSetting.quick() : FailoverSetting.full()
    if let rounds { setting.rounds = rounds }
    if let deaths { setting.deaths = deaths }
    if let waiting {
      setting.waiting = try Options.counts(waiting, of: "--waiting", within: 1...40)
    }
    if let leases {
      setting.leases =
        leases.isEmpty ? [] : try Options.counts(leases, of: "--leases", within: 150...60_000)
    }
    return setting
  }

  static func candidates(noRivals: Bool) -> [any FailoverCandidate] {
    let own: [any FailoverCandidate] = [Succession(), ProcessDeath(), FileLock()]
    return own + (noRivals ? [] : [AdvisoryLock(), RedisLock(), EtcdLock()])
  }

  func run() throws {
    let wanted = Self.candidates(noRivals: noRivals).filter {
      only.isEmpty || only.contains($0.name) || $0 is Succession
    }
    let programs = Programs(first: PostgreSQLServer.folders)
    let (present, skipped) = programs.sort(wanted) { $0 }
    let folder = try WorkFolder(in: folder)
    var suite = FailoverSuite(
      setting: try setting(), candidates: present, folder: folder,
      servers: Servers([.disk: folder], programs: programs), progress: Progress.tell,
      show: { if !json { Progress.show($0) } })
    let report = try suite.run(skipped: skipped)
    try Progress.end(report, asJSON: json)
    try plots.draw(report)
  }
}
