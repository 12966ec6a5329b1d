import Logging
import PenholderCore
import SharedMemory

// A database file that is removed or replaced under its tab, and one that comes back.

extension Coordinator {
  /// Once a tick, before anything else: whether the database and its log are in place. While they are
  /// not, this tab neither leads nor stands, and nobody waits for it to lead.
  ///
  /// A leader's last transaction finds out by itself before it commits (``Store/checkPlace()``), so
  /// that draining it acknowledges nothing that is lost. The coordination file is left as it is:
  /// its name belongs to whatever database stands there now, and so may the next file of that name.
  func isInPlace() -> Bool {
    if let loss = tab.store.loss {
      if tab.store.logDamage == .removed { rescueLog() }
      if !isDisplaced { loseSight() }
      // Also those who began to wait since the last tick.
      tab.failWaiters(loss)
      membership.stopAsking()
      return false
    }
    if isDisplaced { regainSight() }
    return true
  }

  /// By the leader, or by anybody when nobody leads; until it is done.
  private func rescueLog() {
    let term = membership.group.reign.term
    if election.leadingTerm != nil || !membership.file.isTermHeldElsewhere(term) {
      tab.store.rescueLog()
    }
  }

  private func loseSight() {
    isDisplaced = true
    let wasLeading = election.leadingTerm != nil
    // A leader is told when it has left office.
    decide(.pause)
    membership.write(slotState)
    tab.settings.logger.debug("the database is gone", metadata: ["path": "\(tab.path)"])
    if !wasLeading { tellPlace(.databaseGone) }
    tab.deliverGap(commit: tab.knownCommit, term: membership.file.reign.term)
  }

  private func regainSight() {
    isDisplaced = false
    if !tab.isPaused { decide(.unpause) }
    membership.write(slotState)
    tellPlace(.databaseBack)
    tab.deliverGap(commit: tab.knownCommit, term: membership.file.reign.term)
  }

  private func tellPlace(_ reason: RoleChange.Reason) {
    tab.tell(
      RoleChange(role: tab.role, term: membership.file.reign.term, reason: reason, gap: 0))
  }
}
