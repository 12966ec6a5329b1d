import Foundation
import TestSupport
import Testing

/// A tmux server of a test's own with a folder of its own; both are gone when the test ends, however
/// it ends.
struct Terminals {
  let folder: String
  /// A name in tmux's own folder.
  let socket: String

  var database: String { folder + "/t.sqlite" }

  /// Tells a story in terminals of its own.
  static func tell(_ story: (Terminals) async throws -> Void) async throws {
    let name = "todos-test-\(UUID().uuidString.prefix(8))"
    let folder = FileManager.default.temporaryDirectory.path + "/" + name
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    let terminals = Terminals(folder: folder, socket: name)
    do { try await story(terminals) } catch {
      await terminals.end()
      throw error
    }
    await terminals.end()
  }

  private func end() async {
    // Stopped processes would outlive their terminal's end.
    for pid in await tabs().values { kill(pid, SIGKILL) }
    // A server that is gone already is what is wanted; so is a folder.
    _ = try? await tmux("kill-server")
    try? FileManager.default.removeItem(atPath: folder)
    try? FileManager.default.removeItem(atPath: "/tmp/tmux-\(getuid())/\(socket)")
  }

  @discardableResult
  func tmux(_ arguments: String...) async throws -> Program.Result {
    try await tmux(arguments)
  }

  @discardableResult
  func tmux(_ arguments: [String]) async throws -> Program.Result {
    try await Program.run("tmux", ["-L", socket, "-f", "/dev/null"] + arguments)
  }

  /// Opens a terminal that runs `command`, and keeps it when that ends.
  func open(
    _ command: [String], columns: Int = 100, rows: Int = 16, environment: [String: String] = [:]
  ) async throws -> Terminal {
    let name = "t\(UUID().uuidString.prefix(8))"
    let variables = environment.flatMap { ["-e", "\($0.key)=\($0.value)"] }
    let result = try await Program.run(
      "tmux",
      ["-L", socket, "-f", "/dev/null", "new-session", "-d", "-s", name, "-x", "\(columns)"]
        + ["-y", "\(rows)"] + variables + command
        + [";", "set-option", "-g", "remain-on-exit", "on", ";", "set-option", "-g", "status"]
        + ["off"])
    try #require(result.exit == 0, "tmux: \(result.errors)")
    return Terminal(name: name, terminals: self)
  }

  /// Opens a terminal that runs `todos` on the story's database and shows its list. `sh` stays in
  /// between: it says how it ended, and tmux would continue a stopped process that is its own child.
  func openTodos(
    _ options: String..., columns: Int = 100, rows: Int = 16, environment: [String: String] = [:],
    showing text: String = "tab "
  ) async throws -> Terminal {
    let terminal = try await open(
      ["sh", "-c", #""$@"; echo "status $?"; cat"#, "sh", Program.todos, "--db", database]
        + options,
      columns: columns, rows: rows, environment: environment)
    try await terminal.shows(text)
    return terminal
  }

  /// Opens `count` of them one after another; the first one leads.
  func openTabs(_ count: Int, lease: Double = 1.2) async throws -> [Terminal] {
    var tabs: [Terminal] = []
    for number in 1...count {
      let tab = try await openTodos("--lease", "\(lease)", showing: "tab \(number) of \(number)")
      try await tab.shows(number == 1 ? "LEADER" : "FOLLOWER")
      tabs.append(tab)
    }
    return tabs
  }

  /// An interactive shell, for job control; `$` is its prompt and `todos` the program.
  func openShell() async throws -> Terminal {
    let shell = try await open(
      ["bash", "--noprofile", "--norc", "-i"],
      environment: ["PS1": "ready$ ", "T": Program.todos, "TODOS_DB": database])
    try await shell.shows("ready$")
    return shell
  }

  /// The processes of the living tabs by their numbers; none if there is no database.
  func tabs() async -> [Int: pid_t] {
    guard
      let result = try? await Program.run(Program.todos, ["status", "--json", "--db", database]),
      let json = try? JSONSerialization.jsonObject(with: Data(result.output.utf8)),
      let tabs = (json as? [String: Any])?["tabs"] as? [[String: Any]]
    else { return [:] }
    let pairs = tabs.compactMap { tab -> (Int, pid_t)? in
      guard let number = tab["tab"] as? Int, let pid = tab["pid"] as? Int else { return nil }
      return (number, pid_t(pid))
    }
    return Dictionary(pairs) { $1 }
  }

  /// Whether a process is stopped, as the kernel says.
  static func isStopped(_ pid: pid_t) -> Bool {
    // A process that is gone is not stopped.
    let text = (try? String(contentsOfFile: "/proc/\(pid)/stat", encoding: .utf8)) ?? ""
    return text.split(separator: ")").last?.split(separator: " ").first == "T"
  }

  /// Sends a signal to the tab of this number.
  func signal(_ number: Int32, tab: Int) async throws {
    kill(try #require(await tabs()[tab], "there is no tab \(tab)"), number)
  }
}
