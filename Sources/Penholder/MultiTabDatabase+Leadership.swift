import PenholderCore

extension MultiTabDatabase {
  /// Returns the term once this tab leads; at once if it does. Cancelling the task withdraws.
  ///
  /// Does not hurry anybody: see ``requestLeadership(timeout:)``.
  ///
  /// - Parameter timeout: how long to wait; nil for ever.
  /// - Throws: ``PenholderError/timedOut(waitingFor:)``, ``PenholderError/readOnly(path:)``,
  ///   ``PenholderError/takeoverBlocked(pid:)`` when that is what the time was spent on,
  ///   ``PenholderError/cancelled``, ``PenholderError/closed``; ``PenholderError/badRequest(_:)`` in an
  ///   observer, which never leads.
  @discardableResult
  public func waitForLeadership(timeout: Duration? = nil) async throws -> UInt64 {
    try await lead(asking: false, timeout: timeout)
  }

  /// Asks for leadership: a living leader hands over if its policy allows, a dead or silent one is
  /// replaced. Cancelling the task withdraws the request.
  ///
  /// - Parameter timeout: how long to wait for it.
  /// - Returns: what came of it; ``LeadershipOutcome/notGranted(leader:)`` when the time is out.
  /// - Throws: ``PenholderError/cancelled``, ``PenholderError/closed``,
  ///   ``PenholderError/readOnly(path:)``, ``PenholderError/badRequest(_:)`` in an observer, and
  ///   ``PenholderError/takeoverBlocked(pid:)`` when that is what the time was spent on.
  public func requestLeadership(
    timeout: Duration = .seconds(5)
  ) async throws -> LeadershipOutcome {
    if tab.isForked { throw PenholderError.forked }
    if let term = tab.writableTerm { return .alreadyLeading(term: term) }
    do {
      return .granted(term: try await lead(asking: true, timeout: timeout))
    } catch PenholderError.timedOut {
      return .notGranted(leader: tab.leaderInfo.leader)
    }
  }

  private func lead(asking: Bool, timeout: Duration?) async throws -> UInt64 {
    if tab.isForked { throw PenholderError.forked }
    if tab.store.restriction != nil { throw PenholderError.readOnly(path: tab.path) }
    if tab.settings.isObserver {
      throw PenholderError.badRequest(
        "An observer never leads: open the database without isObserver.")
    }
    guard let timeout else { return try await tab.waitToLead(asking: asking) }
    return try await withThrowingTaskGroup(of: UInt64?.self) { group in
      group.addTask { [tab] in try await tab.waitToLead(asking: asking) }
      group.addTask {
        try await Task.sleep(for: timeout)
        return nil
      }
      defer { group.cancelAll() }
      do {
        if let term = try await group.next(), let term { return term }
      } catch is CancellationError {
        throw PenholderError.cancelled
      }
      // It came together with the end of the time.
      if let term = tab.writableTerm { return term }
      let info = tab.leaderInfo
      if let blocked = info.takeoverBlocked {
        throw PenholderError.takeoverBlocked(pid: blocked.pid)
      }
      throw PenholderError.timedOut(
        waitingFor: info.obstacle.map { "leadership: \($0)" } ?? "leadership")
    }
  }

  /// Gives up leadership, once the transaction under way has ended, and returns when it has been
  /// given up. Without effect in a tab that does not lead. This tab stands again after a lease.
  ///
  /// - Parameter successor: the number of the tab that shall stand first; nil for the next in line.
  public func resign(to successor: Int? = nil) async {
    await withCheckedContinuation { continuation in
      tab.send(.resign(to: successor) { continuation.resume() })
    }
  }

  /// Gives up leadership and does not stand until ``resumeCandidacy()``: to be called before the
  /// process is suspended. Returns when leadership has been given up.
  public func suspendCandidacy() async {
    await withCheckedContinuation { continuation in
      tab.send(.pause { continuation.resume() })
    }
  }

  /// Stands again.
  public func resumeCandidacy() { tab.send(.unpause) }
}
