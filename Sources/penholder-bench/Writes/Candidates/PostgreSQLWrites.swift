import Foundation

/// A database server instead: each process a connection, several in flight by its pipeline mode.
struct PostgreSQLWrites: WritesCandidate {
  var name: String { "PostgreSQL" }
  var program: String { "postgres" }
  var companions: [String] { ["initdb"] }
  var package: String { "Debian: postgresql, libpq5" }

  func staff(_ one: WritesCase, in folder: String, servers: Servers) throws -> WritesStaff {
    let connection = try servers.postgreSQL(one.place).connection
    try PostgreSQLClient(connection).makeRows()
    return WritesStaff(
      writers: try (1...one.tabs).map {
        try Worker(
          PostgreSQLWritesWork(
            connection: connection, writer: $0, inFlight: one.inFlight, durability: one.durability))
      })
  }
}

/// One row a transaction.
struct PostgreSQLWritesWork: Work {
  static let kind = "write-to-postgresql"
  let connection: String
  let writer: Int
  let inFlight: Int
  let durability: WritesCase.Durability

  func run(_ boss: Boss) throws {
    let client = try PostgreSQLClient(connection)
    // Without it, a commit survives the server's death, not a power failure: NORMAL.
    if durability == .normal { try client.execute("SET synchronous_commit TO off") }
    try client.prepareInsertion()
    if inFlight > 1 { try client.beginPipeline() }
    let window = try boss.window()
    var number = 0
    func arguments() -> [String] {
      number += 1
      return ["\(writer)", "\(number)", WrittenRow.text]
    }
    if inFlight == 1 {
      try boss.tell(try Tally.closedLoop(window) { try client.run(arguments()) })
      boss.waitForEnd()
    }
    var tally = Tally()
    var sent: [UInt64] = []
    for _ in 0..<inFlight {
      sent.append(Clock.now())
      try client.send(arguments())
    }
    while !sent.isEmpty {
      try client.receive()
      let now = Clock.now()
      tally.take(from: sent.removeFirst(), to: now, in: window)
      if now < window.end {
        sent.append(now)
        try client.send(arguments())
      }
    }
    try boss.tell(tally)
    boss.waitForEnd()
  }
}
