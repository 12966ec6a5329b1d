import Foundation
import GRDB
import PenholderCore
import SharedMemory
import Synchronization

/// Commits what the tabs ask for and what this tab writes, in groups, on a thread of its own, as long
/// as the tab leads one term. While it commits, the next group gathers.
///
/// It sleeps on the file's lane bell, which followers ring for their requests and this tab for its own
/// writes.
final class Committer: Sendable {
  private let tab: Tab
  private let membership: Membership
  private let term: UInt64
  private let state = Mutex(State())
  private let isBusy = Atomic<Bool>(false)
  private let isToLookAtEverything = Atomic<Bool>(false)
  /// Since when every commit has failed for reasons of the world, 0 while the last one has not. On the
  /// thread.
  private let failingSince = Atomic<UInt64>(0)

  private struct State {
    var locals: [LocalWrite] = []
    /// No more writes of this tab; called when the last has ended.
    var stopped: (@Sendable () -> Void)?
    /// The thread takes nothing more.
    var isOver = false
  }

  /// Starts the thread for a term that this tab leads.
  static func start(
    _ tab: Tab, _ membership: Membership, term: UInt64
  ) throws(SystemError) -> Committer {
    let committer = Committer(tab, membership, term: term)
    try startThread(named: "pen-writer") {
      guard committer.moveIn() else { return committer.end() }
      var intake = LaneIntake(membership.file, term: term)
      while committer.turn(&intake) {}
    }
    return committer
  }

  private init(_ tab: Tab, _ membership: Membership, term: UInt64) {
    self.tab = tab
    self.membership = membership
    self.term = term
  }

  // MARK: From other threads

  /// Takes a write of this tab; false when the term is over.
  func submit(_ write: LocalWrite) -> Bool {
    let isTaken = state.withLock { state in
      if state.isOver { return false }
      state.locals.append(write)
      return true
    }
    if isTaken { membership.file.laneBell.ring() }
    return isTaken
  }

  /// Takes a write back; false when it has begun: then its statements are interrupted.
  func withdraw(_ write: LocalWrite) -> Bool {
    let isTaken = state.withLock { state in
      guard let index = state.locals.firstIndex(where: { $0 === write }) else { return false }
      state.locals.remove(at: index)
      return true
    }
    if !isTaken { write.cancel() }
    return isTaken
  }

  /// Ends the thread after what this tab has submitted so far and what waits in the lanes now.
  ///
  /// - Parameter then: called on the thread when it has ended, or at once if it has.
  func stop(_ then: @escaping @Sendable () -> Void = {}) {
    let isOver = state.withLock { state in
      if !state.isOver {
        let earlier = state.stopped
        state.stopped = {
          earlier?()
          then()
        }
      }
      return state.isOver
    }
    if isOver { return then() }
    membership.file.laneBell.ring()
    // The bell may deny its sleeper; see `EventPump.stop()`.
    membership.file.laneBell.wakeDenied()
  }

  /// Whether no transaction is under way and none is wanted.
  var isIdle: Bool {
    !isBusy.load(ordering: .acquiring) && state.withLock { $0.locals.isEmpty }
  }

  /// Once a tick: looks for requests that nobody announced (their tab died in between, or somebody
  /// scribbled on the word), and for a bell that denies its sleeper.
  func keepHouse() {
    let file = membership.file
    if (1...Layout.maximumTabs).contains(where: { file.isLaneUsed($0) && file.lane($0).isOccupied })
    {
      isToLookAtEverything.store(true, ordering: .releasing)
      file.laneBell.ring()
    }
    file.laneBell.wakeDenied()
  }

  // MARK: On the thread

  /// Has the database name this file, if another was used before in the same term; no requests are
  /// taken before. False at the end.
  private func moveIn() -> Bool {
    let (store, nonce) = (tab.store, membership.file.nonce)
    while state.withLock({ $0.stopped == nil || !$0.locals.isEmpty }) {
      let result = store.pool.writeWithoutTransaction { [term, tab, membership] db in
        // A tab that has just taken office may move to another file before this thread runs. Then the
        // database may name that file already, and must not be led back: this one's own writes are
        // carried out until it is stopped, and the lanes left alone.
        tab.membership === membership
          ? store.move(db, to: nonce, term: term, instance: tab.instance) : .needless
      }
      switch result {
      case .needless: return true
      case .done:
        // What was committed last may have been announced in the file before, to nobody any more.
        membership.file.publish(.precaution(term: term, commit: tab.knownCommit))
        return true
      case .blocked: pause(Self.retryInterval)
      case .fenced:
        tab.send(.fenced(term: term))
        return false
      }
    }
    return false
  }

  /// One group, or one sleep. False at the end.
  private func turn(_ intake: inout LaneIntake) -> Bool {
    let ticket = membership.file.laneBell.ticket()
    if isToLookAtEverything.exchange(false, ordering: .acquiring) { intake.lookAtEverything() }
    let (locals, isStopping) = state.withLock { state in
      defer { state.locals = [] }
      return (state.locals, state.stopped != nil)
    }
    if let displacement = tab.store.displacement {
      refuse(locals, displacement)
    } else if !locals.isEmpty || !intake.isEmpty {
      isBusy.store(true, ordering: .releasing)
      defer { isBusy.store(false, ordering: .releasing) }
      var group = Group()
      group.locals = locals.map { Group.Local(write: $0) }
      if !carryOut(&group, &intake) {
        end()
        return false
      }
      if !isStopping { gather(Set(group.requests.map(\.tab)).count, &intake) }
    } else if !isStopping {
      _ = membership.file.laneBell.wait(ticket)
    }
    if isStopping, state.withLock({ $0.locals.isEmpty }) {
      end()
      return false
    }
    return true
  }

  /// The database is not where it was: this tab will step down as soon as it knows. What waits in the
  /// lanes stays there, for whoever leads when the database is back, or until its time is out.
  private func refuse(_ locals: [LocalWrite], _ displacement: PenholderError) {
    for write in locals { write.finish(.failure(displacement)) }
    tab.send(.keepHouse)
    // Requests that wait would wake us at once.
    usleep(10_000)
  }

  /// Waits a moment for those who have just been answered: most of them ask for something again, and
  /// a commit for all of them costs hardly more than one for the first.
  ///
  /// The wait gives the processor to whoever wants it, and is shorter than a commit takes, so that one
  /// that asks no more costs little; and while it lasts, nobody needs a system call to wake us.
  private func gather(_ tabs: Int, _ intake: inout LaneIntake) {
    let end = monotonicNow() &+ Self.gatherInterval
    while tabs > 0, monotonicNow() < end {
      if intake.tabCount >= tabs || state.withLock({ !$0.locals.isEmpty || $0.stopped != nil }) {
        return
      }
      yieldProcessor()
    }
  }

  /// How long ``gather(_:_:)`` waits at most, in nanoseconds: less than the disk takes for a commit.
  private static let gatherInterval: UInt64 = 100_000

  /// False when the term is over.
  private func carryOut(_ group: inout Group, _ intake: inout LaneIntake) -> Bool {
    let ending = commit(&group, &intake)
    intake.answer(group.requests)
    count(group)
    let isOwn = group.requests.contains { $0.tab == membership.number }
    if group.requests.contains(where: { $0.answer != nil }) || group.locals.isEmpty == false {
      membership.ringOthersFirst()
    }
    if isOwn { tab.requests.collect(now: monotonicNow) }
    for request in group.requests where request.answer == nil { intake.putBack(request) }
    if case .fenced = ending { tab.stopAccepting(term) }
    finish(group, ending)
    switch ending {
    case .fenced:
      tab.metrics.count(.fenceRejections)
      tab.send(.fenced(term: term))
      return false
    // Nobody tells when the disk can be written to again, or when SQLite's lock is free.
    case .unable: pause(Self.retryInterval)
    // SQLite has waited for as long as the app allows, which may be not at all.
    case .blocked: pause(Self.lockInterval)
    case .answered: intake.grow()
    }
    considerWorld(group, ending)
    // Once those who waited have their answers.
    if tab.store.writing.log.hasGrown(by: tab.settings.checkpointSize) {
      let metrics = tab.metrics
      tab.store.checkpointIfDue(term: term) { metrics.count(.checkpoints) }
    }
    return true
  }

  /// Sleeps until there is something new, at most so many nanoseconds.
  private func pause(_ nanoseconds: UInt64) {
    let ticket = membership.file.laneBell.ticket()
    _ = membership.file.laneBell.wait(ticket, timeout: nanoseconds)
  }

  /// When the database cannot be written to, how long until the next try, in nanoseconds.
  private static let retryInterval: UInt64 = 100_000_000
  /// When somebody else holds its write lock.
  private static let lockInterval: UInt64 = 5_000_000

  /// The disk may refuse this process alone (a limit, a quota, a mount of its own): a leader that has
  /// committed nothing for a whole lease, although it tried, lets the next in line try. One that stands
  /// alone stays: whoever writes is told the reason then.
  private func considerWorld(_ group: Group, _ ending: GroupCommit.Ending) {
    var isFailing = group.isFailedByWorld
    if case .unable = ending { isFailing = true }
    if !isFailing {
      if group.hasCommitted { failingSince.store(0, ordering: .relaxed) }
      return
    }
    let (now, since) = (monotonicNow(), failingSince.load(ordering: .relaxed))
    if since == 0 { return failingSince.store(now, ordering: .relaxed) }
    guard now &- since >= tab.settings.lease.nanoseconds, membership.nextInLine() != nil else {
      return
    }
    failingSince.store(0, ordering: .relaxed)
    tab.settings.logger.debug("cannot write: steps down", metadata: ["term": "\(term)"])
    tab.send(.resign(to: nil, then: {}))
  }

  private func count(_ group: Group) {
    let carriedOut = group.requests.count { $0.answer?.isNew == true }
    guard carriedOut + group.locals.count > 0 else { return }
    let metrics = TabMetrics(membership.file.metrics(membership.number))
    metrics.count(.batches)
    metrics.count(.requestsCommitted, by: carriedOut)
    metrics.record(carriedOut + group.locals.count, in: .batchSize)
  }

  private func commit(_ group: inout Group, _ intake: inout LaneIntake) -> GroupCommit.Ending {
    let begun = monotonicNow()
    let store = tab.store
    return store.pool.writeWithoutTransaction { db in
      let run = GroupCommit(
        store: store, file: membership.file, term: term, instance: tab.instance,
        committed: { [tab, membership] in tab.committed($0, begun: begun, from: membership) })
      return run.run(db, &group) { group, sequence in intake.take(into: &group, at: sequence) }
    }
  }

  /// Tells this tab's own writes what became of them.
  private func finish(_ group: Group, _ ending: GroupCommit.Ending) {
    let now = monotonicNow()
    var retried: [LocalWrite] = []
    for local in group.locals {
      if let result = local.result {
        local.write.finish(result)
        continue
      }
      switch ending {
      // The group's time was up before its turn came.
      case .answered:
        local.write.hasWaited.store(true, ordering: .relaxed)
        retried.append(local.write)
      case .blocked where now &- local.write.submittedAt < tab.settings.busyTimeout.nanoseconds:
        retried.append(local.write)
      case .blocked: local.write.finish(.failure(tab.blockage))
      case .unable(let error): local.write.finish(.failure(error))
      case .fenced: local.write.finish(.failure(PenholderError.leadershipLost(term: term)))
      }
    }
    if !retried.isEmpty { state.withLock { $0.locals = retried + $0.locals } }
  }

  private func end() {
    let (locals, stopped) = state.withLock { state in
      defer { (state.locals, state.stopped) = ([], nil) }
      state.isOver = true
      return (state.locals, state.stopped)
    }
    for write in locals {
      write.finish(.failure(PenholderError.leadershipLost(term: term)))
    }
    stopped?()
  }
}
