import CommandLineKit
import Foundation
import GRDB
import Glibc
import Penholder
import TodoApp

// The list: who may do what with it, who has it open, and whether it is whole.

extension Examination {
  static func permissions(of path: String) -> [Finding] {
    let path = URL(fileURLWithPath: path).resolvingSymlinksInPath().path
    let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
    // SAFETY: the paths are read during the calls only.
    guard unsafe access(path, R_OK) == 0 else {
      return [
        .problem(
          "permissions", "\(path) may not be read by this user",
          "ask its owner, or choose another list with --db", exit: EX_IOERR)
      ]
    }
    for place in [path, folder] where unsafe access(place, W_OK) != 0 {
      return [
        .warning(
          "permissions",
          "\(place) may not be written to by this user: the list is for reading only",
          "ask its owner, or choose another list with --db")
      ]
    }
    for place in [path, folder, path + "-pen", path + "-wal"] {
      // What is not there harms nobody.
      let attributes = try? FileManager.default.attributesOfItem(atPath: place)
      let mode = (attributes?[.posixPermissions] as? NSNumber)?.intValue ?? 0
      // In a folder like /tmp others cannot touch what is not theirs.
      if mode & 0o002 != 0, mode & 0o1000 == 0 {
        return [
          .warning("permissions", "anybody may write to \(place)", "chmod o-w \(place)")
        ]
      }
    }
    return [.ok("permissions", "\(path) can be read and written")]
  }

  static func coordination(of path: String) -> [Finding] {
    let status: GroupStatus
    do { status = try MultiTabDatabase.status(at: path) } catch {
      let failure = Failure(error)
      return [
        .problem(
          "tabs", failure.message, "close the tabs of the other version, or choose another list",
          exit: failure.exit == EX_IOERR ? EX_IOERR : EX_UNAVAILABLE)
      ]
    }
    guard !status.tabs.isEmpty else { return [.ok("tabs", "none is open")] }
    let leader = status.leader.map { "\($0) leads" } ?? "nobody leads"
    let count = status.tabs.count == 1 ? "1 is open" : "\(status.tabs.count) are open"
    var findings = [Finding.ok("tabs", "\(count), \(leader), term \(status.term)")]
    if status.leader == nil, status.tabs.contains(where: { $0.role != .observer }) {
      findings[0] = .warning(
        "tabs", "\(count), \(leader)", "wait a moment; if nobody leads then, close them all")
    }
    if let blocked = status.takeoverBlocked {
      let who = blocked.pid.map { "process \($0)" } ?? "a process"
      let end = blocked.pid.map { "continue it (kill -CONT \($0)) or end it" } ?? "end it"
      findings.append(
        .problem(
          "tabs", "nobody can write: \(who) holds the database and does not answer", end,
          exit: EX_UNAVAILABLE))
    }
    if let obstacle = status.obstacle {
      findings.append(
        .problem(
          "tabs", "nobody can write: \(obstacle)",
          "see that the disk has room and is sound; the tabs go on by themselves", exit: EX_IOERR))
    }
    for tab in status.tabs {
      switch state(of: tab.pid) {
      case "T", "t":
        findings.append(
          .warning(
            "tabs", "tab \(tab.tab) (pid \(tab.pid)) is stopped",
            "continue it with fg in its terminal, or with kill -CONT \(tab.pid)"))
      case "D":
        findings.append(
          .warning(
            "tabs", "tab \(tab.tab) (pid \(tab.pid)) waits for the disk",
            "if that lasts, look at the disk"))
      default: break
      }
    }
    return findings
  }

  /// The kernel's letter for what a process does.
  private static func state(of pid: Int32) -> Substring? {
    // One that is gone has none.
    let text = try? String(contentsOfFile: "/proc/\(pid)/stat", encoding: .utf8)
    return text?.split(separator: ")").last?.split(separator: " ").first
  }

  static func contents(of path: String, thorough: Bool) -> [Finding] {
    do {
      // Fails where the tables are not ours or there is no reading them.
      let any = try TodoQuery(scope: .all, limit: 1).read(at: path, now: Clock.moment())
      guard thorough else {
        return [.ok("list", any.isEmpty ? "\(path) is empty" : "\(path) can be read")]
      }
      let complaints = try MultiTabDatabase.read(at: path) { db in
        try String.fetchAll(db, sql: "PRAGMA quick_check(5)")
      }
      if complaints == ["ok"] { return [.ok("list", "\(path) is whole")] }
      return [
        .problem(
          "list", "\(path) is damaged: \(complaints.joined(separator: "; "))",
          "close all tabs, keep a copy, and save what can be saved: todos export, or sqlite3 .recover",
          exit: EX_IOERR)
      ]
    } catch {
      let failure = Failure(ofTodos: error)
      return [
        .problem(
          "list", failure.message, "restore a copy, or choose another list with --db",
          exit: EX_IOERR)
      ]
    }
  }
}
