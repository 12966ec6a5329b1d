import PenholderCore
import SharedMemory

// The kernel's word that the leader's process has ended.

extension Coordinator {
  /// The leader's process, watched for its end.
  enum LeaderWatch {
    case none
    case watching(term: UInt64, ProcessWatch)
    /// It ended, or cannot be seen from here; ticks notice what becomes of it.
    case unseen(term: UInt64)
  }

  func watchLeader(_ sighting: Election.Sighting) {
    guard election.leadingTerm == nil, sighting.hasLivingLeader, let leader = sighting.reign.leader
    else {
      watch = .none
      return
    }
    let term = sighting.reign.term
    switch watch {
    case .watching(term, _), .unseen(term): return
    default: break
    }
    let slot = membership.group.slot(leader)
    let pid = Int32(truncatingIfNeeded: slot.load(Layout.Slot.pid))
    // A pid of another namespace would be somebody else's here; our own process cannot watch itself.
    guard slot.load(Layout.Slot.pidNamespace) == pidNamespace(), pid != currentProcess(),
      let process = ProcessWatch(pid: pid)
    else {
      watch = .unseen(term: term)
      return
    }
    watch = .watching(term: term, process)
    // It may have died, and its pid been given out again, before we watched: its lock tells.
    if !membership.group.isTermHeldElsewhere(term) { tab.waker.wake() }
  }
}
