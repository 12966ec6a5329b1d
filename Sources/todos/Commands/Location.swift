import ArgumentParser
import CommandLineKit
import Foundation

/// Which database: `--db`, else `$TODOS_DB`, else the user's data folder.
struct Location: ParsableArguments {
  @Option(
    name: .customLong("db"),
    help: ArgumentHelp(
      "The database (default: $TODOS_DB, or todos/todos.sqlite in the user's data folder).",
      valueName: "path"), completion: .file())
  var database: String?

  /// Where the database is, or will be.
  ///
  /// - Throws: `Failure` when not even a home folder is known.
  func path() throws -> String { try Self.path(database) }

  private static func path(_ database: String?) throws -> String {
    if let database {
      guard !database.isEmpty else { throw Failure("--db needs a path.", exit: 64) }
      return expanded(database)
    }
    let environment = ProcessInfo.processInfo.environment
    if let path = environment["TODOS_DB"], !path.isEmpty { return expanded(path) }
    // The standard says to ignore what is not absolute.
    if let data = environment["XDG_DATA_HOME"], data.hasPrefix("/") {
      return data + "/todos/todos.sqlite"
    }
    guard let home = environment["HOME"], home.hasPrefix("/") else {
      throw Failure(
        "HOME is not set, so there is no place for the list. Name one with --db PATH.", exit: 64)
    }
    return home + "/.local/share/todos/todos.sqlite"
  }

  /// Where the database is; its folder is made if there is none.
  func pathWithFolder() throws -> String { try Self.pathWithFolder(database) }

  /// Where the database is, with what was named, if anything was; its folder is made if there is none.
  static func pathWithFolder(_ database: String?) throws -> String {
    let path = try path(database)
    let folder = path.lastIndex(of: "/").map { String(path[...$0]) } ?? "."
    if isFolder(folder) { return path }
    do {
      try FileManager.default.createDirectory(
        atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    } catch {
      throw Failure(
        "The folder \(folder) cannot be made. Choose another database with --db.", exit: 73)
    }
    return path
  }

  private static func isFolder(_ path: String) -> Bool {
    var status = stat()
    // SAFETY: the structure outlives the call.
    return unsafe stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }

  /// Where the database is, if there is one.
  ///
  /// - Throws: `Failure` when the user named one that does not exist.
  func existingPath() throws -> String? {
    let path = try path()
    if FileManager.default.fileExists(atPath: path) { return path }
    if database != nil {
      throw Failure(
        "There is no database at \(path). `todos add` makes one there.", exit: 66)
    }
    return nil
  }

  /// Where the database is, which there must be.
  ///
  /// - Throws: `Failure` when there is none.
  func requiredPath() throws -> String {
    if let path = try existingPath() { return path }
    throw Failure(
      "There is no list at \(try path()) yet. `todos add` makes one.", exit: EX_NOINPUT)
  }

  private static func expanded(_ path: String) -> String {
    (path as NSString).expandingTildeInPath
  }
}
