import Foundation
import Penholder

/// Ourselves: tabs that succeed one another.
struct Succession: FailoverCandidate {
  static let name = "penholder"
  var name: String { Self.name }

  func knows(_ situation: Situation) -> Bool { true }

  func field(_ situation: Situation, in folder: String, servers: Servers) throws -> FailoverField {
    let path = try WrittenRow.database(in: folder, durability: .full)
    var lease: Int?
    if case .stopped(let milliseconds) = situation { lease = milliseconds }
    return FailoverField(
      contender: { _ in try Worker(StandingWork(path: path, lease: lease)) },
      load: { try Self.load(path) },
      asker: { try Worker(AskingWork(path: path)) })
  }

  /// Two observers that keep four writes each on their way, to the end of the run.
  static func load(_ path: String) throws -> [Worker] {
    let workers = try (1...2).map {
      try Worker(QueueingWork(path: path, writer: $0, inFlight: 4, isObserver: true))
    }
    for worker in workers {
      try worker.waitUntilReady()
      let window = Window(warmth: 0, length: .milliseconds(3_600_000))
      try worker.child.send(String(decoding: try JSONEncoder().encode(window), as: UTF8.self))
    }
    return workers
  }

  /// A group of ours elsewhere, so that the others are measured beside the same load.
  static func loadElsewhere(_ folder: String) throws -> [Worker] {
    let path = folder + "/load.sqlite"
    let leader = try Worker(LeadingWork(path: path, durability: .full))
    try leader.waitUntilReady()
    return [leader] + (try load(path))
  }
}

/// A tab that stands for election; it tells each time it leads, and when its first own write was
/// committed. Sent a word, it asks for leadership and tells when it asked.
struct StandingWork: Work {
  static let kind = "stand"
  let path: String
  let lease: Int?

  func run(_ boss: Boss) throws {
    let database = try openTab(path) { if let lease { $0.lease = .milliseconds(lease) } }
    let (told, teller) = AsyncStream<UInt64>.makeStream()
    let subscription = database.onRoleChange { change in
      if change.role == .leader { teller.yield(Clock.now()) }
    }
    if database.lastRoleChange?.role == .leader { teller.yield(Clock.now()) }
    // As an app would: told on the library's thread, it writes in a task.
    Task.detached {
      for await role in told {
        do {
          try await database.write {
            try $0.execute(sql: WrittenRow.insertion, arguments: [0, 0, WrittenRow.text])
          }
          try boss.tell(Took(role: role, commit: Clock.now()))
        } catch {
          try boss.tell(Complaint(complaint: "\(error)"))
        }
      }
    }
    try boss.tell(Ready())
    while true {
      _ = boss.next()
      let begin = Clock.now()
      Task.detached { _ = try await database.requestLeadership() }
      try boss.tell(Answered(time: begin))
      withExtendedLifetime(subscription) {}
    }
  }
}

/// An observer that queues a write whenever it is sent a word.
struct AskingWork: Work {
  static let kind = "ask"
  let path: String

  func run(_ boss: Boss) throws {
    let database = try openTab(path) { $0.isObserver = true }
    try boss.tell(Ready())
    while true {
      _ = boss.next()
      let request = WriteRequest(
        WrittenRow.insertion, arguments: [0, 0, WrittenRow.text])
      database.queueWrite(request, timeout: .seconds(20)) { result in
        let now = Clock.now()
        do {
          switch result {
          case .success: try boss.tell(Answered(time: now))
          case .failure(let error): try boss.tell(Complaint(complaint: "\(error)"))
          }
        } catch {
          // Whoever listened has gone, and so shall we.
          exit(1)
        }
      }
    }
  }
}
