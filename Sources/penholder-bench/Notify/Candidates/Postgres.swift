import Foundation

/// PostgreSQL's LISTEN and NOTIFY, in a cluster of our own.
struct Postgres: Notifier {
  fileprivate static let library = "libpq.so.5"
  /// Whether a row is inserted in the same transaction, and the whole is measured.
  let withCommit: Bool

  static let name = "PostgreSQL LISTEN/NOTIFY"
  var name: String { withCommit ? "PostgreSQL INSERT + NOTIFY" : Self.name }
  var program: String { "postgres" }
  var companions: [String] { ["initdb"] + (geteuid() == 0 ? ["runuser"] : []) }
  var libraries: [String] { [Self.library] }
  var package: String { "Debian: postgresql, libpq5" }
  var canTellNobody: Bool { !withCommit }

  /// Where Debian has the server's programs, the newest first.
  static var folders: [String] {
    let versions = "/usr/lib/postgresql"
    // Without the folder, there is no server.
    let names = (try? FileManager.default.contentsOfDirectory(atPath: versions)) ?? []
    return names.sorted { (Int($0) ?? 0) > (Int($1) ?? 0) }.map { "\(versions)/\($0)/bin" }
  }

  private static func place(_ base: String) -> String { base + "/postgres" }
  private static func connection(_ base: String) -> String {
    "host=\(place(base)) user=postgres dbname=postgres"
  }

  func serve(in folder: String, programs: Programs) throws -> Child? {
    let place = Self.place(folder)
    // One server is enough for both.
    if FileManager.default.fileExists(atPath: place) { return nil }
    try FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: true)
    var prefix: [String] = []
    if geteuid() == 0 {
      // It refuses to be run by root.
      prefix = [programs.find("runuser") ?? "runuser", "-u", "postgres", "--"]
      guard let user = unsafe getpwnam("postgres"),
        unsafe chown(place, user.pointee.pw_uid, user.pointee.pw_gid) == 0
      else { throw BenchError("there is no user postgres to run it") }
    }
    let data = place + "/data"
    let log = folder + "/postgres.log"
    let setUp = try Child(
      prefix + [
        programs.find("initdb") ?? "initdb", "-D", data, "-U", "postgres", "--auth=trust",
        "--no-sync", "--locale=C", "-E", "UTF8",
      ], errors: log)
    var status: Int32?
    while status == nil {
      status = setUp.ending()
      usleep(10_000)
    }
    guard status == 0 else { throw BenchError(setUp.lastWords) }
    let server = try Child(
      prefix + [
        programs.find(program) ?? program, "-D", data, "-c", "listen_addresses=", "-c",
        "unix_socket_directories=\(place)", "-c", "max_connections=150",
      ], errors: log)
    try server.wait {
      guard let session = try? PostgresSession(Self.connection(folder)) else { return false }
      try session.execute("CREATE TABLE IF NOT EXISTS note(id bigserial PRIMARY KEY, text text)")
      return true
    }
    return server
  }

  /// Turns have channels of their own.
  private static func channel(_ post: Post) -> String {
    "c"
      + String(post.folder.filter { $0.isASCII && ($0.isLetter || $0.isNumber) }.suffix(40))
      .lowercased()
  }

  func speaker(_ post: Post) throws -> any Speaker {
    Notifying(
      session: try PostgresSession(Self.connection(post.base)), channel: Self.channel(post),
      withCommit: withCommit)
  }

  func listener(_ post: Post) throws -> any Listener {
    let session = try PostgresSession(Self.connection(post.base))
    try session.execute("LISTEN \(Self.channel(post))")
    return Listening(session: session)
  }

  private struct Notifying: Speaker {
    let session: PostgresSession
    let channel: String
    let withCommit: Bool

    func tell(_ index: UInt64, _ board: Board?) throws {
      let notice = "NOTIFY \(channel), '\(index)'"
      board?.stamp(index)
      try session.execute(
        withCommit
          ? "INSERT INTO note(text) VALUES ('something to remember'); \(notice)" : notice)
    }
  }

  private struct Listening: Listener {
    let session: PostgresSession

    func listen(_ ear: Ear) throws {
      while true {
        for text in try session.notices() {
          guard let index = UInt64(text) else { throw BenchError("PostgreSQL said \(text)") }
          ear.hears(index)
        }
      }
    }
  }
}
