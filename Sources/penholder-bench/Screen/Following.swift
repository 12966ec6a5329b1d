/// Two tabs of ours on one list: what one saves, the other one shows.
struct Following {
  let writer: ScreenSession
  let reader: ScreenSession

  /// Opens both on the list; the first one leads.
  init(_ launch: Launch, home: String, landmark: String) throws {
    writer = try ScreenSession(launch, home: home, landmark: landmark)
    reader = try ScreenSession(launch, home: home, landmark: landmark)
    // The first one hears of the second one and says so.
    _ = try writer.swallow(until: Clock.now() + .milliseconds(500))
  }

  /// Edits the first row and times from Enter until its text has come to the other screen.
  func commits(_ count: Int) throws -> Round? {
    var recorder = Recorder()
    for number in 0...count {
      // To the end, the last word away, another one in its place: in one go, since a key that
      // changes nothing on the screen would be waited for in vain.
      let word = Self.word(number)
      try writer.press("e\u{5}\u{17}" + word)
      _ = try reader.swallow(until: Clock.now() + .milliseconds(150))
      let entered = Clock.now()
      try writer.terminal.type("\r")
      let shown = try wait(for: word, since: entered)
      // The first one is for warmth.
      if number > 0 { recorder.record(shown - entered) }
      _ = try writer.swallow(until: Clock.now() + .milliseconds(100))
    }
    return recorder.round()
  }

  func end() {
    reader.end()
    writer.end()
  }

  /// A word no letter of which stands in the same place of the one before: a screen that writes only
  /// what has changed must write all of it.
  static func word(_ number: Int) -> String {
    let letters = Array("abcdefghijklmnopqrstuvwxyz")
    return String((0..<8).map { letters[(number * 7 + $0) % letters.count] })
  }

  private func wait(for word: String, since start: UInt64) throws -> UInt64 {
    var search = TextSearch(word)
    while let piece = try reader.terminal.read(until: start + .milliseconds(10_000)) {
      search.take(piece.bytes)
      if search.isFound { return piece.time }
    }
    throw BenchError("What one tab saved did not come to the other one's screen.")
  }
}
