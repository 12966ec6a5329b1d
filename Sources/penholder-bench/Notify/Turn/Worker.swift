import ArgumentParser

/// One process of a turn: this program, started by itself.
struct NotifyWorker: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "notify-worker", abstract: "One process of a measurement.", shouldDisplay: false)

  @Option var candidate: String
  @Option var base: String
  @Option var folder: String
  @Option var listeners: Int
  /// A listener's, or -1.
  @Option(parsing: .unconditional) var number: Int
  @Option var spaced: Int
  @Option var bursts: Int
  @Option var time: UInt64
  @Option var batches: Int

  /// The arguments that start one.
  static func arguments(
    _ candidate: String, _ post: Post, _ script: Speaking.Script, number: Int
  ) -> [String] {
    [
      "notify-worker", "--candidate", candidate, "--base", post.base, "--folder", post.folder,
      "--listeners", "\(post.listeners)", "--number", "\(number)", "--spaced", "\(script.spaced)",
      "--bursts", "\(script.bursts)", "--time", "\(script.time)", "--batches",
      "\(script.batches)",
    ]
  }

  func run() throws {
    guard let notifier = Notifiers.all.first(where: { $0.name == candidate }) else {
      throw BenchError("There is no candidate \(candidate).")
    }
    let board = try Board.open(Turn.board(folder), listeners: listeners)
    let post = Post(
      base: base, folder: folder, listeners: listeners, number: number, board: board)
    if number >= 0 {
      let listener = try notifier.listener(post)
      board.listenerIsReady(number)
      try listener.listen(Ear(board: board, number: number))
    } else {
      let speaker = try notifier.speaker(post)
      board.speakerIsReady()
      board.awaitStart()
      let script = Speaking.Script(
        spaced: spaced, bursts: bursts, time: time, batches: batches)
      try Speaking(
        speaker: speaker, board: board, listeners: listeners, jitter: notifier.jitter,
        script: script
      ).run()
    }
  }
}
