/// One process of a turn.
struct NotifyWork: Work {
  static let kind = "notify"
  let candidate: String
  let base: String
  let folder: String
  let listeners: Int
  /// A listener's, or -1.
  let number: Int
  let script: Speaking.Script

  func run(_ boss: Boss) throws {
    // A listener listens for ever, but not to a run that has died.
    boss.endWithTheRun()
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
      try Speaking(
        speaker: speaker, board: board, listeners: listeners, jitter: notifier.jitter,
        script: script
      ).run()
    }
  }
}
