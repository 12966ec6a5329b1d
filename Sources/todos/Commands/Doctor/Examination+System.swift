import CommandLineKit
import Foundation
import GRDB
import Glibc
import NcursesScreen

// The machine: terminal, file system, SQLite.

extension Examination {
  static func terminal() -> [Finding] {
    let variables = ProcessInfo.processInfo.environment
    let list = "`todos list` works anywhere"
    guard let name = variables["TERM"], !name.isEmpty else {
      return [.warning("terminal", "TERM is not set", "the screen needs one; \(list)")]
    }
    guard name != "dumb", let colours = TerminalReport.colours(terminal: name) else {
      return [
        .warning(
          "terminal", "\(name) cannot show a screen, or has no description on this machine",
          "set TERM to what the terminal is, or install its description (ncurses-term); \(list)")
      ]
    }
    let isPlain = variables["NO_COLOR"].map { !$0.isEmpty } == true
    let colour = isPlain ? "NO_COLOR is set" : colours < 8 ? "no colours" : "\(colours) colours"
    let size = (0...2).lazy.compactMap { TerminalReport.size(of: $0) }.first
    let measure = size.map { "\($0.columns)x\($0.rows)" } ?? "no terminal here"
    var findings = [Finding.ok("terminal", "\(name), \(measure), \(colour)")]
    findings.append(
      TerminalReport.isUTF8()
        ? .ok("locale", "UTF-8")
        : .warning(
          "locale", "it does not write UTF-8: the screen uses plain characters only",
          "set LC_ALL or LANG to one that does, such as C.UTF-8"))
    return findings
  }

  /// The file of settings: a wrong line keeps the screen from opening.
  static func settings() -> Finding {
    let environment = ProcessInfo.processInfo.environment
    let advice = "mend the file, or go without: todos --config /dev/null"
    do {
      _ = try SettingsFile.read(named: nil, environment)
      let file = SettingsFile.standard(environment)
      let isThere = file.map { FileManager.default.fileExists(atPath: $0) } == true
      let none = "none; todos screen --print-settings prints what could be set"
      return .ok("settings", isThere ? file ?? "" : none)
    } catch let mistakes as SettingsFile.Mistakes {
      return .problem(
        "settings", mistakes.sentences.joined(separator: " "), advice, exit: EX_DATAERR)
    } catch let failure as Failure {
      return .problem("settings", failure.message, advice, exit: failure.exit)
    } catch {
      return .problem("settings", "\(error)", advice, exit: EX_DATAERR)
    }
  }

  /// The file system, and its free space.
  static func place(of path: String) -> [Finding] {
    var folder = URL(fileURLWithPath: path).resolvingSymlinksInPath().deletingLastPathComponent()
    // What is not there yet is made where its next folder lies.
    while !FileManager.default.fileExists(atPath: folder.path), folder.path != "/" {
      folder.deleteLastPathComponent()
    }
    var findings: [Finding] = []
    if let (type, mount) = mount(of: folder.path) {
      let isRemote = remoteTypes.contains { type == $0 || type.hasPrefix($0 + ".") }
      findings.append(
        isRemote
          ? .problem(
            "file system", "\(type) at \(mount) is not of this machine: locks do not hold there",
            "keep the list on a local disk: --db or $TODOS_DB", exit: EX_UNAVAILABLE)
          : .ok("file system", "\(type) at \(mount), local"))
    }
    var statistics = statvfs()
    // SAFETY: one structure, filled by the call.
    if unsafe statvfs(folder.path, &statistics) == 0 {
      let free = (UInt64(statistics.f_bavail) * UInt64(statistics.f_frsize)) >> 20
      let text = "\(free) MiB free"
      switch free {
      case ..<16:
        findings.append(
          .problem("space", text, "make room in \(folder.path): SQLite needs it", exit: EX_IOERR))
      case ..<128: findings.append(.warning("space", text, "make room in \(folder.path) soon"))
      default: findings.append(.ok("space", text))
      }
    }
    return findings
  }

  private static let remoteTypes = [
    "nfs", "nfs4", "cifs", "smb3", "smbfs", "ceph", "fuse", "9p", "ocfs2", "gfs2", "lustre", "coda",
    "ncpfs", "afs", "vboxsf", "gpfs", "beegfs",
  ]

  /// The file system that a folder lies on: of those mounted above it the nearest, as the kernel
  /// lists them.
  private static func mount(of folder: String) -> (type: String, point: String)? {
    guard let text = try? String(contentsOfFile: "/proc/self/mountinfo", encoding: .utf8) else {
      return nil
    }
    var found: (type: String, point: String)?
    for line in text.split(separator: "\n") {
      // 36 35 98:0 /root /point options - type source
      let words = line.split(separator: " ")
      guard words.count > 6, let dash = words.firstIndex(of: "-"), dash + 1 < words.count else {
        continue
      }
      let point = String(words[4]).replacing("\\040", with: " ")
      let isAbove = point == "/" || folder == point || folder.hasPrefix(point + "/")
      // Of two at one place the later one covers the earlier.
      if isAbove, point.count >= (found?.point.count ?? 0) {
        found = (String(words[dash + 1]), point)
      }
    }
    return found
  }

  /// SQLite's version, and its fault in starting the log anew (the WAL-reset bug): two checkpoints at
  /// once, of which a commit comes in between, can damage the database. Our tabs never checkpoint two
  /// at a time: only the leader does, holding the write lock.
  static func sqlite() -> Finding {
    do {
      let text = try DatabaseQueue().read {
        try String.fetchOne($0, sql: "SELECT sqlite_version()")
      }
      let version = text ?? "?"
      return hasResetFault(version)
        ? .warning(
          "sqlite", "\(version) can damage a log that two programs checkpoint at once",
          "todos itself is safe; do not write to the list with other programs while it is open, "
            + "or update SQLite to 3.51.3")
        : .ok("sqlite", version)
    } catch {
      return .problem("sqlite", "it does not work: \(error)", "install it again", exit: EX_IOERR)
    }
  }

  /// Versions 3.7.0 to 3.51.2 have it, but for 3.44.6 and 3.50.7, which were mended.
  static func hasResetFault(_ version: String) -> Bool {
    let numbers = version.split(separator: ".").compactMap { Int($0) }
    guard numbers.count >= 3 else { return false }
    let (minor, patch) = (numbers[1], numbers[2])
    return switch (numbers[0], minor) {
    case (3, 44): patch < 6
    case (3, 50): patch < 7
    case (3, 51): patch < 3
    case (3, ..<51): true
    default: false
    }
  }
}
