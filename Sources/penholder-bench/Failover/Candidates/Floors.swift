import CPlatform
import Foundation
import Glibc

/// The floor: the kernel tells of a process's death by its pidfd.
struct ProcessDeath: FailoverCandidate {
  var name: String { "floor (pidfd)" }

  func knows(_ situation: Situation) -> Bool {
    if case .killed = situation { return true }
    return false
  }

  func field(_ situation: Situation, in folder: String, servers: Servers) throws -> FailoverField {
    FailoverField(
      contender: { holder in try Worker(ProcessDeathWork(holder: holder)) },
      load: { try Succession.loadElsewhere(folder) }, tellsAll: true)
  }
}

/// Waits for a process's end, then holds.
struct ProcessDeathWork: Work {
  static let kind = "watch-process"
  let holder: Int32?

  func run(_ boss: Boss) throws {
    var descriptor: Int32 = -1
    if let holder {
      descriptor = platform_pidfd_open(holder)
      guard descriptor >= 0 else { throw BenchError("pidfd_open: errno \(-descriptor)") }
    }
    try boss.tell(Ready())
    while descriptor >= 0 && platform_poll_two(descriptor, -1, -1) <= 0 {}
    let now = Clock.now()
    try boss.tell(Took(role: now, commit: now))
    boss.waitForEnd()
  }
}

/// The other floor: a lock that the kernel gives to who waits for it.
struct FileLock: FailoverCandidate {
  var name: String { "floor (OFD lock)" }

  func knows(_ situation: Situation) -> Bool {
    if case .stopped = situation { return false }
    return true
  }

  func field(_ situation: Situation, in folder: String, servers: Servers) throws -> FailoverField {
    let path = folder + "/lock"
    try Data().write(to: URL(fileURLWithPath: path))
    return FailoverField(
      contender: { _ in try Worker(FileLockWork(path: path)) },
      load: { try Succession.loadElsewhere(folder) }, asksHolder: true)
  }
}

/// Waits for a lock, then holds it. Sent a word, it lets go of it; sent another one, it stands again.
struct FileLockWork: Work {
  static let kind = "lock-file"
  let path: String

  func run(_ boss: Boss) throws {
    let descriptor = unsafe Glibc.open(path, O_RDWR | O_CLOEXEC)
    guard descriptor >= 0 else { throw BenchError("\(path): errno \(errno)") }
    try boss.tell(Ready())
    while true {
      try Self.set(descriptor, F_WRLCK)
      let now = Clock.now()
      try boss.tell(Took(role: now, commit: now))
      _ = boss.next()
      try boss.tell(Answered(time: Clock.now()))
      try Self.set(descriptor, F_UNLCK)
      // Else it would have it again before who waits has woken up.
      _ = boss.next()
    }
  }

  private static func set(_ descriptor: Int32, _ type: Int32) throws {
    var lock = flock()
    lock.l_type = Int16(type)
    lock.l_whence = Int16(SEEK_SET)
    lock.l_len = 1
    // SAFETY: the structure outlives the call.
    while unsafe fcntl(descriptor, waitingForOpenFileLock, &lock) != 0 {
      guard errno == EINTR else { throw BenchError("fcntl: errno \(errno)") }
    }
  }

  /// `F_OFD_SETLKW`, which glibc shows to programs that ask for GNU's extensions only.
  private static let waitingForOpenFileLock: Int32 = 38
}
