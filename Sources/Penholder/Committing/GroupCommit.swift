import GRDB
import PenholderCore
import SharedMemory

/// Carries out a group in one fenced transaction if it can be, in several if it must be. On the
/// writer's queue.
///
/// Most groups run without savepoints: SQLite itself takes back a statement that fails. Only when a
/// request may leave something behind that has to be taken back is the transaction begun anew, with a
/// savepoint around each. A request that ends the transaction is refused and the rest begun anew
/// without it; so each new beginning has one fewer, and there is an end. When the world fails (a full
/// disk), each is tried by itself, once.
struct GroupCommit {
  let store: Store
  /// Where requests come from, and attempts are counted.
  let file: CoordinationFile
  let term: UInt64
  let instance: TabInstance
  /// Called after each commit, before anything else is written.
  let committed: (Store.Commit) -> Void

  /// How it went.
  enum Ending {
    /// Everything has its answer, or its time was up: then what has none is to be tried again.
    case answered
    /// Somebody else is inside a write transaction; nothing was taken.
    case blocked
    /// Another tab has led since; nothing was taken.
    case fenced
    /// No transaction can be begun; nothing was taken.
    case unable(any Error)
  }

  enum Isolation { case none, savepoints }

  enum Step {
    /// What was done may be committed.
    case ready
    /// Something is to be taken back that only a savepoint can take back, or the transaction is gone.
    case beginAnew
  }

  /// The commit itself failed in a way that leaves open whether a crash would bring it back.
  private struct Unsure: Error {
    let error: any Error
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
      // A writer that is closed would only say that the database is read-only.
      guard store.writing.openTerm == term else { return .fenced }
      do {
        try Self.begin(db)
        guard
          let sequence = try StateRow.fence(
            db, term: term, instance: instance, after: store.writing.lastCommit)
        else {
          try db.rollback()
          return .fenced
        }
        if !isFilled, store.writing.nonce == file.nonce { fill(&group, sequence) }
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
        if !isFilled {
          let isBusy = (error as? DatabaseError)?.resultCode == .SQLITE_BUSY
          return isBusy ? .blocked : .unable(error)
        }
        group.reopen()
        if group.openCount > 1 { return runSeparately(db, &group) }
        let unsure = error as? Unsure
        group.fail(unsure?.error ?? error, isCertain: unsure == nil)
        return .answered
      }
    }
  }

  /// Each by itself, in order.
  private func runSeparately(_ db: Database, _ group: inout Group) -> Ending {
    for index in group.requests.indices where group.requests[index].answer == nil {
      group.requests[index].leaveGroup()
      var single = Group(requests: [group.requests[index]])
      let ending = run(db, &single)
      group.requests[index] = single.requests[0]
      group.note(single)
      guard case .answered = ending else { return ending }
    }
    for index in group.locals.indices where group.locals[index].result == nil {
      var single = Group(locals: [group.locals[index]])
      let ending = run(db, &single)
      group.locals[index] = single.locals[0]
      group.note(single)
      guard case .answered = ending else { return ending }
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
    try store.noteSchema(db)
    let (end, isFar) = monotonicNow().addingReportingOverflow(
      store.settings.groupTimeLimit.nanoseconds)
    var isOverdue: Bool { !isFar && monotonicNow() > end }
    let known = try outcomes(db, of: group)
    func carryOutRequests() throws -> Step {
      for index in group.requests.indices where group.requests[index].answer == nil {
        if isOverdue, group.isBegun { return .ready }
        let step = try carryOut(db, &group, index, isolation, sequence, known)
        if case .beginAnew = step { return step }
      }
      return .ready
    }
    func carryOutLocals() throws -> Step {
      let isAlone =
        group.locals.count == 1
        && group.requests.allSatisfy { $0.answer != nil && $0.answer?.isNew == false }
      for index in group.locals.indices where group.locals[index].result == nil {
        if isOverdue, group.isBegun { return .ready }
        let step = try carryOut(db, &group.locals[index], isAlone: isAlone)
        if case .beginAnew = step { return step }
      }
      return .ready
    }
    let haveWaited = group.locals.contains { $0.write.hasWaited.load(ordering: .relaxed) }
    let first = try haveWaited ? carryOutLocals() : carryOutRequests()
    if case .beginAnew = first { return first }
    return try haveWaited ? carryOutRequests() : carryOutLocals()
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
    try store.checkLog(db)
    KillPoint.reached(.beforeCommit)
    do {
      try Self.commit(db)
    } catch let error as DatabaseError where error.resultCode == .SQLITE_IOERR {
      // The log may hold it whole, unknown to SQLite as long as nobody has to recover.
      throw Unsure(error: error)
    }
    KillPoint.reached(.afterCommit)
    store.writing.schemaVersion = schemaVersion
    store.writing.lastCommit = sequence
    group.complete(commit)
    committed(commit)
    KillPoint.reached(.announced)
  }

  /// As GRDB does it, but compiled once: a group may be one small write, and compiling BEGIN and COMMIT
  /// took a tenth of it. GRDB forgets a statement that failed.
  private static func begin(_ db: Database) throws {
    try db.cachedStatement(sql: "BEGIN IMMEDIATE TRANSACTION").execute()
  }

  private static func commit(_ db: Database) throws {
    try db.cachedStatement(sql: "COMMIT TRANSACTION").execute()
  }

  private static func rollBack(_ db: Database) {
    // Only ever fails when SQLite has done it by itself.
    try? db.rollback()
  }

  /// Runs `body` in a savepoint, which is taken back when it throws.
  func inSavepoint(_ db: Database, _ body: () throws -> Void) throws {
    try db.inSavepoint {
      try body()
      guard db.isInsideTransaction, !store.writing.collector.wasEnded else {
        throw Store.endedByItself
      }
      return .commit
    }
  }

  /// Carries out one write of this tab.
  private func carryOut(
    _ db: Database, _ local: inout Group.Local, isAlone: Bool
  ) throws -> Step {
    let write = local.write
    let collector = store.writing.collector
    do {
      try store.writing.timeLimit.run(unless: write) {
        let body = {
          try write.body(db)
          guard db.isInsideTransaction, !collector.wasEnded else { throw Store.endedByItself }
          try store.noteSchema(db)
          try store.checkRests(db)
        }
        if isAlone { try body() } else { try inSavepoint(db, body) }
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
}
