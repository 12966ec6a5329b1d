import PenholderCore
import SharedMemory

// What nobody else tells this tab's subscribers: that a leader has died with nobody to succeed it,
// that a takeover is blocked, or no longer, and that no candidate can write.

extension Coordinator {
  /// How the group stands, as this tab sees it.
  struct Standing: Equatable {
    /// Nil when nobody leads.
    var leader: Int?
    var term: UInt64
    /// The word in the file, 0 for none.
    var blockedBy: UInt64
    /// Looked for only while nobody leads: it takes a system call for each tab.
    var obstacle: LeaderInfo.Obstacle?

    init(_ membership: Membership, leadingTerm: UInt64?) {
      let file = membership.group
      blockedBy = file.header.load(Layout.Header.blockedBy)
      if let leadingTerm {
        (leader, term) = (membership.number, leadingTerm)
        return
      }
      let reign = file.reign
      let isLed =
        reign.hasLeader(besides: membership.ownNumber) && file.isTermHeldElsewhere(reign.term)
      (leader, term) = (isLed ? reign.leader : nil, reign.term)
      if !isLed { obstacle = LeaderInfo.Obstacle(among: membership.livingTabs()) }
    }
  }

  private var standing: Standing { Standing(membership, leadingTerm: election.leadingTerm) }

  /// The ring has just told of it.
  func noteStanding() { toldStanding = standing }

  /// Once a tick: tells if it is news. A ring event would be one for each tab that notices.
  func tellStanding() {
    let standing = standing
    guard standing != toldStanding else { return }
    toldStanding = standing
    var event = Event(kind: .leaderChanged)
    event.tab = standing.leader ?? 0
    event.term = standing.term
    event.commit = tab.knownCommit
    event.firstCommit = event.commit
    event.publishedAt = monotonicNow()
    pump.tell(event)
  }
}
