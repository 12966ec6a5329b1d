import PenholderCore
import SharedMemory
import Synchronization

/// Announces this tab's commits in the ring, at most once in a window.
///
/// Commits come in order on the writer's queue. What is held back is published by whoever finds the
/// window over: the next commit, or the coordinator's thread at ``deadline``.
final class Announcer: Sendable {
  private struct State {
    var pending: Event?
    var nextPublication: UInt64 = 0
  }

  private let window: UInt64
  private let state = Mutex(State())

  /// - Parameter window: nanoseconds; 0 announces each commit by itself.
  init(window: UInt64) { self.window = window }

  /// When what is held back is due, or nil when nothing is.
  var deadline: UInt64? { state.withLock { $0.pending == nil ? nil : $0.nextPublication } }

  /// Announces a commit, or joins it to those that wait; ring the bell afterwards. True when the
  /// coordinator has to look at the ``deadline``.
  func announce(_ commit: Store.Commit, from membership: Membership, now: UInt64) -> Bool {
    var event = Event(kind: commit.changesSchema ? .schemaChanged : .dataChanged)
    event.term = commit.term
    event.commit = commit.sequence
    event.firstCommit = commit.sequence
    event.tab = membership.number
    event.changes = commit.changes
    // Before the event, so that nobody who is told of a commit finds a lower number there.
    membership.file.header.raise(Layout.Header.commit, to: commit.sequence)
    return state.withLock { state in
      let isFirst = state.pending == nil
      if let pending = state.pending { event = pending.joined(with: event) }
      guard window == 0 || now >= state.nextPublication else {
        state.pending = event
        return isFirst
      }
      publish(event, &state, from: membership, now: now)
      return false
    }
  }

  /// Publishes what is held back, if it is due or `force`d.
  func flush(from membership: Membership, now: UInt64, force: Bool) {
    state.withLock { state in
      guard let event = state.pending, force || now >= state.nextPublication else { return }
      publish(event, &state, from: membership, now: now)
      membership.ringOthersFirst()
    }
  }

  private func publish(
    _ event: Event, _ state: inout State, from membership: Membership, now: UInt64
  ) {
    var event = event
    state.pending = nil
    state.nextPublication = now &+ window
    event.publishedAt = monotonicNow()
    membership.file.append(event)
    TabMetrics(membership.file.metrics(membership.number)).count(.eventsPublished)
  }
}

extension Event {
  /// Two commits of one tab, the other later, as one event.
  fileprivate func joined(with other: Event) -> Event {
    var both = other
    both.kind = kind == .schemaChanged ? .schemaChanged : other.kind
    both.firstCommit = min(firstCommit, other.firstCommit)
    both.changes = changes.union(other.changes)
    return both
  }
}
