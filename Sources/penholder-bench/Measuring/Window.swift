/// When to measure: what ends before `start` is for warmth.
struct Window: Codable, Sendable {
  let start: UInt64
  let end: UInt64

  /// From soon on, when everybody has been told.
  init(warmth: UInt64, length: UInt64) {
    start = Clock.now() + .milliseconds(20) + warmth
    end = start + length
  }

  /// In seconds.
  var length: Double { Double(end - start) / 1e9 }
}

/// What one process did in a window.
struct Tally: Codable, Sendable {
  /// How many ended within the window.
  private(set) var count = 0
  /// How long each took.
  private(set) var durations = Recorder()
  /// Takes what is for warmth, so that its room in memory is there when it counts: many that make room at
  /// one time would measure that.
  private var warming = Recorder()
  private var isWarm = false

  private enum CodingKeys: CodingKey { case count, durations }

  init() {}

  /// Takes one that began and ended then. One that began in the window and ended after it is no
  /// throughput, but its duration counts: whoever starves would be seen nowhere else.
  mutating func take(from begin: UInt64, to end: UInt64, of one: Int = 1, in window: Window) {
    guard end >= window.start else {
      warming.record(end - begin)
      isWarm = true
      return
    }
    if isWarm {
      warming.forget()
      swap(&durations, &warming)
      isWarm = false
    }
    if end < window.end { count += one }
    durations.record(end - begin)
  }

  /// One after the other until the window has ended.
  static func closedLoop(
    _ window: Window, rows: Int = 1, _ body: () throws -> Void
  ) rethrows -> Tally {
    var tally = Tally()
    while true {
      let begin = Clock.now()
      if begin >= window.end { return tally }
      try body()
      tally.take(from: begin, to: Clock.now(), of: rows, in: window)
    }
  }
}
