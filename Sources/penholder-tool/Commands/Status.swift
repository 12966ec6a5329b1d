import ArgumentParser
import CommandLineKit
import Penholder

/// `penholder status`: who leads, who is there. Takes part in nothing.
struct Status: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Tells who leads a database and who has it open.",
    discussion: """
      Looks only: joins nothing, locks nothing, creates nothing.

      Example:
        penholder status notes.sqlite --json
      """)

  @OptionGroup var target: DatabaseArgument
  @Flag(help: "One JSON object.") var json = false

  func run() async throws {
    try await Tool.run {
      try Tool.requireDatabase(target.database)
      let status = try MultiTabDatabase.status(at: target.database)
      if json { try Tool.say(JSON(encoding: status)) } else { try Tool.say(Self.text(status)) }
    }
  }

  static func text(_ status: GroupStatus) -> String {
    let name = Printable.text(status.database)
    guard !status.tabs.isEmpty else {
      let past = status.term > 0 ? " Last known term \(status.term), commit \(status.commit)." : ""
      return "No tab has \(name) open.\(past)"
    }
    var lines = [name]
    let next = status.nextInLine.map { "; next in line is tab \($0)" } ?? ""
    let leader = status.leader.map { "\($0) leads" } ?? "nobody leads"
    lines.append("term \(status.term): \(leader)\(next)")
    if let blocked = status.takeoverBlocked {
      let who = blocked.pid.map { "process \($0)" } ?? "a process"
      lines.append("nobody can write: \(who) has stopped inside a write transaction")
    }
    if let obstacle = status.obstacle { lines.append("nobody can write: \(obstacle)") }
    lines.append("commit \(status.commit), \(status.ringEvents) events")
    for tab in status.tabs {
      let asks = tab.isAsking ? ", asks to lead" : ""
      let metrics = tab.metrics
      lines.append(
        """
        tab \(tab.tab)  pid \(tab.pid)  \(tab.role.rawValue)\(asks)  for \(Self.age(tab.age)), \
        \(metrics.commits) commits, \(metrics.writeConflicts) refused
        """)
    }
    return lines.joined(separator: "\n")
  }

  private static func age(_ seconds: Double) -> String {
    let whole = Int(clamping: Int64(min(max(seconds, 0), 1e15)))
    if whole < 120 { return "\(whole) s" }
    return whole < 7200 ? "\(whole / 60) min" : "\(whole / 3600) h"
  }
}
