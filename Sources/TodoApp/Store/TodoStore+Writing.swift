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
      let author = Author(owner: owner, tab: database.number, at: clock())
      let request = try TodoRequest.change(change, by: author)
      try await sendPreparation()
      if overrides && !database.isLeader {
        let made = try await database.write(request.request.statements)
        settle(change, request.token, Made(made), by: database.number, tell)
      } else {
        let told: @Sendable (Result<WriteReceipt, any Error>) -> Void = { [self] result in
          switch result {
          case .success(let receipt):
            settle(change, request.token, Made(receipt), by: leader(of: receipt.term), tell)
          case .failure(let error): tell(.refused(Refusal(error)))
          }
        }
        queue(request.request, asks: Self.asks, unknown: { tell(.unknown) }, tell: told)
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
    database.queueWrite(request, timeout: patience) { [self] result in
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
    var changes: Int
    var commit: UInt64

    init(_ result: ExecutionResult) {
      (changes, commit) = (result.changes ?? 0, result.commit ?? 0)
    }
    init(_ receipt: WriteReceipt) { (changes, commit) = (receipt.changes, receipt.commit) }
  }

  /// Tells what became of a change. One that met no row was refused, and the rows say why.
  private func settle(
    _ change: Change, _ token: Int64, _ made: Made, by tab: Int?,
    _ tell: @escaping @Sendable (WriteOutcome) -> Void
  ) {
    switch change {
    case .add where made.changes > 0, .undo, .redo: break
    case _ where made.changes > 0, .saveFilter, .removeFilter, .clearDone:
      return tell(.saved(id: change.id, version: change.version, commit: made.commit, by: tab))
    default: break
    }
    Task {
      do {
        let outcome = try await database.read { db -> WriteOutcome in
          switch change {
          case .undo, .redo:
            return try Self.outcome(db, change, token, made.commit, by: tab)
          case .add where made.changes > 0:
            // It has its number now, unless somebody was quick to remove the row.
            let id = try TodoTable.id(db, marked: -change.id) ?? change.id
            return .saved(id: id, version: 1, commit: made.commit, by: tab)
          default:
            return try Self.refusal(db, of: change).map(WriteOutcome.refused)
              ?? .saved(id: change.id, version: change.version - 1, commit: made.commit, by: tab)
          }
        }
        tell(outcome)
      } catch {
        tell(.refused(Refusal(error)))
      }
    }
  }

  /// What became of an undo or a redo.
  private static func outcome(
    _ db: Database, _ change: Change, _ token: Int64, _ commit: UInt64, by tab: Int?
  ) throws -> WriteOutcome {
    let isRedo = if case .redo = change { true } else { false }
    switch try Journal.answer(db, to: token, isRedo: isRedo) {
    case .none: return .refused(.nothingLeft)
    case .turned(let turned): return .turned(turned, commit: commit, by: tab)
    case .blocked(.todo(let todo)): return .refused(.changed(todo))
    case .blocked(.removal(let removal)): return .refused(.deleted(removal))
    case .blocked(nil):
      return .refused(.failed("what it is a part of is gone, or it has got parts of its own"))
    }
  }

  /// Why a change met nothing; nil if everything was so already.
  private static func refusal(_ db: Database, of change: Change) throws -> Refusal? {
    if case .add(let additions, _) = change {
      return try orphaned(db, additions.first?.todo.parent)
    }
    let isRestored = if case .restore = change { true } else { false }
    for target in change.targets {
      switch try TodoTable.find(db, target.id) {
      case nil: return .failed("there is no such todo")
      case .todo(let todo):
        if case .edit(_, let edits) = change, todo.isOverfull(after: edits) {
          return .failed("a todo has at most \(Todo.tagsLimit) tags")
        }
        if isRestored || target.base.map({ $0 != todo.version }) ?? false { return .changed(todo) }
      case .removal(let removal):
        if !isRestored || target.base != nil { return .deleted(removal) }
      }
    }
    switch change {
    case .move(_, let destination): return try misplaced(db, destination)
    case .edit: return nil
    default: return .failed("it cannot be done")
    }
  }

  private static func orphaned(_ db: Database, _ parent: Int64?) throws -> Refusal {
    guard let parent, case .todo? = try TodoTable.find(db, parent) else {
      return .failed("what it is to be a part of is not there any more")
    }
    return .failed("parts of parts end at 16 levels")
  }

  private static func misplaced(_ db: Database, _ destination: Destination) throws -> Refusal {
    if let other = destination.other {
      switch try TodoTable.find(db, other) {
      case .todo: break
      case .removal(let removal): return .deleted(removal)
      case nil: return .failed("there is no such todo")
      }
    }
    return .failed("a todo cannot be a part of itself, and parts of parts end at 16 levels")
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
