import Foundation
import Synchronization

/// How soon tabs say that a foreign program has committed.
final class StormNotices: Sendable {
  private struct State {
    /// Since when a tab might have noticed; 0 while the commit is being tried.
    var since: [Int64: UInt64] = [:]
    var latencies: [UInt64] = []
  }

  private let state = Mutex(State())

  /// In nanoseconds, sorted.
  var latencies: [UInt64] { state.withLock { $0.latencies }.sorted() }

  /// Tries a foreign commit that all these tabs are to notice.
  func attempt(_ pids: [Int64], _ commit: () throws -> Bool) rethrows -> Bool {
    state.withLock { state in
      for pid in pids where state.since[pid] == nil { state.since[pid] = 0 }
    }
    let isDone = try commit()
    state.withLock { state in
      let now = DispatchTime.now().uptimeNanoseconds
      for (pid, since) in state.since where since == 0 { state.since[pid] = isDone ? now : nil }
    }
    return isDone
  }

  /// A tab has said so.
  func note(_ pid: Int64) {
    state.withLock { state in
      // Behind the lock: whoever wrote `since` down has let go of it.
      let now = DispatchTime.now().uptimeNanoseconds
      guard let since = state.since.removeValue(forKey: pid) else { return }
      state.latencies.append(since == 0 ? 0 : now - since)
    }
  }

  /// A tab was stopped, or is no more: it is no wonder that it says nothing.
  func forget(_ pid: Int64) { state.withLock { $0.since[pid] = nil } }
}
