import Glibc

/// What a speaker does in its turn: the same for every candidate.
struct Speaking {
  let speaker: any Speaker
  let board: Board
  let listeners: Int
  /// By chance, besides the pace.
  let jitter: UInt64
  let script: Script

  /// How much is told.
  struct Script: Codable, Equatable, Sendable {
    /// Events one by one.
    var spaced: Int
    /// Groups of events without a pause.
    var bursts: Int
    /// The most that each of these two parts may take, in nanoseconds.
    var time: UInt64
    /// Batches of events that nobody hears.
    var batches: Int
  }

  /// Time between two events, at least.
  static let pace = UInt64.milliseconds(2)
  /// Events in a burst.
  static let burst: UInt64 = 64
  /// Events in a batch that nobody hears.
  static let batch = 500
  /// Events before anything counts.
  private static let warmUp: UInt64 = 30
  /// Who has not heard an event by then has missed it.
  private static let patience = UInt64.milliseconds(500)

  func run() throws {
    if listeners == 0 || (script.spaced == 0 && script.bursts == 0) { return try tellNobody() }
    var index: UInt64 = 0
    func tellNext() throws {
      index += 1
      try speaker.tell(index, board)
      board.finish(index)
    }
    // Some connect in the background: they are ready once they have heard something.
    let limit = Clock.now() + .milliseconds(20_000)
    var isHeard = false
    while index < Self.warmUp || !isHeard {
      guard Clock.now() < limit, index < 1_000 else { throw BenchError("nobody heard anything") }
      try tellNext()
      isHeard = isHeardInTime(index, patience: .milliseconds(200))
    }
    let spaced = index + 1
    var end = Clock.now() + script.time
    for _ in 0..<script.spaced where Clock.now() < end {
      sleep(Self.pace + UInt64.random(in: 0...jitter))
      try tellNext()
      _ = isHeardInTime(index, patience: Self.patience)
    }
    let bursts = index + 1
    end = Clock.now() + script.time
    for _ in 0..<script.bursts where Clock.now() < end {
      sleep(Self.pace + UInt64.random(in: 0...jitter))
      for _ in 0..<Self.burst { try tellNext() }
      _ = isHeardInTime(index, patience: Self.patience)
    }
    board.set(spaced: spaced, bursts: bursts, end: index + 1)
  }

  /// Says how many nanoseconds an event takes, batch by batch; a third is for warmth.
  private func tellNobody() throws {
    var index: UInt64 = 0
    for batch in 0..<script.batches * 3 / 2 {
      let start = Clock.now()
      for _ in 0..<Self.batch {
        index += 1
        try speaker.tell(index, nil)
      }
      let time = (Clock.now() - start) / UInt64(Self.batch)
      if batch >= script.batches / 2 { board.note(time, at: UInt64(batch - script.batches / 2)) }
      // What was told may have woken somebody of our own.
      sleep(.milliseconds(1))
    }
    board.set(spaced: 0, bursts: 0, end: UInt64(script.batches))
  }

  private func isHeardInTime(_ index: UInt64, patience: UInt64) -> Bool {
    let limit = Clock.now() + patience + jitter
    while !board.haveAllHeard(index) {
      if Clock.now() > limit { return false }
      sleep(100_000)
    }
    return true
  }

  private func sleep(_ nanoseconds: UInt64) {
    usleep(UInt32(nanoseconds / 1_000))
  }
}
