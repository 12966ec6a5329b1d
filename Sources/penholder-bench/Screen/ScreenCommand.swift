import ArgumentParser
import Foundation

/// `penholder-bench screen`.
struct ScreenCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "screen",
    abstract: "Measures the todo app's screen beside tudu, calcurse, vit and dooit.",
    discussion: """
      Start to first screen, key to screen, bytes written, memory, and one tab's save on another \
      tab's screen. Assets/bench-rivals DIR installs the rivals.

      Example:
        penholder-bench screen --quick
        penholder-bench screen --rivals-path DIR/bin --json
        penholder-bench screen --sizes 1000 --only todos --only tudu
      """)

  @Flag(help: "A minute's worth: short lists, few rounds.") var quick = false
  @Flag(help: "One JSON object instead of tables.") var json = false
  @OptionGroup var plots: Plots
  @Option(help: ArgumentHelp("How many todos: 0,1000,20000,100000.", valueName: "counts"))
  var sizes: String?
  @Option(help: "How many rounds.") var rounds: Int?
  @Option(help: "How many keys in each round.") var keys: Int?
  @Option(help: "Only these candidates; can be given several times.") var only: [String] = []
  @Flag(help: "Only ourselves and the floor.") var noRivals = false
  @Option(help: "A folder to look for rivals in, before the path.") var rivalsPath: String?
  @Option(help: "The todos to measure; else the one beside this program.") var todos: String?

  func validate() throws {
    try Options.check(rounds: rounds)
    if let keys, keys < 1 { throw ValidationError("--keys takes a number from 1.") }
    _ = try setting()
  }

  func setting() throws -> ScreenSetting {
    var setting = quick ? ScreenSetting.quick() : ScreenSetting.full()
    if let rounds { setting.rounds = rounds }
    if let keys { setting.keys = keys }
    if let sizes {
      setting.sizes = try Options.counts(sizes, of: "--sizes", within: 0...999_999)
    }
    return setting
  }

  func run() throws {
    let ours = Ours(program: todos ?? Programs.beside("todos"))
    let rivals: [any ScreenCandidate] = [Tudu(), Calcurse(), Vit(), Dooit()]
    let wanted = ([ours, Floor()] + (noRivals ? [] : rivals)).filter {
      only.isEmpty || only.contains($0.name) || $0 is Ours
    }
    let programs = Programs(first: rivalsPath.map { [$0] } ?? [])
    let (present, skipped) = programs.sort(wanted) { $0 }
    guard present.contains(where: { $0 is Ours }) else {
      throw ValidationError("There is no \(ours.program): \(ours.package).")
    }
    let folder = try WorkFolder()
    // Gone once the apps are.
    defer { withExtendedLifetime(folder) {} }
    var suite = ScreenSuite(
      setting: try setting(), candidates: present, programs: programs, folder: folder.path,
      progress: Progress.tell, show: { if !json { Progress.show($0) } })
    let report = try suite.run(skipped: skipped)
    Progress.clear()
    print(json ? try report.json() : report.text)
    try plots.draw(report)
  }
}
