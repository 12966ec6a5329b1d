import Foundation
import Glibc

/// A lock with an expiry, as many take it: `SET lock ME NX PX 1000`, tried again every 10 ms.
struct RedisLock: FailoverCandidate {
  var name: String { "Redis lock, 1 s expiry" }
  var program: String { "redis-server" }
  var package: String { "Debian: redis-server" }

  func knows(_ situation: Situation) -> Bool { situation == .killed(loaded: false) }

  func field(_ situation: Situation, in folder: String, servers: Servers) throws -> FailoverField {
    let server = try RedisServer(in: folder, fsync: "always", programs: servers.programs)
    return FailoverField(
      contender: { _ in try Worker(RedisLockWork(socket: server.socket)) }, server: server.child)
  }
}

/// Tries to take the lock, then holds it by renewing it and writes.
struct RedisLockWork: Work {
  static let kind = "lock-in-redis"
  let socket: String

  func run(_ boss: Boss) throws {
    let client = try RedisClient(socket)
    try boss.tell(Ready())
    // Trying again is this lock's way: nothing tells.
    while try client.ask(["SET", "lock", "\(getpid())", "NX", "PX", "1000"]) != "+OK" {
      usleep(10_000)
    }
    let role = Clock.now()
    try client.ask(["RPUSH", "rows", WrittenRow.text])
    try boss.tell(Took(role: role, commit: Clock.now()))
    while true {
      try client.ask(["PEXPIRE", "lock", "1000"])
      usleep(300_000)
    }
  }
}
