import Foundation

/// No database, but a server that many would take: a list that each appends to.
struct RedisWrites: WritesCandidate {
  var name: String { "Redis" }
  var program: String { "redis-server" }
  var package: String { "Debian: redis-server" }

  func staff(_ one: WritesCase, in folder: String, servers: Servers) throws -> WritesStaff {
    let fsync = one.durability == .full ? "always" : "everysec"
    let server = try RedisServer(in: folder, fsync: fsync, programs: servers.programs)
    let writers = try (1...one.tabs).map {
      try Worker(RedisWritesWork(socket: server.socket, writer: $0, inFlight: one.inFlight))
    }
    return WritesStaff(writers: writers, server: server.child)
  }
}

/// One row a command.
struct RedisWritesWork: Work {
  static let kind = "write-to-redis"
  let socket: String
  let writer: Int
  let inFlight: Int

  func run(_ boss: Boss) throws {
    let client = try RedisClient(socket)
    let window = try boss.window()
    var number = 0
    func command() -> [UInt8] {
      number += 1
      return RedisClient.command(["RPUSH", "rows:\(writer)", "\(number) \(WrittenRow.text)"])
    }
    var tally = Tally()
    var sent: [UInt64] = []
    func send(_ count: Int) throws {
      sent += Array(repeating: Clock.now(), count: count)
      try client.send((0..<count).flatMap { _ in command() })
    }
    try send(inFlight)
    while !sent.isEmpty {
      let count = try client.answers().count
      let now = Clock.now()
      for begin in sent.prefix(count) { tally.take(from: begin, to: now, in: window) }
      sent.removeFirst(count)
      if now < window.end { try send(count) }
    }
    try boss.tell(tally)
    boss.waitForEnd()
  }
}
