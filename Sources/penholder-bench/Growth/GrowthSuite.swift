import Foundation

/// Runs the growth suite: the other suites' measuring, ours alone, round by round over all sizes, so that
/// what else the machine does falls on no size alone.
struct GrowthSuite {
  static let ours = "penholder"

  let setting: GrowthSetting
  let folder: WorkFolder
  /// Told what is going on.
  let progress: (String) -> Void
  /// Told what is done.
  let show: (String) -> Void

  private let programs = Programs()
  private var collector = Collector()
  private var remarks: [String] = []

  init(
    setting: GrowthSetting, folder: WorkFolder, progress: @escaping (String) -> Void,
    show: @escaping (String) -> Void
  ) {
    (self.setting, self.folder) = (setting, folder)
    (self.progress, self.show) = (progress, show)
  }

  mutating func run() throws -> Report {
    let before = try NoiseSample.now()
    show(method.joined(separator: "\n"))
    for round in 0..<setting.rounds {
      for tabs in setting.tabs.rotated(for: round) {
        for part in Part.byTabs { take(part, tabs, "\(tabs) tabs", round) }
      }
      for rows in setting.rows.rotated(for: round) {
        take(.read, rows, "\(rows) rows", round)
      }
    }
    collector.sortBySize()
    let measurements = collector.measurements(inOrderOf: GrowthMeasures.all)
    show(Tables(measurements: measurements, reference: Self.ours).text)
    return Report(
      suite: "growth", method: method, reference: Self.ours, rounds: setting.rounds,
      sizes: "tabs beside the one that leads", isAboutGrowth: true, measurements: measurements,
      remarks: remarks, noise: before.until(try NoiseSample.now()),
      goals: GrowthMeasures.goals(tabs: setting.tabs, rows: setting.rows))
  }

  private var method: [String] {
    [
      """
      Ours alone, measured as the suites notify, writes, failover and reads do it, each tab a process of \
      its own; \(setting.rounds) rounds over all sizes, each beginning with another one. Sizes are tabs \
      beside the one that leads, all of them following, writing or waiting at once, or rows.
      """,
      """
      What all tabs must do, a machine does with its processors: with as many tabs as here, times that \
      rise no steeper than the number of tabs are as good as can be.
      """,
      "A cell: median (lowest..highest round).",
    ]
  }

  // MARK: Parts

  /// One suite's work in one size.
  private enum Part: CaseIterable {
    case told, written, succeeded, followed, read

    static let byTabs = allCases.filter { $0 != .read }
  }

  /// Takes what a part comes to as one round.
  private mutating func take(_ part: Part, _ size: Int, _ what: String, _ round: Int) {
    let head = "\(what), round \(round + 1) of \(setting.rounds)"
    do {
      let report = try report(of: part, size) { [progress] in progress("\(head): \($0)") }
      for item in report.measurements {
        collector.add(
          item.rounds[0], number: round, of: Self.candidate(item.candidate), size: item.size,
          measure: item.measure)
      }
      remarks += report.remarks.map { "\(what): \($0)" }
    } catch {
      // One failure is a remark, not the end of the run.
      remarks.append("\(what): \(error)")
    }
  }

  private func report(
    of part: Part, _ size: Int, _ progress: @escaping (String) -> Void
  ) throws -> Report {
    func silence(_ text: String) {}
    switch part {
    case .told:
      let names = [false, true].map { PenholderTab.name(.handler, withCommit: $0) }
      var suite = NotifySuite(
        setting: setting.notify(size), candidates: Set(names), programs: programs,
        folder: try folder.fresh("told"), progress: progress, show: silence)
      return try suite.run(skipped: [])
    case .written:
      var suite = WritesSuite(
        setting: setting.writes(size), candidates: [Queueing()], folders: [.disk: folder],
        servers: Servers([.disk: folder], programs: programs), progress: progress, show: silence)
      return try suite.run(skipped: [])
    case .succeeded:
      var suite = FailoverSuite(
        setting: setting.failover(size), candidates: [Succession()], folder: folder,
        servers: Servers([.disk: folder], programs: programs), progress: progress, show: silence)
      return try suite.run(skipped: [])
    case .followed, .read:
      let isByRows = part == .read
      var suite = ReadsSuite(
        setting: setting.reads(
          rows: isByRows ? [size] : [], followers: isByRows ? [] : [size]),
        folder: folder, progress: progress, show: silence)
      return try suite.run()
    }
  }

  /// The suites call us by several names.
  private static func candidate(_ name: String) -> String {
    name.hasPrefix("Penholder") ? ours : name
  }
}
