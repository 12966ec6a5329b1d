import ArgumentParser
import Foundation

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
  @Option(help: ArgumentHelp("How many listen: 1,3,7,31.", valueName: "counts"))
  var followers: String?
  @Option(help: "How many rounds.") var rounds: Int?
  @Option(help: "How many events, one by one, in each round.") var events: Int?
  @Option(help: "How many bursts in each round.") var bursts: Int?
  @Option(help: "How many seconds an idle group is watched.") var idle: Double?
  @Option(help: "Only this candidate and ourselves; can be given several times.")
  var only: [String] = []
  @Flag(help: "Only ourselves and the floors.") var noRivals = false

  func validate() throws { _ = try setting() }

  func setting() throws -> NotifySetting {
    var setting = quick ? NotifySetting.quick() : NotifySetting.full()
    if let rounds {
      guard (1...1_000).contains(rounds) else {
        throw ValidationError("--rounds takes a number from 1 to 1000.")
      }
      setting.rounds = rounds
    }
    if let events {
      guard (1...2_000).contains(events) else {
        throw ValidationError("--events takes a number from 1 to 2000.")
      }
      setting.script.spaced = events
    }
    if let bursts {
      guard (1...50).contains(bursts) else {
        throw ValidationError("--bursts takes a number from 1 to 50.")
      }
      setting.script.bursts = bursts
    }
    if let idle {
      guard (0...3_600).contains(idle) else {
        throw ValidationError("--idle takes a number of seconds from 0 to 3600.")
      }
      setting.idle = UInt64(idle * 1e9)
    }
    if let followers {
      let numbers = followers.split(separator: ",").map { Int($0) }
      setting.followers = numbers.compactMap { $0 }
      guard !numbers.contains(nil), !setting.followers.isEmpty,
        setting.followers.allSatisfy({ (1...100).contains($0) })
      else { throw ValidationError("--followers takes numbers from 1 to 100, with commas.") }
    }
    if let unknown = only.first(where: { name in !Notifiers.all.contains { $0.name == name } }) {
      throw ValidationError(
        """
        There is no candidate \(unknown); there are: \
        \(Notifiers.all.map(\.name).joined(separator: "; ")).
        """)
    }
    return setting
  }

  func run() throws {
    let folder = FileManager.default.temporaryDirectory.path + "/penholder-bench-\(getpid())"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    // A folder left behind is no reason to lose a run.
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let programs = Programs(first: Postgres.folders)
    let wanted = Notifiers.all.filter { isWanted($0) }
    let (present, skipped) = programs.sort(wanted) { $0 }
    var suite = NotifySuite(
      setting: try setting(), candidates: Set(present.map(\.name)), programs: programs,
      folder: folder, progress: Progress.tell, show: { if !json { Progress.show($0) } })
    let report = try suite.run(skipped: skipped)
    Progress.clear()
    if json { print(try report.json()) } else { Progress.show(report.closing) }
  }

  private func isWanted(_ notifier: any Notifier) -> Bool {
    if notifier is PenholderTab || notifier is RingAndBell { return true }
    let isFloor = notifier is BareFutex || notifier is FutexHop || notifier is CommitAndFutex
    return only.isEmpty ? isFloor || !noRivals : only.contains(notifier.name)
  }
}
