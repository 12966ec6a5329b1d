import Foundation

/// A database server's own lock: PostgreSQL's, held by a session.
struct AdvisoryLock: FailoverCandidate {
  var name: String { "PostgreSQL advisory lock" }
  var program: String { "postgres" }
  var companions: [String] { ["initdb"] }
  var package: String { "Debian: postgresql, libpq5" }

  func knows(_ situation: Situation) -> Bool {
    if case .stopped = situation { return false }
    return true
  }

  func field(_ situation: Situation, in folder: String, servers: Servers) throws -> FailoverField {
    let connection = try servers.postgreSQL(.disk).connection
    try PostgreSQLClient(connection).makeRows()
    return FailoverField(
      contender: { _ in try Worker(AdvisoryLockWork(connection: connection)) },
      load: { try Succession.loadElsewhere(folder) }, asksHolder: true)
  }
}

/// Waits for the lock, then holds it and writes. Sent a word, it lets go of it; sent
/// another one, it stands again.
struct AdvisoryLockWork: Work {
  static let kind = "lock-in-postgresql"
  let connection: String

  func run(_ boss: Boss) throws {
    let client = try PostgreSQLClient(connection)
    try client.prepareInsertion()
    try boss.tell(Ready())
    while true {
      try client.execute("SELECT pg_advisory_lock(1)")
      let role = Clock.now()
      try client.run(["0", "0", WrittenRow.text])
      try boss.tell(Took(role: role, commit: Clock.now()))
      _ = boss.next()
      try boss.tell(Answered(time: Clock.now()))
      try client.execute("SELECT pg_advisory_unlock(1)")
      _ = boss.next()
    }
  }
}
