/// Judges announcements by their commit sequence numbers: each commit at most once, in order, and a
/// word when some were never announced (their writer died between commit and announcement).
package struct CommitFilter: Sendable {
  /// The newest commit that is known of.
  package private(set) var known: UInt64
  /// The term of the newest leader that is known of.
  private var term: UInt64 = 0
  /// Whether a gap has been told already that covers whatever is found missing next.
  private var isForgiving = false

  /// Begins with a commit that the database has told of.
  package init(known: UInt64) { self.known = known }

  /// What to do with an event.
  package enum Verdict: Equatable, Sendable {
    /// Deliver it.
    case new
    /// Say that so many commits were missed, then deliver it.
    case newAfter(missed: UInt64)
    /// Its commits are known already: drop it.
    case duplicate
  }

  /// A gap has been told: commits that turn out to be missing are part of it.
  package mutating func missedSome() { isForgiving = true }

  /// What to do with an event, now that everything before it has been judged. O(1).
  package mutating func judge(_ event: Event) -> Verdict {
    switch event.kind {
    case .dataChanged, .schemaChanged:
      // A foreign program's commit has no number.
      if event.tab == 0 { return .new }
      if event.commit <= known { return .duplicate }
      return advance(to: event.commit, from: event.firstCommit)
    case .leaderChanged:
      return judgeLeader(event)
    case .tabJoined, .tabLeft, .gap:
      return .new
    }
  }

  /// A new leader tells what the database says was the last commit: the truth, even if it is lower
  /// than what we believed (an older database was put back).
  private mutating func judgeLeader(_ event: Event) -> Verdict {
    if event.term > term {
      term = event.term
      if event.commit < known {
        known = event.commit
        return isForgiving ? .new : .newAfter(missed: 1)
      }
    }
    return event.commit > known ? advance(to: event.commit, from: event.commit &+ 1) : .new
  }

  /// - Parameter first: the first commit that the event itself tells of.
  private mutating func advance(to commit: UInt64, from first: UInt64) -> Verdict {
    defer {
      known = commit
      isForgiving = false
    }
    guard first > known &+ 1, !isForgiving else { return .new }
    return .newAfter(missed: min(first - known - 1, 1 << 32))
  }
}
