import Foundation
import Glibc

/// A coordination service's lock: etcd's, under a lease of the shortest time.
struct EtcdLock: FailoverCandidate {
  var name: String { "etcd lock, 1 s lease" }
  var program: String { "etcd" }
  var package: String { "Debian: etcd-server" }

  func knows(_ situation: Situation) -> Bool { situation == .killed(loaded: false) }

  func field(_ situation: Situation, in folder: String, servers: Servers) throws -> FailoverField {
    let server = try EtcdServer(in: folder, programs: servers.programs)
    return FailoverField(
      contender: { _ in try Worker(EtcdLockWork(port: server.port)) }, server: server.child)
  }
}

/// Waits for the lock, then holds it by keeping its lease alive and writes.
struct EtcdLockWork: Work {
  static let kind = "lock-in-etcd"
  let port: UInt16

  func run(_ boss: Boss) throws {
    let client = EtcdClient(port: port)
    let lease = try client.grantLease(seconds: 1)
    let thread = Thread {
      // The lease ends with the process; a refused renewal shows as a lock that never comes.
      while (try? client.keepAlive(lease)) != nil { usleep(300_000) }
    }
    thread.start()
    try boss.tell(Ready())
    try client.lock("pen", lease: lease)
    let role = Clock.now()
    try client.put("row", WrittenRow.text)
    try boss.tell(Took(role: role, commit: Clock.now()))
    boss.waitForEnd()
  }
}
