extension ScreenSession {
  /// Keys' answers: how long each took, and what it wrote.
  struct Answers {
    var durations = Recorder()
    var bytes = Recorder()

    mutating func take(_ answer: Settling) {
      // A key without an answer is not quick: it did nothing.
      guard let duration = answer.duration else { return }
      durations.record(duration)
      bytes.record(UInt64(answer.bytes))
    }
  }

  /// As many rows down and up again stay within every candidate's window.
  private static let walk = 8

  /// Moves down, and back, within the window. Ends where it began.
  func moveWithin(_ keys: Int) throws -> Answers {
    var answers = Answers()
    // Both ways once for warmth.
    try press(launch.down)
    try press(launch.up)
    var left = keys
    while left > 0 {
      let steps = min(left, Self.walk)
      for _ in 0..<steps { answers.take(try press(launch.down)) }
      for _ in 0..<steps { try press(launch.up) }
      left -= steps
    }
    return answers
  }

  /// Moves down where every step scrolls.
  func moveBelow(_ keys: Int) throws -> Answers {
    var answers = Answers()
    for _ in 0..<ScreenSetting.rows { try press(launch.down) }
    for _ in 0..<keys { answers.take(try press(launch.down)) }
    return answers
  }
}
