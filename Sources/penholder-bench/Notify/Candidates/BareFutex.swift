import Foundation

/// The floor: a word in shared memory, one call to wake and one to sleep, nothing else.
struct BareFutex: Notifier {
  static let name = "floor: bare futex"
  var name: String { Self.name }
  var canTellNobody: Bool { true }

  func speaker(_ post: Post) throws -> any Speaker { try FutexSpeaker(post) }
  func listener(_ post: Post) throws -> any Listener {
    FutexListener(word: try FutexWord(post.folder + "/word"))
  }
}

/// The floor for what is to arrive on another thread than the one that waits, as everything does that
/// comes through an `AsyncSequence`.
struct FutexHop: Notifier {
  static let name = "floor: futex + thread hop"
  var name: String { Self.name }

  func speaker(_ post: Post) throws -> any Speaker { try FutexSpeaker(post) }
  func listener(_ post: Post) throws -> any Listener {
    HoppingListener(word: try FutexWord(post.folder + "/word"))
  }
}

private struct FutexSpeaker: Speaker {
  let word: FutexWord

  init(_ post: Post) throws { word = try FutexWord(post.folder + "/word") }

  func tell(_ index: UInt64, _ board: Board?) {
    board?.stamp(index)
    word.tell(UInt32(truncatingIfNeeded: index))
  }
}

private struct FutexListener: Listener {
  let word: FutexWord

  func listen(_ ear: Ear) {
    var seen: UInt32 = 0
    while true {
      seen = word.wait(while: seen)
      ear.hears(UInt64(seen))
    }
  }
}

private struct HoppingListener: Listener {
  let word: FutexWord

  func listen(_ ear: Ear) {
    let hop = FutexWord()
    Thread { FutexListener(word: hop).listen(ear) }.start()
    var seen: UInt32 = 0
    while true {
      seen = word.wait(while: seen)
      hop.tell(seen)
    }
  }
}
