import GRDB
import Penholder

extension TodoStore {
  /// How often the screen asks for an outcome at most: for minutes.
  private static let asks = 20

  /// Sends a change on its way: when this returns it has its place behind all that were sent before.
  ///
  /// - Parameters:
  ///   - queueing: whether another tab may make it; otherwise only this one, as the leader.
  ///   - tell: is called with the outcome, on any thread; before that perhaps with `unknown`, any
  ///     number of times.
  public func send(
    _ change: Change, queueing: Bool, tell: @escaping @Sendable (WriteOutcome) -> Void
  ) async {
    guard queueing || database.isLeader || overrides else { return tell(.refused(.notLeader)) }
    do {
      let author = Author(tab: database.number, at: clock())
      let request = try TodoRequest.change(change, by: author)
      try await sendPreparation()
      if overrides && !database.isLeader {
        let made = try await database.write(request.statements)
        settle(
          change, Made(changes: made.changes, row: made.lastInsertedRowID, commit: made.commit),
          by: database.number, tell)
      } else {
        let told: @Sendable (Result<WriteReceipt, any Error>) -> Void = { [self] result in
          switch result {
          case .success(let receipt):
            let made = Made(
              changes: receipt.changes, row: receipt.lastInsertedRowID, commit: receipt.commit)
            settle(change, made, by: leader(of: receipt.term), tell)
          case .failure(let error): tell(.refused(Refusal(error)))
          }
        }
        queue(request, asks: Self.asks, unknown: { tell(.unknown) }, tell: told)
      }
    } catch {
      tell(.refused(Refusal(error)))
    }
  }

  /// Queues a request, and asks again as long as nobody can tell what became of it.
  ///
  /// - Parameters:
  ///   - asks: how often at most, each time as long as our patience lasts.
  ///   - unknown: is called each time before it is asked again.
  func queue(
    _ request: WriteRequest, asks: Int, unknown: @escaping @Sendable () -> Void = {},
    tell: @escaping @Sendable (Result<WriteReceipt, any Error>) -> Void
  ) {
    database.queueWrite(request, timeout: Self.patience) { [self] result in
      guard case .failure(PenholderError.outcomeUnknown(let key)) = result, asks > 1 else {
        return tell(result)
      }
      unknown()
      var again = request
      again.key = key
      queue(again, asks: asks - 1, unknown: unknown, tell: tell)
    }
  }

  /// What was carried out for a change.
  private struct Made {
    var changes: Int?
    var row: Int64?
    var commit: UInt64?
  }

  /// Tells what became of a change. One that met no row was refused, and the row says why.
  private func settle(
    _ change: Change, _ made: Made, by tab: Int?,
    _ tell: @escaping @Sendable (WriteOutcome) -> Void
  ) {
    guard made.changes == 0 else {
      let id = if case .add = change { made.row ?? change.id } else { change.id }
      return tell(.saved(id: id, version: change.version, commit: made.commit ?? 0, by: tab))
    }
    Task {
      do {
        switch try await database.read({ try TodoTable.find($0, change.id) }) {
        case .todo(let todo): tell(.refused(.changed(todo)))
        case .removal(let removal): tell(.refused(.deleted(removal)))
        case nil: tell(.refused(.failed("there is no such todo")))
        }
      } catch {
        tell(.refused(Refusal(error)))
      }
    }
  }

  /// Who leads in a term, if that is still going on.
  private func leader(of term: UInt64) -> Int? {
    let info = database.leaderInfo
    guard info.term == term else { return nil }
    return info.isLeader ? database.number : info.leader?.tab
  }
}

extension Refusal {
  /// Why a change was not made, in the app's words.
  init(_ error: any Error) {
    switch error {
    case PenholderError.notLeader, PenholderError.leadershipLost: self = .notLeader
    case PenholderError.timedOut: self = .timedOut(maybeApplied: false)
    case PenholderError.outcomeUnknown: self = .timedOut(maybeApplied: true)
    case PenholderError.refusedBySQLite(_, let message): self = .failed(message)
    case PenholderError.closed: self = .failed("the list was closed before anybody took it")
    default: self = .failed(reason(of: error))
    }
  }
}
