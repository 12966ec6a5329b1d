import PenholderCore
import SharedMemory

// A database that this tab may not write to, and that nobody wrote to when it was opened.

extension Coordinator {
  /// Once a tick, of a tab that only reads: tells of changes that its connections would not notice
  /// (see ``Frozen``).
  func lookAtFrozen() {
    let store = tab.store
    // What cannot be read now is looked at again at the next tick; whoever reads is told why.
    guard let changes = try? store.frozenChanges(), changes != seenFrozenChanges else { return }
    seenFrozenChanges = changes
    store.forgetForeignCommits()
    let contents = try? store.state()
    TabMetrics(membership.file.metrics(membership.number)).count(.foreignCommits)
    if let contents { tab.setCommit(contents.commit) }
    tab.deliverGap(commit: contents?.commit ?? 0, term: contents?.term ?? 0)
  }
}
