import Foundation

/// One app in its terminal, from its start to its end.
struct ScreenSession {
  let terminal: Pseudoterminal
  let launch: Launch
  private(set) var startTime: UInt64 = 0
  /// All that the first screen wrote.
  private(set) var firstScreen: [UInt8] = []

  /// Starts the app and waits until `landmark` is on the screen, then until the screen is quiet.
  /// Without a landmark, any bytes will do.
  init(_ launch: Launch, home: String, landmark: String?) throws {
    self.launch = launch
    for lock in launch.locks where FileManager.default.fileExists(atPath: lock) {
      try FileManager.default.removeItem(atPath: lock)
    }
    terminal = try Pseudoterminal(
      launch.words,
      environment: ScreenSetting.environment(home: home).merging(launch.environment) { $1 },
      columns: ScreenSetting.columns, rows: ScreenSetting.rows, raw: launch.raw)
    var search = TextSearch(landmark ?? "")
    var settling = Settling(
      start: terminal.started, quiet: landmark == nil ? .milliseconds(1_000) : ScreenSetting.quiet,
      limit: ScreenSetting.patience)
    while let piece = try terminal.read(
      until: search.isFound ? settling.deadline : terminal.started + ScreenSetting.patience)
    {
      firstScreen += piece.bytes
      settling.take(piece.bytes.count, at: piece.time)
      let wasFound = search.isFound
      search.take(piece.bytes)
      if search.isFound, !wasFound { startTime = piece.time - terminal.started }
      if piece.time > settling.start + settling.limit { break }
    }
    guard search.isFound else {
      throw BenchError("\(launch.words[0]) did not show \(landmark ?? "anything").")
    }
  }

  /// Presses keys, waits until the answer is over, and keeps the pace of keys.
  @discardableResult
  func press(_ keys: String, quiet: UInt64 = ScreenSetting.quiet) throws -> Settling {
    var settling = Settling(start: Clock.now(), quiet: quiet, limit: .milliseconds(5_000))
    try terminal.type(keys)
    while let piece = try terminal.read(until: settling.deadline) {
      settling.take(piece.bytes.count, at: piece.time)
    }
    // What comes after the answer belongs to it as well, for its bytes are written too.
    _ = try swallow(until: settling.start + ScreenSetting.pace)
    return settling
  }

  /// Brings the cursor into the list. What an app does first there, it does unhurriedly.
  func focus() throws {
    for key in launch.focus { try press(key, quiet: .milliseconds(500)) }
  }

  /// Reads what is written until then; how many bytes it was.
  func swallow(until deadline: UInt64) throws -> Int {
    var count = 0
    while Clock.now() < deadline, let piece = try terminal.read(until: deadline) {
      count += piece.bytes.count
    }
    return count
  }

  func end() { terminal.end(gently: launch.endsGently) }
}
