import GRDB
import PenholderCore
import SharedMemory
import Synchronization

/// What is committed together: requests of any tab, and writes of this one.
struct Group {
  var requests: [TakenRequest] = []
  var locals: [Local] = []
  /// Whether any of it has been committed.
  private(set) var hasCommitted = false
  /// Whether any of it was not, for a reason of the world.
  private(set) var isFailedByWorld = false

  /// A write of this tab, and what has become of it so far.
  struct Local {
    let write: LocalWrite
    /// Nil while it is to be carried out.
    var result: Result<Store.Commit, any Error>?
    /// Whether the body has run, so that only the commit is missing.
    var isDone = false
  }

  /// How many there are to carry out.
  var openCount: Int {
    requests.count { $0.answer == nil } + locals.count { $0.result == nil }
  }

  /// Whether anything would be committed.
  var hasNews: Bool {
    requests.contains { $0.answer?.isNew == true } || locals.contains { $0.isDone }
  }

  /// Whether something has been carried out in the transaction under way.
  var isBegun: Bool {
    requests.contains { $0.answer?.isFinal == false } || locals.contains { $0.isDone }
  }

  /// Whether there is nothing to carry out and nothing to store.
  var isSettled: Bool { openCount == 0 && !hasNews }

  /// The transaction is to be begun anew: whatever it did has not happened.
  mutating func reopen() {
    for index in requests.indices where requests[index].answer?.isFinal == false {
      requests[index].answer = nil
    }
    for index in locals.indices { locals[index].isDone = false }
  }

  /// What was carried out by itself, as a group of its own, is of this one.
  mutating func note(_ single: Group) {
    hasCommitted = hasCommitted || single.hasCommitted
    isFailedByWorld = isFailedByWorld || single.isFailedByWorld
  }

  /// The transaction has been committed.
  mutating func complete(_ commit: Store.Commit) {
    hasCommitted = true
    for index in requests.indices where requests[index].answer?.commit == 0 {
      requests[index].answer?.commit = commit.sequence
      requests[index].answer?.term = commit.term
    }
    for index in locals.indices where locals[index].isDone {
      locals[index].result = .success(commit)
    }
  }

  /// Nothing of it has been written, for a reason that is not its own.
  ///
  /// - Parameter isCertain: whether it is also certain that nothing of it will be found after a crash.
  mutating func fail(_ error: any Error, isCertain: Bool) {
    if let error = error as? DatabaseError, error.resultCode != .SQLITE_BUSY {
      isFailedByWorld = error.isOfTheWorld
    }
    for index in requests.indices where requests[index].answer == nil {
      let request = requests[index]
      // A predecessor may have carried it out.
      let isCertain = isCertain && (request.isNew || !request.mayBeKnown)
      requests[index].answer =
        isCertain
        ? TakenRequest.Answer(result: .refused(Refusal(environment: error)), isFinal: true)
        : TakenRequest.unknown
    }
    for index in locals.indices where locals[index].result == nil {
      locals[index].result = .failure(error)
    }
  }
}

/// A write of the leader's own process, waiting for its turn.
final class LocalWrite: Sendable {
  /// Runs inside the transaction; may be run again if the transaction has to be begun anew.
  let body: @Sendable (Database) throws -> Void
  /// Called once, on the leader's thread.
  let finish: @Sendable (Result<Store.Commit, any Error>) -> Void
  /// When it was submitted: CLOCK_MONOTONIC nanoseconds.
  let submittedAt: UInt64
  private let isUnwanted = Atomic<Bool>(false)
  /// Whether a group's time was up before its turn came: in the next it comes first.
  let hasWaited = Atomic<Bool>(false)

  init(
    submittedAt: UInt64, body: @escaping @Sendable (Database) throws -> Void,
    finish: @escaping @Sendable (Result<Store.Commit, any Error>) -> Void
  ) {
    self.submittedAt = submittedAt
    self.body = body
    self.finish = finish
  }

  /// Nobody waits for it any more. Any thread.
  func cancel() { isUnwanted.store(true, ordering: .relaxed) }
  var isCancelled: Bool { isUnwanted.load(ordering: .relaxed) }
}

extension Refusal {
  /// What is told of a request that cannot be carried out for a reason of its own.
  init(_ error: any Error) {
    switch error {
    case let error as DatabaseError:
      self.init(
        .sqlite, code: Int64(error.extendedResultCode.rawValue),
        message: error.message ?? "\(error.resultCode)")
    case PenholderError.logLost:
      self.init(
        .sqlite, code: Int64(ResultCode.SQLITE_IOERR.rawValue),
        message: "the database's log (-wal, -shm) was removed or cut short")
    case let conflict as Conflict:
      self.init(.conflict, code: Int64(conflict.actual), message: "")
    default: self.init(.unfit, message: "\(error)")
    }
  }

  /// What is told of a request that met a full disk or the like.
  init(environment error: any Error) {
    self = Refusal(error)
    kind = .environment
  }

  /// It changed another number of rows than it was to change.
  struct Conflict: Error {
    let actual: Int
  }
}

extension DatabaseError {
  /// Whether it says nothing of the statement, but of the world that it ran in.
  var isOfTheWorld: Bool {
    switch resultCode {
    case .SQLITE_FULL, .SQLITE_IOERR, .SQLITE_NOMEM, .SQLITE_CORRUPT, .SQLITE_NOTADB,
      .SQLITE_CANTOPEN, .SQLITE_READONLY, .SQLITE_PROTOCOL, .SQLITE_BUSY:
      true
    default: false
    }
  }
}
