import ArgumentParser
import CommandLineKit
import Penholder

/// `todos status`: takes part in nothing.
struct Status: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "status",
    abstract: "Says who leads the list and who has it open.",
    discussion: """
      Looks only: the tabs do not notice.

      Examples:
        todos status
        todos status --json
      """)

  @OptionGroup var location: Location
  @Flag(help: "One JSON object.") var json = false

  func run() throws {
    guard let path = try location.existingPath() else {
      let path = try location.path()
      if json { return try Output.line(JSONText.object(Nothing(database: path))) }
      return try Output.line("There is no list at \(path) yet. `todos add` makes one.")
    }
    let status = try Self.look(at: path)
    if json { return try Output.line(JSONText.object(status)) }
    for line in Self.lines(status) { try Output.line(Printable.line(line)) }
  }

  static func look(at path: String) throws -> GroupStatus { try MultiTabDatabase.status(at: path) }

  /// What there is to say of a database that is not there: that no tab has it open.
  private struct Nothing: Encodable {
    let database: String
    let tabs: [Int] = []
    let term = 0
    let commit = 0
  }

  private static func lines(_ status: GroupStatus) -> [String] {
    guard !status.tabs.isEmpty else { return ["No tab has \(status.database) open."] }
    let leader = status.leader.map { "\($0) leads" } ?? "nobody leads"
    let next = status.nextInLine.map { ", next in line is tab \($0)" } ?? ""
    var lines = [status.database, "term \(status.term): \(leader)\(next)"]
    if let blocked = status.takeoverBlocked {
      let who = blocked.pid.map { "process \($0)" } ?? "a process"
      lines.append("nobody can write: \(who) holds the database and does not answer")
    }
    if let obstacle = status.obstacle { lines.append("nobody can write: \(obstacle)") }
    lines += status.tabs.map { tab in
      "tab \(tab.tab)  pid \(tab.pid)  \(tab.role.rawValue)  \(tab.metrics.commits) changes made"
    }
    return lines
  }
}
