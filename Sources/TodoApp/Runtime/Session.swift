import Penholder
import Synchronization

/// One tab of the app: opens the database, performs effects off the caller's thread, and posts what
/// comes of them. Any thread.
public final class Session: Sendable {
  /// How long a `requestLeadership` effect waits for the leader's answer.
  private static let patience = Duration.seconds(5)
  /// How long a change waits: its mark shows that it does, and whoever quits need not wait with it.
  private static let changePatience = Duration.seconds(60)

  private let owner: String?
  private let clock: @Sendable () -> Moment
  private let post: @Sendable (Action) -> Void
  private let state = Mutex(Stage.opening(waiting: []))
  private let isAsking = Mutex(false)
  /// 30 a second.
  private static let refreshPause = Duration.milliseconds(33)
  /// When the list was read last because of somebody's change.
  private let refreshed = Mutex<ContinuousClock.Instant?>(nil)

  private enum Stage {
    /// Effects wait for the database. A few: nothing can be written before it is there.
    case opening(waiting: [Effect])
    case open(Desk)
    /// Who waits for the end: a key, a signal and a terminal that is gone may come together.
    case closing(then: [@Sendable () -> Void])
    case closed
  }

  /// What there is once the database is open.
  private struct Desk {
    let store: TodoStore
    let watch: Watch
    let flight: Flight
    let writes: AsyncStream<Job>.Continuation
  }

  /// What must happen one after another.
  private enum Job: Sendable {
    case change(ticket: Int, Change, queueing: Bool)
    case handOver(then: @Sendable () -> Void)
    case close(waiting: Bool, then: @Sendable () -> Void)
  }

  /// - Parameters:
  ///   - owner: whose changes are made here; see `TodoStore`.
  ///   - clock: dates what is changed.
  ///   - post: takes the actions, on any thread; must not block.
  public init(
    owner: String? = nil, clock: @escaping @Sendable () -> Moment,
    post: @escaping @Sendable (Action) -> Void
  ) {
    self.owner = owner
    self.clock = clock
    self.post = post
  }

  /// Opens the database and begins to post.
  ///
  /// - Throws: what `MultiTabDatabase.open` throws, `TodoStoreError.newerSchema`.
  public func open(
    at path: String, configuration: MultiTabDatabase.Configuration,
    allowingNonLeaderWrites: Bool = false
  ) async throws {
    let database = try await MultiTabDatabase.open(at: path, configuration: configuration)
    let store = TodoStore(
      database, overrides: allowingNonLeaderWrites, owner: owner, patience: Self.changePatience,
      clock: clock)
    do { try await store.check() } catch {
      await database.close()
      throw error
    }
    database.allowNonLeaderWrites(allowingNonLeaderWrites)
    let (jobs, writes) = AsyncStream<Job>.makeStream()
    let desk = Desk(
      store: store, watch: Watch(store, overrides: allowingNonLeaderWrites, post: post),
      flight: Flight(), writes: writes)
    let waiting = state.withLock { state -> [Effect]? in
      guard case .opening(let waiting) = state else { return nil }
      state = .open(desk)
      return waiting
    }
    guard let waiting else {
      await database.close()
      return
    }
    Task { [post] in await Self.work(through: jobs, desk, post) }
    for effect in waiting { perform(effect) }
    desk.watch.start()
  }

  /// Performs an effect that concerns the database; the others are the screen's.
  public func perform(_ effect: Effect) {
    let desk = state.withLock { state -> Desk? in
      switch state {
      case .opening(let waiting):
        state = .opening(waiting: waiting + [effect])
        return nil
      case .open(let desk): return desk
      case .closing, .closed: return nil
      }
    }
    guard let desk else { return }
    switch effect {
    case .load(let request): load(request, desk)
    case .refresh(let request): refresh(request, desk)
    case .perform(let ticket, let change, let queueing):
      desk.writes.yield(.change(ticket: ticket, change, queueing: queueing))
    case .requestLeadership: askForLeadership(desk.store.database)
    case .stepDown(let successor):
      Task { await desk.store.database.resign(to: successor) }
    case .survey: survey(desk.store.database)
    case .repaint, .suspend, .quit, .copy: break
    }
  }

  /// Finishes what this tab makes as the leader and hands over; does not stand again until `resume`.
  public func handOver(then: @escaping @Sendable () -> Void) {
    guard case .open(let desk) = state.withLock({ $0 }) else { return then() }
    desk.writes.yield(.handOver(then: then))
  }

  /// Stands again, and says how things are.
  public func resume() {
    guard case .open(let desk) = state.withLock({ $0 }) else { return }
    desk.store.database.resumeCandidacy()
    desk.watch.tell(nil)
  }

  /// How long `close` waits for other tabs' answers.
  private static let lastCall = Duration.seconds(1)

  /// Finishes what this tab makes as the leader, hands over and leaves the group.
  ///
  /// - Parameter waiting: whether to wait a moment for what other tabs are to make.
  public func close(waiting: Bool, then: @escaping @Sendable () -> Void) {
    let (desk, isOver) = state.withLock { state -> (Desk?, Bool) in
      switch state {
      case .opening, .closed:
        state = .closed
        return (nil, true)
      case .closing(let others):
        state = .closing(then: others + [then])
        return (nil, false)
      case .open(let desk):
        state = .closing(then: [then])
        return (desk, false)
      }
    }
    if isOver { return then() }
    guard let desk else { return }
    desk.writes.yield(.close(waiting: waiting) { [self] in closed() })
    desk.writes.finish()
  }

  private func closed() {
    let waiting = state.withLock { state -> [@Sendable () -> Void] in
      defer { state = .closed }
      if case .closing(let waiting) = state { return waiting }
      return []
    }
    for then in waiting { then() }
  }

  private static func work(
    through jobs: AsyncStream<Job>, _ desk: Desk, _ post: @escaping @Sendable (Action) -> Void
  ) async {
    let store = desk.store
    for await job in jobs {
      switch job {
      case .change(let ticket, let change, let queueing):
        desk.flight.begin()
        await store.send(change, queueing: queueing) { outcome in
          post(.written(ticket: ticket, outcome))
          if outcome != .unknown { desk.flight.end() }
        }
      case .handOver(let then):
        await store.database.suspendCandidacy()
        then()
      case .close(let waiting, let then):
        if waiting { await desk.flight.landed(within: lastCall) }
        await store.database.close()
        then()
      }
    }
  }

  private func survey(_ database: MultiTabDatabase) {
    Task { [post] in
      do { post(.surveyed(try Survey(database))) } catch {
        // The file is gone or being replaced: there is nobody to be seen.
        post(.surveyed(Survey(tabs: [], leaseMilliseconds: nil, metrics: [])))
      }
    }
  }

  private func load(_ request: WindowRequest, _ desk: Desk) {
    Task { [post] in
      do { post(.loaded(try await desk.store.load(request))) } catch {
        post(.loadFailed(reason(of: error)))
      }
      desk.watch.tellNumbers()
    }
  }

  /// Reads at once after a pause, and at most as often as the screen is painted: whoever writes
  /// hundreds of rows a second is not to keep all others busy with reading.
  private func refresh(_ request: WindowRequest, _ desk: Desk) {
    let now = ContinuousClock.now
    let start = refreshed.withLock { last in
      let start = last.map { max(now, $0 + Self.refreshPause) } ?? now
      last = start
      return start
    }
    guard start > now else { return load(request, desk) }
    Task {
      // Not cancelled by anybody.
      try? await Task.sleep(until: start, clock: .continuous)
      load(request, desk)
    }
  }

  private func askForLeadership(_ database: MultiTabDatabase) {
    let isFirst = isAsking.withLock { isAsking in
      defer { isAsking = true }
      return !isAsking
    }
    guard isFirst else { return }
    Task {
      defer { isAsking.withLock { $0 = false } }
      do {
        switch try await database.requestLeadership(timeout: Self.patience) {
        case .granted: break  // the role change tells
        case .alreadyLeading: post(.leadership(.leadsAlready))
        case .notGranted(let leader):
          let who = leader.map { "tab \($0.tab) keeps it" } ?? "nobody answered"
          post(.leadership(.refused(reason: who)))
        }
      } catch {
        post(.leadership(.refused(reason: reason(of: error))))
      }
    }
  }
}
