import PenholderCore
import SharedMemory

extension MultiTabDatabase {
  /// Announces a commit as if one had been made, and makes none: for measuring what an announcement
  /// costs. The leader's numbers run ahead of the database's afterwards, so only where nobody needs it.
  package func rehearseCommit(changing changes: TableChanges) {
    let membership = tab.membership
    let commit = Store.Commit(
      sequence: tab.knownCommit + 1, term: tab.leadingTerm ?? 0, changes: changes,
      changesSchema: false)
    tab.committed(commit, begun: monotonicNow(), from: membership)
    membership.ringOthersFirst()
  }
}
