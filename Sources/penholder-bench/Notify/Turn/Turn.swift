import Foundation

/// One candidate's turn in one round: its processes, from their start to their end.
final class Turn {
  private let notifier: any Notifier
  private let post: Post
  private let script: Speaking.Script
  private let cleanUp: () -> Void
  private var speaker: Worker?
  private var listeners: [Worker] = []

  /// Where the board of a turn is.
  static func board(_ folder: String) -> String { folder + "/board" }

  /// Starts the processes; returns when all are ready.
  init(
    _ notifier: any Notifier, listeners count: Int, script: Speaking.Script, base: String,
    folder: String
  ) throws {
    self.notifier = notifier
    self.script = script
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    post = Post(
      base: base, folder: folder, listeners: count, number: -1,
      board: try Board.make(Self.board(folder), in: folder, listeners: count))
    cleanUp = try notifier.prepare(post)
    let speaker = try start(-1)
    self.speaker = speaker
    try wait(for: [speaker]) { post.board.isSpeakerReady }
    for number in 0..<count { listeners.append(try start(number)) }
    try wait(for: listeners) { (0..<count).allSatisfy { post.board.isListenerReady($0) } }
  }

  deinit {
    for worker in listeners { worker.child.end(by: SIGKILL) }
    speaker?.child.end(by: SIGKILL)
    cleanUp()
    // What is left behind is removed with the run's folder.
    try? FileManager.default.removeItem(atPath: post.folder)
  }

  private func start(_ number: Int) throws -> Worker {
    try Worker(
      NotifyWork(
        candidate: notifier.name, base: post.base, folder: post.folder, listeners: post.listeners,
        number: number, script: script))
  }

  /// Lets all of them stand still: they hear nothing and wait for nothing, once they have been woken.
  func stopListeners() { for worker in listeners { worker.child.stop() } }

  /// Lets the speaker speak; returns the board when it has ended.
  func speak() throws -> Board {
    post.board.start()
    guard let speaker else { preconditionFailure("a turn has its speaker") }
    var status: Int32?
    try wait(for: listeners) {
      status = speaker.child.ending()
      return status != nil
    }
    guard status == 0 else { throw speaker.reason }
    return post.board
  }

  /// The processes, the speaker first.
  var processes: [Int32] { ([speaker].compactMap { $0 } + listeners).map(\.child.process) }

  private func wait(for workers: [Worker], until isDone: () -> Bool) throws {
    let limit = Clock.now() + .milliseconds(60_000)
    while !isDone() {
      for worker in workers where worker.child.ending() != nil { throw worker.reason }
      guard Clock.now() < limit else { throw BenchError("it takes more than a minute") }
      usleep(2_000)
    }
  }
}
