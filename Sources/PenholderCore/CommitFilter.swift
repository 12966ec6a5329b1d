/// Judges announcements by their commit sequence numbers: each commit at most once, in order, and a
/// word when some were never announced (their writer died between commit and announcement).
package struct CommitFilter: Sendable {
  /// The newest commit that is known of.
  package private(set) var known: UInt64
  /// The term of the newest leader that is known of, by its word or its commits.
  private var term: UInt64 = 0
  /// When a gap was told last: what is missing before an event of an earlier time was committed before
  /// that, and whoever was told of the gap has read it. What is missing before a later one may have been
  /// committed since, by a leader that died before it could say so.
  private var coveredUntil: UInt64 = 0

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

  /// A gap is about to be told: commits that turn out to be missing before an event that was published
  /// earlier are part of it.
  ///
  /// - Parameter now: CLOCK_MONOTONIC in nanoseconds, as events are dated.
  package mutating func missedSome(at now: UInt64) { coveredUntil = now }

  /// What to do with an event, now that everything before it has been judged. O(1).
  package mutating func judge(_ event: Event) -> Verdict {
    switch event.kind {
    case .dataChanged, .schemaChanged:
      // A foreign program's commit has no number.
      if event.tab == 0 { return .new }
      // What an older leader said comes again where the ring's counter was scribbled on.
      term = max(term, event.term)
      if event.commit <= known { return .duplicate }
      return advance(to: event, from: event.firstCommit)
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
        return isCovered(event) ? .new : .newAfter(missed: 1)
      }
    }
    return event.commit > known ? advance(to: event, from: event.commit &+ 1) : .new
  }

  private func isCovered(_ event: Event) -> Bool { event.publishedAt < coveredUntil }

  /// - Parameter first: the first commit that the event itself tells of.
  private mutating func advance(to event: Event, from first: UInt64) -> Verdict {
    defer { known = event.commit }
    guard first > known &+ 1, !isCovered(event) else { return .new }
    return .newAfter(missed: min(first - known - 1, 1 << 32))
  }
}
