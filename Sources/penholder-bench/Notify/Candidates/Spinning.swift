/// Who looks all the time hears first, and burns a processor for it.
struct Spinning: Notifier {
  var name: String { "spinning" }
  /// More would only take the processors from each other.
  var limit: Int { 1 }
  var canTellNobody: Bool { true }

  func speaker(_ post: Post) throws -> any Speaker {
    Stamping(word: try FutexWord(post.folder + "/word"))
  }
  func listener(_ post: Post) throws -> any Listener { Looking(board: post.board) }

  private struct Stamping: Speaker {
    let word: FutexWord

    func tell(_ index: UInt64, _ board: Board?) {
      // The board's own number is what the listener looks at.
      board?.stamp(index)
      if board == nil { word.set(UInt32(truncatingIfNeeded: index)) }
    }
  }

  private struct Looking: Listener {
    let board: Board

    func listen(_ ear: Ear) {
      var seen: UInt64 = 0
      while true {
        let newest = board.newest
        if newest == seen { continue }
        seen = newest
        ear.hears(newest)
      }
    }
  }
}
