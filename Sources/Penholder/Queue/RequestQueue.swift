import PenholderCore
import SharedMemory
import Synchronization

/// This tab's requests: from the app into the tab's lane, and the answers back.
///
/// A request waits here while its lane is full, lies in the lane until it is answered or withdrawn, and
/// stays there after a time-out if the leader has it: then its answer is kept for who asks again. Any
/// thread; nothing here blocks.
final class RequestQueue: Sendable {
  let instance: TabInstance
  let state: Mutex<State>
  /// Wakes the coordinator, which keeps the time.
  private let wake: @Sendable () -> Void
  private let find: @Sendable (RequestKey, UInt64, TabInstance) -> OutcomeTable.Finding
  private let nextTicket = Atomic<UInt64>(1)

  /// What is guarded by the lock.
  struct State {
    var window: LaneWindow
    /// The next number of a key of ours.
    var nextKey: UInt64 = 1
    /// Behind a full lane, in order.
    var behind: [Request] = []
    /// Answers that came after their time-outs, for who asks again; the oldest go first.
    var late: [RequestKey: Late] = [:]
    var lateOrder: [RequestKey] = []
    /// When the coordinator looks next, at the latest.
    var alarm: UInt64 = .max
    /// Nothing new is taken.
    var isClosed = false
  }

  /// A request under way.
  struct Request: Sendable {
    let ticket: UInt64
    let key: RequestKey
    var keyText: String
    let bornAt: UInt64
    let bytes: [UInt8]
    let digest: UInt64
    let expectedChanges: Int?
    var flags: RequestFlags
    let submittedAt: UInt64
    var deadline: UInt64
    /// Nil when whoever waited has gone.
    var waiter: Waiter?
    /// How often its answer could not be read.
    var damages = 0
    /// Whether a leader may still be about to carry out an earlier copy of it, which nobody can withdraw
    /// any more: that the database does not have it says nothing then.
    var isAtLarge = false
  }

  /// An answer that nobody waited for any more.
  struct Late: Sendable {
    let digest: UInt64
    let result: Result<WriteReceipt, any Error>
  }

  /// Called once, on whichever thread learns of the end.
  typealias Waiter = @Sendable (Result<WriteReceipt, any Error>) -> Void

  /// A waiter and what it is told, once the lock is released.
  typealias Delivery = (waiter: Waiter, result: Result<WriteReceipt, any Error>)

  /// Told of a request that was withdrawn and may have been carried out all the same, when it was sent
  /// before; replaced by what the database says.
  struct Uncertain: Error {
    let request: Request
    /// What is right if it was not.
    let otherwise: PenholderError
  }

  /// The largest request, in bytes.
  static let sizeLimit = Layout.lanePayloadWords * 8
  /// How many wait behind the lane at most.
  static let waitingLimit = 16_384
  /// How many late answers are kept.
  static let lateLimit = 256
  /// How often a request is sent again whose answer, or whose bytes, somebody scribbled on.
  static let damageLimit = 3

  /// - Parameters:
  ///   - wake: makes the coordinator look at ``alarm``.
  ///   - find: says what the database knows of a key; called without the lock.
  init(
    instance: TabInstance, membership: Membership, wake: @escaping @Sendable () -> Void,
    find:
      @escaping @Sendable (
        RequestKey, _ bornAt: UInt64, _ nonce: TabInstance
      ) -> OutcomeTable.Finding
  ) {
    self.instance = instance
    self.wake = wake
    self.find = find
    state = Mutex(State(window: LaneWindow(membership)))
  }

  // MARK: Submitting

  /// Sends a request; `waiter` is told what becomes of it.
  ///
  /// - Parameters:
  ///   - ticket: by which it can be taken back; see ``ticket()``.
  ///   - commit: the newest commit that this tab knows.
  ///   - now, deadline: CLOCK_MONOTONIC nanoseconds.
  ///   - isCancelled: asked under the lock: a cancellation before now has found nothing to take back.
  func submit(
    _ request: WriteRequest, ticket: UInt64, knownCommit commit: UInt64, now: UInt64,
    deadline: UInt64, isCancelled: () -> Bool, waiter: @escaping Waiter
  ) {
    let body = RequestBody(request.statements, expectedChanges: request.expectedChanges).bytes
    guard body.count <= Self.sizeLimit else {
      let error = PenholderError.requestTooLarge(bytes: body.count, limit: Self.sizeLimit)
      return waiter(.failure(error))
    }
    let draft = Draft(
      ticket: ticket, request: request, bytes: body, bornAt: commit, submittedAt: now,
      deadline: deadline, waiter: waiter)
    let (deliveries, isEarlier) = state.withLock { state -> ([Delivery], Bool) in
      var refusal: PenholderError?
      if state.isClosed { refusal = .closed }
      if isCancelled() { refusal = .cancelled }
      if state.behind.count >= Self.waitingLimit { refusal = .queueFull(limit: Self.waitingLimit) }
      if let refusal { return ([(waiter, .failure(state.ended(draft, instance, refusal)))], false) }
      defer { state.alarm = min(state.alarm, deadline) }
      return (state.accept(draft, instance), deadline < state.alarm)
    }
    deliver(deliveries)
    if isEarlier { wake() }
  }

  /// A number for ``cancel(_:)``.
  func ticket() -> UInt64 { nextTicket.add(1, ordering: .relaxed).oldValue }

  /// A request before it has its key.
  struct Draft {
    var ticket: UInt64
    var request: WriteRequest
    var bytes: [UInt8]
    var bornAt: UInt64
    var submittedAt: UInt64
    var deadline: UInt64
    var waiter: Waiter
  }

  // MARK: Ending

  /// Reads the answers that have come. Called when the bell has rung.
  ///
  /// - Parameter now: CLOCK_MONOTONIC nanoseconds.
  func collect(now: () -> UInt64) {
    deliver(
      state.withLock { $0.window.hasNews() ? $0.collect(now: now()) : [] })
  }

  /// The same whether or not the lane says that there are any, and ends what is overdue. Called by the
  /// coordinator, at ``alarm`` and once a tick.
  func keepTime(now: UInt64, awaited: String) {
    deliver(
      state.withLock { state in
        state.collect(now: now) + state.expire(now: now, awaited: awaited)
      })
  }

  /// When ``keepTime(now:awaited:)`` is due.
  var alarm: UInt64 { state.withLock { $0.alarm } }

  /// How many requests wait or are with the leader.
  var depth: Int {
    state.withLock { $0.depth }
  }

  /// Takes a request back that the leader does not have.
  func cancel(_ ticket: UInt64) {
    deliver(state.withLock { $0.withdraw(because: .cancelled) { $0.ticket == ticket } })
  }

  /// Takes nothing more, and withdraws what the leader does not have.
  func close() {
    deliver(
      state.withLock { state in
        state.isClosed = true
        return state.withdraw(because: .closed) { $0.waiter != nil }
      })
  }

  /// Whether nobody waits for an answer.
  var isQuiet: Bool {
    state.withLock { state in
      !state.window.isAwaited && state.behind.allSatisfy { $0.waiter == nil }
    }
  }

  /// The end of the tab: whoever still waits is told that nothing is known.
  func abandon(now: UInt64) {
    deliver(
      state.withLock { state in
        state.isClosed = true
        return state.collect(now: now) + state.abandon()
      })
  }

  /// The coordination file was replaced: what is under way goes on in the new one.
  func move(to membership: Membership, now: UInt64) {
    deliver(state.withLock { $0.move(to: membership, now: now) })
  }

  private func deliver(_ deliveries: [Delivery]) {
    for (waiter, result) in deliveries {
      if case .failure(let error as Uncertain) = result {
        waiter(settle(error))
      } else {
        waiter(result)
      }
    }
  }

  /// The lanes first: what is in none of them any more is in the database if it was carried out.
  private func settle(_ uncertain: Uncertain) -> Result<WriteReceipt, any Error> {
    let request = uncertain.request
    let unknown = PenholderError.outcomeUnknown(key: request.keyText)
    let file = state.withLock { $0.window.membership.file }
    if file.holdsRequest(request.key) { return .failure(unknown) }
    switch find(request.key, request.bornAt, file.leadersNonce) {
    case .never: return .failure(request.isAtLarge ? unknown : uncertain.otherwise)
    case .forgotten: return .failure(unknown)
    case .stored(let stored):
      guard stored.outcome.digest == request.digest else { return .failure(unknown) }
      return AnswerRecord.Reading(
        result: stored.outcome.result, commit: stored.commit, term: stored.term, isReplayed: true
      ).result(for: request)
    }
  }
}

extension CoordinationFile {
  /// Whether a request of this key waits in any lane, or a leader has it.
  fileprivate func holdsRequest(_ key: RequestKey) -> Bool {
    (1...Layout.maximumTabs).contains { tab in
      guard isLaneUsed(tab) else { return false }
      let lane = lane(tab)
      return (0..<lane.entries).contains { index in
        guard [.waiting, .taken].contains(lane.mark(at: index).phase) else { return false }
        let tag = lane.tag(at: index)
        return RequestKey(high: tag.high, low: tag.low, number: tag.number) == key
      }
    }
  }
}

extension RequestQueue.State {
  /// Keeps an answer that came too late.
  mutating func keep(_ request: RequestQueue.Request, _ result: Result<WriteReceipt, any Error>) {
    if late.updateValue(.init(digest: request.digest, result: result), forKey: request.key) == nil {
      lateOrder.append(request.key)
    }
    if lateOrder.count > RequestQueue.lateLimit { late[lateOrder.removeFirst()] = nil }
  }
}
