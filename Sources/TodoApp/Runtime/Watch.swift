import Glibc
import Penholder
import Synchronization

/// Turns what the library tells into actions, on the thread that brings it.
///
/// Nothing here has a rhythm of its own: without events there are no actions and no timers.
final class Watch: Sendable {
  /// Measurements are passed on at most this often.
  private static let numbersPause = Duration.milliseconds(250)
  /// A place that stays free for less is not worth a sentence.
  private static let vacancyPause = Duration.milliseconds(250)

  private let store: TodoStore
  private let post: @Sendable (Action) -> Void
  private let subscriptions = Mutex<[Subscription]>([])
  private let transitions: Mutex<Transitions>
  private let telling = Mutex(())
  private let hasHeard = Mutex(false)
  private let numbers = Mutex(Pace())
  private let overrides: Bool

  /// When measurements were passed on last, and whether the next time is settled already.
  private struct Pace {
    var last: ContinuousClock.Instant?
    var isDue = false
  }

  /// - Parameter overrides: whether this tab may write without leading.
  init(_ store: TodoStore, overrides: Bool, post: @escaping @Sendable (Action) -> Void) {
    self.store = store
    self.post = post
    self.overrides = overrides
    let info = store.database.leaderInfo
    transitions = Mutex(
      Transitions(
        me: store.database.number, leader: info.isLeader ? nil : info.leader?.tab,
        term: info.isLeader ? 0 : info.term))
  }

  /// Begins to pass on, and says how things are.
  func start() {
    let database = store.database
    let roles = database.onRoleChange { [weak self] change in self?.hear(change) }
    let events = database.onEvent { [weak self] event in self?.hear(event) }
    subscriptions.withLock { $0 = [roles, events] }
    tell(nil)
    // It may lead since before the subscription.
    if let change = database.lastRoleChange, !hasHeard.withLock({ $0 }) { hear(change) }
    tellNumbers()
  }

  /// How things are, to somebody who has been away.
  ///
  /// Looked at and posted under one lock: of two threads that tell, the one that posts last has
  /// looked last.
  func tell(_ transition: Transition?) {
    telling.withLock { _ in
      post(.coordination(Coordination(store.database, overrides: overrides), transition))
    }
  }

  private func hear(_ change: RoleChange) {
    hasHeard.withLock { $0 = true }
    let successor = store.database.leaderInfo.leader?.tab
    let transition = transitions.withLock {
      $0.roleChanged(change, successor: successor, now: monotonicNanoseconds())
    }
    guard let transition else { return }
    if change.role == .leader { prepare() }
    tell(transition)
    tellNumbers()
  }

  private func hear(_ event: Event) {
    switch event.kind {
    case .dataChanged:
      // Measurements come with what is read then: they are not worth a frame before it.
      return post(.dataChanged(commit: event.tab == 0 ? nil : event.commit))
    case .schemaChanged:
      if event.tab != store.database.number { store.forgetSchema() }
      // A foreign program's commit has no number of its own: read anyway.
      post(.dataChanged(commit: event.tab == 0 ? nil : event.commit))
    case .gap:
      store.forgetSchema()
      post(.gap(missed: Int(clamping: event.missed)))
      tell(nil)
    case .leaderChanged:
      let database = store.database
      let (transition, vacancy) = transitions.withLock { transitions in
        let transition = transitions.leaderChanged(
          to: event.tab, term: event.term, at: event.publishedAt,
          isAnnounced: event.sequence != 0, isAlive: database.isAlive)
        return (transition, transitions.vacancy)
      }
      tell(transition)
      if event.tab == 0, let vacancy { tellLater(vacancy) }
    case .tabJoined, .tabLeft:
      tell(nil)
    }
    tellNumbers()
  }

  private func tellLater(_ vacancy: Transitions.Vacated) {
    Task { [weak self] in
      // Not cancelled by anybody.
      try? await Task.sleep(for: Self.vacancyPause)
      guard let self else { return }
      let isAlive = store.database.isAlive
      let transition = transitions.withLock { transitions in
        // Announced late is no other vacancy.
        transitions.vacancy?.term == vacancy.term && transitions.vacancy?.since == vacancy.since
          ? transitions.vacant(isAlive: isAlive) : nil
      }
      if let transition { tell(transition) }
    }
  }

  /// The leader makes the tables.
  private func prepare() {
    Task { [store, post] in
      do { try await store.prepare() } catch PenholderError.timedOut {
      } catch PenholderError.outcomeUnknown {
      } catch PenholderError.closed {
        // Whoever writes next makes them.
      } catch {
        post(.loadFailed(reason(of: error)))
      }
    }
  }

  /// Passes on the measurements, if that was not done just now.
  func tellNumbers() {
    let now = ContinuousClock.now
    let wait = numbers.withLock { pace -> Duration? in
      if pace.isDue { return nil }
      let wait = pace.last.map { Self.numbersPause - (now - $0) } ?? .zero
      if wait > .zero { pace.isDue = true } else { pace.last = now }
      return wait
    }
    guard let wait else { return }
    if wait <= .zero { return post(.numbers(Numbers(store.database.metrics))) }
    Task { [weak self] in
      // Not cancelled by anybody.
      try? await Task.sleep(for: wait)
      guard let self else { return }
      numbers.withLock { $0 = Pace(last: ContinuousClock.now) }
      post(.numbers(Numbers(store.database.metrics)))
    }
  }
}

/// CLOCK_MONOTONIC, as events are dated.
private func monotonicNanoseconds() -> UInt64 {
  var time = timespec()
  // SAFETY: the structure outlives the call; this clock exists everywhere.
  unsafe clock_gettime(CLOCK_MONOTONIC, &time)
  return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
}

extension MultiTabDatabase {
  /// Whether a tab is there.
  fileprivate func isAlive(_ number: Int) -> Bool { tabs.contains { $0.number == number } }
}

extension Coordination {
  /// How things are in the tab `database`.
  init(_ database: MultiTabDatabase, overrides: Bool) {
    let info = database.leaderInfo
    // Not the role alone: it may be another one by now.
    let role: TabRole =
      info.isLeader ? .leader : database.role == .observer ? .observer : .follower
    let blocked = info.takeoverBlocked.map { $0.pid ?? info.leader?.pid ?? 0 }
    self.init(
      tab: database.number, tabCount: database.tabs.count, role: role, term: info.term,
      leader: info.leader.map { TabName(tab: $0.tab, pid: $0.pid) }, nextInLine: info.nextInLine,
      takeoverBlockedBy: blocked, obstacle: info.obstacle?.reason, overridesLeadership: overrides,
      isRestricted: database.accessRestriction != nil, isLive: true)
  }
}

extension Numbers {
  /// The measurements of the status line.
  init(_ metrics: MetricsSnapshot) {
    self.init(
      leadershipChangesPerMinute: metrics.leadershipChangesPerMinute,
      notifyP50: metrics.notificationLatency.p50.map { Int64(clamping: $0) },
      notifyP99: metrics.notificationLatency.p99.map { Int64(clamping: $0) },
      conflicts: Int(clamping: metrics.writeConflicts),
      refreshes: Int(clamping: metrics.followerRefreshes), batchMean: metrics.batchSize.mean)
  }
}
