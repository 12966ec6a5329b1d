import GRDB
import PenholderCore
import SharedMemory

// One request: found among what was carried out before, or carried out.

extension GroupCommit {
  /// Carries out one request, or finds what became of it.
  ///
  /// - Throws: what the world did.
  func carryOut(
    _ db: Database, _ group: inout Group, _ index: Int, _ isolation: Isolation,
    _ sequence: UInt64, _ known: [RequestKey: OutcomeTable.Stored]
  ) throws -> Step {
    if group.requests[index].mayBeKnown {
      if group.requests[index].isAsked, let twin = twin(of: index, in: group) {
        // Its tab's own request of this key comes first, wherever it stands.
        if group.requests[twin].answer == nil {
          let step = try carryOut(db, &group, twin, isolation, sequence, known)
          if case .beginAnew = step { return step }
        }
        if group.requests[twin].answer?.isOfKey == true {
          answer(&group.requests[index], from: group.requests[twin])
          return .ready
        }
      }
      try answerFromStore(db, &group.requests[index], before: sequence, known)
      if group.requests[index].answer != nil { return .ready }
    }
    return try execute(db, &group.requests[index], isolation)
  }

  // MARK: Finding

  /// Another request of the group with the same key: one that tells what became of it, or the
  /// original. O(requests), for the few that are asked for by their keys.
  private func twin(of index: Int, in group: Group) -> Int? {
    group.requests.indices.first { other in
      guard other != index, group.requests[other].key == group.requests[index].key else {
        return false
      }
      return group.requests[other].answer?.isOfKey ?? !group.requests[other].isAsked
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
  func outcomes(
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
      request.answer = TakenRequest.unknown
    } else {
      request.isNew = true
    }
  }

  // MARK: Carrying out

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
      switch isolation {
      case .none: try run(body, in: db, &progress)
      case .savepoints: try inSavepoint(db) { try run(body, in: db, &progress) }
      }
      let row = db.lastInsertedRowID
      request.answer = TakenRequest.Answer(
        result: .done(changes: Int64(progress.changes), lastRowID: row == 0 ? nil : row),
        isNew: true)
      return .ready
    } catch {
      let isGone = !db.isInsideTransaction || collector.wasEnded
      if let error = error as? DatabaseError, error.isOfTheWorld { throw error }
      request.answer = TakenRequest.Answer(
        result: .refused(Refusal(request: error)), isNew: true, isFinal: isGone)
      if isGone { return .beginAnew }
      let changed = db.totalChangesCount - before
      if isolation == .none, changed != 0 || !progress.isCounted { return .beginAnew }
      if isolation == .none, !(error is Refusal.Conflict), try Self.mayLeaveRest(body, in: db) {
        return .beginAnew
      }
      collector.takeBack(to: mark, changes: changed)
      if isolation == .savepoints { try store.noteSchema(db) }
      return .ready
    }
  }

  private func run(
    _ body: RequestBody, in db: Database, _ progress: inout StatementCache.Progress
  ) throws {
    try store.writing.timeLimit.limit(to: store.settings.requestTimeLimit.nanoseconds) {
      try store.writing.statements.run(body, in: db, &progress)
    }
    if !progress.isCounted { try store.noteSchema(db) }
    if let expected = body.expectedChanges, progress.changes != expected {
      throw Refusal.Conflict(actual: progress.changes)
    }
    try store.checkRests(db, besidesTemporary: progress.isCounted)
  }

  /// Whether a statement that failed may have left something behind that SQLite has not counted.
  ///
  /// `ON CONFLICT FAIL` and `RAISE(FAIL)` keep what was done before the conflict, and of a trigger's
  /// step that ends so, SQLite forgets the count (its virtual machine puts the outer program's counter
  /// back, see `sqlite3VdbeFrameRestore`). Asked only after a failure; O(schema).
  private static func mayLeaveRest(_ body: RequestBody, in db: Database) throws -> Bool {
    if body.statements.contains(where: { $0.sql.lowercased().contains("fail") }) { return true }
    return try Bool.fetchOne(
      db.cachedStatement(
        sql: """
          SELECT EXISTS (
            SELECT 1 FROM sqlite_master WHERE sql LIKE '%fail%'
            UNION ALL SELECT 1 FROM sqlite_temp_master WHERE sql LIKE '%fail%')
          """)) ?? true
  }
}

extension TakenRequest.Answer {
  fileprivate static let keyTaken = Self(
    result: .refused(
      Refusal(
        .keyTaken,
        message: "This key belongs to another request. A new request needs a key of its own.")))
}

extension Refusal {
  /// What is told of a request that failed while it was carried out.
  fileprivate init(request error: any Error) {
    if let error = error as? DatabaseError, error.resultCode == .SQLITE_INTERRUPT {
      self.init(
        .sqlite, code: Int64(error.extendedResultCode.rawValue),
        message: "The request took longer than the leader allows (requestTimeLimit)")
    } else {
      self.init(error)
    }
  }
}
