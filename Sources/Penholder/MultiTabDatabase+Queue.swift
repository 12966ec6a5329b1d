import PenholderCore
import SharedMemory

extension MultiTabDatabase {
  /// Asks the leader, whichever tab that is, to carry out a write, and returns its receipt. Works in
  /// every tab: leader, follower, observer.
  ///
  /// The write is carried out exactly once, whoever dies meanwhile: a new leader goes on where the old
  /// one stopped. What is thrown never lies. The requests of one tab are carried out in the order of
  /// their submission.
  ///
  /// Bounds: a request has at most 32 KiB, statements and arguments together; 64 of a tab are on their
  /// way at a time, of 32 KiB together, and up to 16,384 more wait in the tab. A group commit takes at most 512.
  ///
  /// - Parameters:
  ///   - request: what to do, whole or not at all.
  ///   - timeout: how long to wait for the answer; while nobody leads, or the leader is stopped, this
  ///     is what ends the wait.
  /// - Throws: ``PenholderError/timedOut(waitingFor:)`` when it was withdrawn before the leader took
  ///   it: nothing was written; ``PenholderError/outcomeUnknown(key:)`` when the leader has it;
  ///   ``PenholderError/conflict(expected:actual:)``, ``PenholderError/refusedBySQLite(code:message:)``,
  ///   ``PenholderError/requestTooLarge(bytes:limit:)``, ``PenholderError/queueFull(limit:)``,
  ///   ``PenholderError/badRequest(_:)``, ``PenholderError/closed``: nothing was written. (A conflict and
  ///   SQLite's refusal are outcomes: under the same key they are told again.) Cancelling the task withdraws the request
  ///   (``PenholderError/cancelled``: nothing was written), unless the leader has it: then the answer
  ///   is waited for.
  @discardableResult
  public func queueWrite(
    _ request: WriteRequest, timeout: Duration = .seconds(5)
  ) async throws -> WriteReceipt {
    try await tab.whileOpen {
      let requests = tab.requests
      let ticket = requests.ticket()
      return try await withTaskCancellationHandler {
        try await withCheckedThrowingContinuation { continuation in
          submit(request, ticket: ticket, timeout: timeout, isCancelled: { Task.isCancelled }) {
            continuation.resume(with: $0)
          }
        }
      } onCancel: {
        requests.cancel(ticket)
      }
    }
  }

  /// As ``queueWrite(_:timeout:)``, without waiting: when this returns, the request has its place
  /// among this tab's others.
  ///
  /// - Parameters:
  ///   - request: what to do, whole or not at all.
  ///   - timeout: how long to wait for the answer.
  ///   - completion: called once with what `queueWrite(_:timeout:)` would return or throw, on a thread
  ///     of the library's or on the caller's: it must not block.
  public func queueWrite(
    _ request: WriteRequest, timeout: Duration = .seconds(5),
    completion: @escaping @Sendable (Result<WriteReceipt, any Error>) -> Void
  ) {
    submit(
      request, ticket: tab.requests.ticket(), timeout: timeout, isCancelled: { false }, completion)
  }

  private func submit(
    _ request: WriteRequest, ticket: UInt64, timeout: Duration, isCancelled: () -> Bool,
    _ completion: @escaping @Sendable (Result<WriteReceipt, any Error>) -> Void
  ) {
    if tab.isForked { return completion(.failure(PenholderError.forked)) }
    if tab.store.restriction != nil {
      return completion(.failure(PenholderError.readOnly(path: tab.path)))
    }
    if let objection = request.objection {
      return completion(.failure(PenholderError.badRequest(objection)))
    }
    let now = monotonicNow()
    let limit = now.addingReportingOverflow(timeout.nanoseconds)
    tab.requests.submit(
      request, ticket: ticket, knownCommit: tab.knownCommit, now: now,
      deadline: limit.overflow ? .max - 1 : limit.partialValue, isCancelled: isCancelled,
      waiter: completion)
  }
}

extension WriteRequest {
  /// Why it cannot be sent, or nil.
  fileprivate var objection: String? {
    if statements.isEmpty { return "A request needs a statement." }
    if let key, key.isEmpty || key.utf8.count > RequestKey.nameLimit {
      return "A key has 1 to \(RequestKey.nameLimit) bytes."
    }
    if let expectedChanges, expectedChanges < 0 { return "expectedChanges is 0 or more." }
    return nil
  }
}
