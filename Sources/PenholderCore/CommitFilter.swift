/// Judges announcements by their commit sequence numbers: each commit at most once, in order, and a
/// word when some were never announced (their writer died between commit and announcement).
package struct CommitFilter: Sendable {
  /// The newest commit that is known of.
  package private(set) var known: UInt64

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

  package mutating func judge(_ event: Event) -> Verdict {
    switch event.kind {
    case .dataChanged, .schemaChanged:
      // A foreign program's commit has no number.
      if event.tab == 0 { return .new }
      if event.commit <= known { return .duplicate }
      let missed = event.firstCommit > known ? event.firstCommit - known - 1 : 0
      known = event.commit
      return missed == 0 ? .new : .newAfter(missed: missed)
    case .leaderChanged:
      // A new leader tells what the database says was the last commit.
      guard event.commit > known else { return .new }
      let missed = event.commit - known
      known = event.commit
      return .newAfter(missed: missed)
    case .tabJoined, .tabLeft, .gap:
      return .new
    }
  }
}
