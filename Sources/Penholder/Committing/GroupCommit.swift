import GRDB
import PenholderCore
import SharedMemory

/// Carries out a group in one fenced transaction if it can be, in several if it must be. On the
/// writer's queue.
///
/// Most groups run without savepoints: SQLite itself takes back a statement that fails. Only when a
/// request leaves something behind that has to be taken back is the transaction begun anew, with a
/// savepoint around each. A request that ends the transaction is refused and the rest begun anew
/// without it; so each new beginning has one fewer, and there is an end. When the world fails (a full
/// disk), each is tried by itself, once.
struct GroupCommit {
  let store: Store
  /// Where attempts are counted.
  let file: CoordinationFile
  let term: UInt64
  let instance: TabInstance
  /// Called after each commit, before anything else is written.
  let committed: (Store.Commit) -> Void

  /// How it went.
  enum Ending {
    /// Everything has its answer.
    case answered
    /// Somebody else is inside a write transaction; nothing was taken.
    case blocked
    /// Another tab has led since; nothing was taken.
    case fenced
    /// No transaction can be begun; nothing was taken, and the tab's own writes have failed.
    case unable
  }

  private enum Isolation { case none, savepoints }

  private enum Step {
    /// Everything has its answer; it is to be committed.
    case ready
    /// Something is to be taken back that only a savepoint can take back, or the transaction is gone.
    case beginAnew
  }

  /// Carries out `group`.
  ///
  /// - Parameter fill: adds what is to be carried out, inside the transaction: what is taken from a
  ///   lane is taken by a leader who has passed the fence and whom no other can overtake.
  func run(
    _ db: Database, _ group: inout Group,
    fill: (inout Group, _ sequence: UInt64) -> Void = { _, _ in }
  ) -> Ending {
    var isolation = Isolation.none
    var isFilled = false
    while true {
      do {
        try db.beginTransaction(.immediate)
        guard store.writing.isOpenToWrites,
          let sequence = try StateRow.fence(db, term: term, instance: instance)
        else {
          try db.rollback()
          return .fenced
        }
        if !isFilled { fill(&group, sequence) }
        isFilled = true
        KillPoint.reached(.requestsTaken)
        switch try attempt(db, &group, isolation, sequence) {
        case .ready:
          try finish(db, &group, sequence)
          return .answered
        case .beginAnew:
          Self.rollBack(db)
          group.reopen()
          if group.isSettled { return .answered }
          isolation = .savepoints
        }
      } catch {
        Self.rollBack(db)
        // Nothing was taken: who is in the lanes waits, until it works or their time-outs come.
        if !isFilled, (error as? DatabaseError)?.resultCode == .SQLITE_BUSY { return .blocked }
        group.reopen()
        guard isFilled else {
          group.fail(error)
          return .unable
        }
        guard group.openCount > 1 else {
          group.fail(error)
          return .answered
        }
        return runSeparately(db, &group)
      }
    }
  }

  /// Each by itself, in order.
  func runSeparately(_ db: Database, _ group: inout Group) -> Ending {
    for index in group.requests.indices where group.requests[index].answer == nil {
      var single = Group(requests: [group.requests[index]])
      let ending = run(db, &single)
      guard case .answered = ending else { return ending }
      group.requests[index] = single.requests[0]
    }
    for index in group.locals.indices where group.locals[index].result == nil {
      var single = Group(locals: [group.locals[index]])
      let ending = run(db, &single)
      guard case .answered = ending else { return ending }
      group.locals[index] = single.locals[0]
    }
    return .answered
  }

  /// - Throws: what the world did: everything is to be taken back.
  private func attempt(
    _ db: Database, _ group: inout Group, _ isolation: Isolation, _ sequence: UInt64
  ) throws -> Step {
    let collector = store.writing.collector
    collector.begin(counting: db.totalChangesCount)
    defer { collector.end() }
    let known = try outcomes(db, of: group)
    for index in group.requests.indices where group.requests[index].answer == nil {
      if case .beginAnew = try carryOut(db, &group, index, isolation, sequence, known) {
        return .beginAnew
      }
    }
    let isAlone = group.locals.count == 1 && !group.requests.contains { $0.answer?.isNew == true }
    for index in group.locals.indices where group.locals[index].result == nil {
      let step = try carryOut(db, &group.locals[index], isAlone: isAlone)
      if case .beginAnew = step { return step }
    }
    return .ready
  }

  /// Carries out one write of this tab.
  private func carryOut(
    _ db: Database, _ local: inout Group.Local, isAlone: Bool
  ) throws -> Step {
    let write = local.write
    let collector = store.writing.collector
    do {
      try store.writing.timeLimit.run(unless: write) {
        if !isAlone { return try inSavepoint(db) { try write.body(db) } }
        try write.body(db)
        guard db.isInsideTransaction, !collector.wasEnded else { throw Store.endedByItself }
      }
      local.isDone = true
      return .ready
    } catch {
      let isGone = !db.isInsideTransaction || collector.wasEnded
      if let error = error as? DatabaseError, error.isOfTheWorld, isGone { throw error }
      local.result = .failure(error)
      return isGone || isAlone ? .beginAnew : .ready
    }
  }

  /// Carries out one request, or finds what became of it.
  private func carryOut(
    _ db: Database, _ group: inout Group, _ index: Int, _ isolation: Isolation,
    _ sequence: UInt64, _ known: [RequestKey: OutcomeTable.Stored]
  ) throws -> Step {
    if group.requests[index].mayBeKnown {
      if group.requests[index].isAsked, let twin = twin(of: index, in: group) {
        // Its tab's own request of this key comes first, wherever it stands.
        if group.requests[twin].answer == nil {
          if case .beginAnew = try carryOut(db, &group, twin, isolation, sequence, known) {
            return .beginAnew
          }
        }
        answer(&group.requests[index], from: group.requests[twin])
        return .ready
      }
      try answerFromStore(db, &group.requests[index], before: sequence, known)
      if group.requests[index].answer != nil { return .ready }
    }
    return try execute(db, &group.requests[index], isolation)
  }

  /// Another request of the group with the same key: one that has been carried out, or the original.
  /// O(requests), for the few that are asked for by their keys.
  private func twin(of index: Int, in group: Group) -> Int? {
    group.requests.indices.first {
      $0 != index && group.requests[$0].key == group.requests[index].key
        && (group.requests[$0].answer != nil || !group.requests[$0].isAsked)
    }
  }

  private func answer(_ request: inout TakenRequest, from twin: TakenRequest) {
    guard var answer = twin.answer else { return }
    guard twin.digest == request.digest else {
      request.answer = .keyTaken
      return
    }
    (answer.isNew, answer.isReplayed) = (false, true)
    request.answer = answer
  }

  /// What the database knows of the tabs' own requests that may have been carried out, in one look.
  private func outcomes(
    _ db: Database, of group: Group
  ) throws -> [RequestKey: OutcomeTable.Stored] {
    let asked = group.requests.filter { $0.answer == nil && $0.mayBeKnown && !$0.key.isNamed }
    guard let lowest = asked.map(\.notBefore).min() else { return [:] }
    return try OutcomeTable.outcomes(of: Set(asked.map(\.key)), after: lowest, in: db)
  }

  private func answerFromStore(
    _ db: Database, _ request: inout TakenRequest, before sequence: UInt64,
    _ known: [RequestKey: OutcomeTable.Stored]
  ) throws {
    let stored =
      request.key.isNamed ? try OutcomeTable.named(request.key, in: db) : known[request.key]
    if let stored {
      guard stored.outcome.digest == request.digest else {
        request.answer = .keyTaken
        return
      }
      request.answer = TakenRequest.Answer(
        result: stored.outcome.result, commit: stored.commit, term: stored.term,
        isReplayed: true)
    } else if !request.key.isNamed,
      !OutcomeTable.isComplete(after: request.notBefore, at: sequence)
    {
      request.answer = .forgotten
    }
  }

  private func execute(
    _ db: Database, _ request: inout TakenRequest, _ isolation: Isolation
  ) throws -> Step {
    guard let body = request.body else { preconditionFailure("what has no body has its answer") }
    if request.attempts >= TakenRequest.attemptLimit {
      let message = "\(request.attempts) leaders ended while they carried out this request."
      request.answer = TakenRequest.Answer(
        result: .refused(Refusal(.unfit, message: message)), isNew: true, isFinal: true)
      return .ready
    }
    let lane = file.lane(request.tab)
    lane.count(attempt: true, of: request.number)
    defer { lane.count(attempt: false, of: request.number) }
    KillPoint.reached(.executing)
    let collector = store.writing.collector
    let before = db.totalChangesCount
    let mark = collector.mark
    var progress = StatementCache.Progress()
    do {
      db.forgetLastInsertedRowID()
      let run = { (progress: inout StatementCache.Progress) in
        try store.writing.timeLimit.limit(to: store.settings.requestTimeLimit.nanoseconds) {
          try store.writing.statements.run(body, in: db, &progress)
        }
        let changes = db.totalChangesCount - before
        if let expected = body.expectedChanges, changes != expected {
          throw Refusal.Conflict(actual: changes)
        }
      }
      switch isolation {
      case .none: try run(&progress)
      case .savepoints: try inSavepoint(db) { try run(&progress) }
      }
      let row = db.lastInsertedRowID
      request.answer = TakenRequest.Answer(
        result: .done(
          changes: Int64(db.totalChangesCount - before), lastRowID: row == 0 ? nil : row),
        isNew: true)
      return .ready
    } catch {
      let isGone = !db.isInsideTransaction || collector.wasEnded
      if let error = error as? DatabaseError, error.isOfTheWorld { throw error }
      let changed = db.totalChangesCount - before
      // Of a statement that failed mostly nothing is left. Of those before it, nothing if there was
      // none, or if they are counted and the count has not moved.
      let isClean = changed == 0 && (progress.completed == 0 || progress.isCounted)
      request.answer = TakenRequest.Answer(
        result: .refused(Refusal(request: error)), isNew: true, isFinal: isGone)
      if isGone { return .beginAnew }
      collector.takeBack(to: mark, changes: changed)
      if isolation == .savepoints { return .ready }
      return try isClean && !Self.mayLeaveRest(body, in: db) ? .ready : .beginAnew
    }
  }

  /// Runs `body` in a savepoint, which is taken back when it throws.
  private func inSavepoint(_ db: Database, _ body: () throws -> Void) throws {
    try db.inSavepoint {
      try body()
      guard db.isInsideTransaction, !store.writing.collector.wasEnded else {
        throw Store.endedByItself
      }
      return .commit
    }
  }

  /// Stores the outcomes and commits.
  private func finish(_ db: Database, _ group: inout Group, _ sequence: UInt64) throws {
    let collector = store.writing.collector
    let changes = collector.changes(counting: db.totalChangesCount)
    guard group.hasNews else {
      try db.rollback()
      return
    }
    let outcomes = group.requests.compactMap(\.outcome)
    if !outcomes.isEmpty {
      try OutcomeTable.store(outcomes, commit: sequence, term: term, in: db)
    }
    if sequence / 256 != store.writing.prunedAt / 256 {
      try OutcomeTable.prune(db, commit: sequence)
      store.writing.prunedAt = sequence
    }
    let schemaVersion = try Store.schemaVersion(db)
    let commit = Store.Commit(
      sequence: sequence, term: term, changes: changes,
      changesSchema: schemaVersion != store.writing.schemaVersion)
    try store.checkPlace()
    KillPoint.reached(.beforeCommit)
    try db.commit()
    KillPoint.reached(.afterCommit)
    if commit.changesSchema { store.writing.statements.forget() }
    store.writing.schemaVersion = schemaVersion
    group.complete(commit)
    committed(commit)
    KillPoint.reached(.announced)
  }

  private static func rollBack(_ db: Database) {
    // Only ever fails when SQLite has done it by itself.
    try? db.rollback()
  }
}

extension TakenRequest.Answer {
  fileprivate static let keyTaken = Self(
    result: .refused(
      Refusal(
        .keyTaken,
        message: "This key belongs to another request. A new request needs a key of its own.")))
  fileprivate static let forgotten = Self(result: .refused(Refusal(.forgotten, message: "")))
}

extension Refusal {
  /// What is told of a request that failed while it was carried out.
  fileprivate init(request error: any Error) {
    if let error = error as? DatabaseError, error.resultCode == .SQLITE_INTERRUPT {
      self.init(
        .sqlite, code: Int64(error.extendedResultCode.rawValue),
        message: "The request took longer than the leader allows (requestTimeLimit).")
    } else {
      self.init(error)
    }
  }
}
