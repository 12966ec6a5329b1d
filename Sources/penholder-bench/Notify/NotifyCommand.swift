import ArgumentParser

/// `penholder-bench notify`.
struct NotifyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "notify",
    abstract: "Measures how soon other processes hear of a commit, and what telling them costs.",
    discussion: """
      Announcement to handler, one by one and in bursts; write to handler; the cost of an announcement \
      that nobody hears; what an idle group does. Beside: a bare futex, sockets, queues, inotify, \
      polling, Redis, ZeroMQ, D-Bus, PostgreSQL. Assets/bench-rivals DIR installs the rivals.

      Example:
        penholder-bench notify --quick
        penholder-bench notify --followers 1,7 --json
        penholder-bench notify --only 'Redis pub/sub' --rounds 9
      """)

  @Flag(help: "A minute's worth: one follower, few events.") var quick = false
  @Flag(help: "One JSON object instead of tables.") var json = false
  @OptionGroup var plots: Plots
  @Option(help: ArgumentHelp("How many listen: 1,3,7,31.", valueName: "counts"))
  var followers: String?
  @Option(help: "How many rounds.") var rounds: Int?
  @Option(help: "How many events, one by one, in each round.") var events: Int?
  @Option(help: "How many bursts in each round.") var bursts: Int?
  @Option(help: "How many seconds an idle group is watched.") var idle: Double?
  @Option(help: "Only this candidate and ourselves; can be given several times.")
  var only: [String] = []
  @Flag(help: "Only ourselves and the floors.") var noRivals = false

  func validate() throws {
    try Options.check(rounds, of: "--rounds", within: 1...1_000)
    try Options.check(events, of: "--events", within: 1...2_000)
    try Options.check(bursts, of: "--bursts", within: 1...50)
    if let idle, !(0...3_600).contains(idle) {
      throw ValidationError("--idle takes a number of seconds from 0 to 3600.")
    }
    _ = try setting()
    try Options.check(only, among: Notifiers.all.map(\.name))
  }

  func setting() throws -> NotifySetting {
    var setting = quick ? NotifySetting.quick() : NotifySetting.full()
    if let rounds { setting.rounds = rounds }
    if let events { setting.script.spaced = events }
    if let bursts { setting.script.bursts = bursts }
    if let idle { setting.idle = UInt64(idle * 1e9) }
    if let followers {
      setting.followers = try Options.counts(followers, of: "--followers", within: 1...100)
    }
    return setting
  }

  func run() throws {
    let folder = try WorkFolder()
    // Gone once the servers are.
    defer { withExtendedLifetime(folder) {} }
    let programs = Programs(first: PostgreSQLServer.folders)
    let wanted = Notifiers.all.filter { isWanted($0) }
    let (present, skipped) = programs.sort(wanted) { $0 }
    var suite = NotifySuite(
      setting: try setting(), candidates: Set(present.map(\.name)), programs: programs,
      folder: folder.path, progress: Progress.tell, show: { if !json { Progress.show($0) } })
    let report = try suite.run(skipped: skipped)
    try Progress.end(report, asJSON: json)
    try plots.draw(report)
  }

  private func isWanted(_ notifier: any Notifier) -> Bool {
    if notifier is PenholderTab || notifier is RingAndBell { return true }
    let isFloor = notifier is BareFutex || notifier is FutexHop || notifier is CommitAndFutex
    return only.isEmpty ? isFloor || !noRivals : only.contains(notifier.name)
  }
}
