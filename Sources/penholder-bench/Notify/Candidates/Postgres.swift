import Foundation

/// PostgreSQL's LISTEN and NOTIFY, in a cluster of our own.
struct Postgres: Notifier {
  /// Whether a row is inserted in the same transaction, and the whole is measured.
  let withCommit: Bool

  static let name = "PostgreSQL LISTEN/NOTIFY"
  var name: String { withCommit ? "PostgreSQL INSERT + NOTIFY" : Self.name }
  var program: String { "postgres" }
  var companions: [String] { ["initdb"] + (geteuid() == 0 ? ["setpriv"] : []) }
  var libraries: [String] { [Libpq.name] }
  var package: String { "Debian: postgresql, libpq5" }
  var canTellNobody: Bool { !withCommit }

  private static func place(_ base: String) -> String { base + "/postgres" }

  private static func connect(_ base: String) throws -> PostgreSQLClient {
    try PostgreSQLClient(PostgreSQLServer.connection(place(base)))
  }

  func serve(in folder: String, programs: Programs) throws -> AnyObject? {
    let place = Self.place(folder)
    // One server is enough for both.
    if FileManager.default.fileExists(atPath: place) { return nil }
    try FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: true)
    let server = try PostgreSQLServer(in: place, programs: programs)
    try Self.connect(folder).execute(
      "CREATE TABLE IF NOT EXISTS note(id bigserial PRIMARY KEY, text text)")
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
      session: try Postgres.connect(post.base), channel: Self.channel(post),
      withCommit: withCommit)
  }

  func listener(_ post: Post) throws -> any Listener {
    let session = try Postgres.connect(post.base)
    try session.execute("LISTEN \(Self.channel(post))")
    return Listening(session: session)
  }

  private struct Notifying: Speaker {
    let session: PostgreSQLClient
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
    let session: PostgreSQLClient

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
