import Foundation
import Penholder
import Synchronization

/// Ourselves: followers that queue their writes to a leader, which does nothing else.
struct Queueing: WritesCandidate {
  static let name = "penholder"
  var name: String { Self.name }

  func staff(_ one: WritesCase, in folder: String, servers: Servers) throws -> WritesStaff {
    let path = folder + "/rows.sqlite"
    let leader = try Worker(LeadingWork(path: path, durability: one.durability))
    try leader.waitUntilReady()
    let writers = try (1...one.tabs).map {
      try Worker(QueueingWork(path: path, writer: $0, inFlight: one.inFlight))
    }
    return WritesStaff(writers: writers, others: [leader])
  }
}

/// A tab that leads.
struct LeadingWork: Work {
  static let kind = "lead"
  let path: String
  let durability: WritesCase.Durability

  func run(_ boss: Boss) throws {
    let database = try openTab(path, leads: true) {
      $0.durability = durability == .full ? .full : .normal
    }
    try blocking { try await database.write { try $0.execute(sql: WrittenRow.schema) } }
    try boss.tell(Ready())
    withExtendedLifetime(database) { boss.waitForEnd() }
  }
}

/// A follower that keeps so many writes on their way.
struct QueueingWork: Work {
  static let kind = "queue"
  let path: String
  let writer: Int
  let inFlight: Int
  var isObserver = false

  func run(_ boss: Boss) throws {
    let database = try openTab(path) { $0.isObserver = isObserver }
    let window = try boss.window()
    let flight = Flight(database, writer: writer, window: window)
    try boss.tell(try flight.run(inFlight))
    withExtendedLifetime(database) { boss.waitForEnd() }
  }
}

/// Writes on their way: whenever one is answered, another one is sent.
private final class Flight: Sendable {
  private let database: MultiTabDatabase
  private let writer: Int
  private let window: Window
  private let state = Mutex(State())
  private let landed = DispatchSemaphore(value: 0)

  private struct State {
    var tally = Tally()
    var number = 0
    var error: (any Error)?
  }

  init(_ database: MultiTabDatabase, writer: Int, window: Window) {
    (self.database, self.writer, self.window) = (database, writer, window)
  }

  /// Until all have been answered after the window's end.
  func run(_ count: Int) throws -> Tally {
    for _ in 0..<count { send() }
    for _ in 0..<count { landed.wait() }
    let state = self.state.withLock { $0 }
    if let error = state.error { throw error }
    return state.tally
  }

  private func send() {
    let number = state.withLock { state in
      state.number += 1
      return state.number
    }
    let request = WriteRequest(
      WrittenRow.insertion, arguments: [writer, number, WrittenRow.text])
    let begin = Clock.now()
    database.queueWrite(request, timeout: .seconds(30)) { [self] result in
      let end = Clock.now()
      let goesOn = state.withLock { state in
        switch result {
        case .success: state.tally.take(from: begin, to: end, in: window)
        case .failure(let error): state.error = state.error ?? error
        }
        return state.error == nil && end < window.end
      }
      if goesOn { send() } else { landed.signal() }
    }
  }
}
