import ArgumentParser
import CommandLineKit
import Foundation
import NcursesScreen
import TodoApp

/// `todos demo`: several terminals on one throw-away list.
struct Demo: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "demo",
    abstract: "Shows several terminals with the same list side by side, in tmux.",
    discussion: """
      The list is a throw-away one in a temporary folder, and gone afterwards. tmux must be installed; \
      the demo has a server of its own and works inside of another tmux as well. Ctrl-O goes to the \
      next terminal (so does the mouse), Ctrl-Q ends everything.

      The tour explains itself in about two minutes. Its keys: space pauses and goes on, n or → goes \
      to the next step, b explains the step before again, q ends.

      Examples:
        todos demo
        todos demo --tabs 4
        todos demo --tour
      """)

  @Option(help: "How many terminals.") var tabs: Int?
  @Flag(help: "A guided tour, which plays by itself.") var tour = false
  @Flag(help: "The tour without time to read.") var fast = false
  @Flag(help: "The tour paused from the beginning: n goes from step to step.") var paused = false

  func validate() throws {
    if let tabs, !(1...9).contains(tabs) {
      throw ValidationError("--tabs is a number from 1 to 9.")
    }
    if tour, let tabs, tabs < 2 { throw ValidationError("A tour needs two terminals.") }
    if (fast || paused) && !tour { throw ValidationError("--fast and --paused are for --tour.") }
  }

  func run() throws {
    guard Program.exists("tmux") else {
      throw Failure(
        "The demo needs tmux, which is not installed: apt-get install tmux, or open `todos` in "
          + "several terminals yourself.", exit: 69)
    }
    let size = try size()
    let count = tabs ?? (size.columns >= 120 ? 3 : 2)
    let folder = try Self.temporaryFolder()
    let tmux = Tmux(folder: folder)
    EndingSignals.takeAside()
    EndingSignals.handle { number in
      if number == SIGTSTP { return }
      // What waits for the session sees its end.
      tmux.close()
    }
    let outcome = Result { try play(tmux, folder, count, size) }
    tmux.end()
    // A process that is stopped outlives its terminal's end.
    Self.endTabs(folder + "/demo.sqlite")
    // A temporary folder that stays is no failure of the demo.
    try? FileManager.default.removeItem(atPath: folder)
    try outcome.get()
  }

  private func play(
    _ tmux: Tmux, _ folder: String, _ count: Int, _ size: (columns: Int, rows: Int)
  ) throws {
    let database = folder + "/demo.sqlite"
    try Writing.with(database) { store in
      _ = try await store.add(DemoList.todos(today: Clock.moment().day))
    }
    let stage = try Stage(
      tmux, database: database, tabs: count, columns: size.columns, rows: size.rows)
    if tour {
      var words = [
        "split-window", "-P", "-F", "#{pane_id}", "-v", "-f", "-l", "\(NarratorPane.rows)", "-t",
        stage.panes[0],
        try Program.own(), "demo-narrator", "--folder", folder,
      ]
      words += stage.panes.flatMap { ["--pane", $0] }
      if fast { words.append("--fast") }
      if paused { words.append("--paused") }
      try tmux.ask("select-pane", "-t", try tmux.ask(words), "-T", "tour")
    } else {
      try stage.hint("Ctrl-O or mouse: next terminal   q: end one   Ctrl-Q: end the demo")
    }
    try tmux.attach()
    if let report = try? String(contentsOfFile: folder + "/report", encoding: .utf8),
      !report.isEmpty
    {
      throw Failure("The tour did not go as planned: \(report)", exit: 69)
    }
  }

  private func size() throws -> (columns: Int, rows: Int) {
    guard Descriptors.isTerminal(0), let size = TerminalReport.size(of: 1) else {
      throw Failure(
        "The demo needs a terminal. `todos list` prints the list anywhere.", exit: 69)
    }
    guard let name = ProcessInfo.processInfo.environment["TERM"],
      TerminalReport.colours(terminal: name) != nil
    else {
      throw Failure("This terminal cannot show the demo: TERM is not set to one.", exit: 69)
    }
    let least = (columns: 80, rows: 24)
    guard size.columns >= least.columns, size.rows >= least.rows else {
      throw Failure(
        """
        The demo needs \(least.columns) columns and \(least.rows) rows; this terminal has \
        \(size.columns) and \(size.rows). Make it larger.
        """, exit: 69)
    }
    return size
  }

  private static func temporaryFolder() throws -> String {
    // tmux's socket must have a short name.
    let base = FileManager.default.temporaryDirectory.path
    let folder = (base.count < 60 ? base : "/tmp") + "/todos-demo-\(getpid())"
    do {
      try FileManager.default.createDirectory(
        atPath: folder, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
    } catch {
      throw Failure("The folder \(folder) cannot be made.", exit: 73)
    }
    return folder
  }

  private static func endTabs(_ database: String) {
    // No list, no tabs.
    guard let status = try? Status.look(at: database) else { return }
    for tab in status.tabs { kill(tab.pid, SIGKILL) }
  }
}

/// What a demonstration begins with.
enum DemoList {
  static func todos(today: Day) -> [NewTodo] {
    [
      NewTodo(
        title: "Renew the certificate", priority: .high, project: "launch", tags: ["ops"],
        due: Due(Day(number: today.number - 2))),
      NewTodo(
        title: "Write the failover report", priority: .medium, project: "launch", due: Due(today)),
      NewTodo(title: "Call the dentist", tags: ["home"], due: Due(Day(number: today.number + 1))),
    ]
  }
}
