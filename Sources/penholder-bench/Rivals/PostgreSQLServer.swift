import Foundation
import Glibc

/// A PostgreSQL server of the run's own, on a socket in its folder; gone with it.
final class PostgreSQLServer {
  /// What `libpq` connects with.
  let connection: String
  private let child: Child

  /// Where Debian keeps its programs, newest first.
  static var folders: [String] {
    let root = "/usr/lib/postgresql"
    // Not installed: no folders.
    let versions = (try? FileManager.default.contentsOfDirectory(atPath: root)) ?? []
    return versions.sorted { (Int($0) ?? 0) > (Int($1) ?? 0) }.map { "\(root)/\($0)/bin" }
  }

  /// Makes a cluster in `folder` and starts it.
  init(in folder: String, programs: Programs) throws {
    guard let initdb = programs.find("initdb"), let postgres = programs.find("postgres") else {
      throw BenchError("PostgreSQL is not here.")
    }
    // It refuses to be root.
    let prefix = try Self.servant(programs)
    if !prefix.isEmpty { try Self.give(folder) }
    let data = folder + "/data"
    try penholder_bench.run(
      (prefix + [initdb])[0],
      (prefix + [initdb]).dropFirst() + [
        "-D", data, "-A", "trust", "-U", "bench", "-N", "-E", "UTF8",
      ],
      environment: ["LC_ALL": "C.UTF-8", "PATH": "/usr/bin:/bin"])
    child = try Child(
      prefix + [
        postgres, "-D", data, "-k", folder, "-c", "listen_addresses=", "-c", "max_connections=150",
        "-c", "shared_buffers=64MB", "-c", "log_min_messages=panic",
      ], environment: ["LC_ALL": "C.UTF-8", "PATH": "/usr/bin:/bin"], quiet: true)
    connection = Self.connection(folder)
    try child.waitUntilItAnswers { _ = try PostgreSQLClient(connection) }
  }

  deinit { child.end(by: SIGQUIT) }

  /// What connects with the server of a folder.
  static func connection(_ folder: String) -> String {
    "host=\(folder) user=bench dbname=postgres options='-c client_min_messages=warning'"
  }

  /// What a command begins with so that somebody else than root runs it.
  private static func servant(_ programs: Programs) throws -> [String] {
    guard geteuid() == 0 else { return [] }
    // It becomes the server; runuser would stay its parent and keep our signals from it.
    guard let setpriv = programs.find("setpriv") else {
      throw BenchError("root cannot run PostgreSQL, and setpriv is not here (Debian: util-linux).")
    }
    return [setpriv, "--reuid", "postgres", "--regid", "postgres", "--clear-groups"]
  }

  private static func give(_ folder: String) throws {
    // SAFETY: the account's entry is read at once; nothing else here asks for accounts.
    guard let account = unsafe getpwnam("postgres") else {
      throw BenchError("There is no account postgres.")
    }
    let (user, group) = unsafe (account.pointee.pw_uid, account.pointee.pw_gid)
    guard unsafe chown(folder, user, group) == 0 else {
      throw BenchError("\(folder) cannot be given to postgres (errno \(errno)).")
    }
  }
}
