import Foundation
import GRDB
import Penholder

/// A job: a shell command that some worker is to run.
struct Job: Sendable {
  var id: Int64
  var command: String
  /// How often it was begun, this time included. Each claim raises it, so it also says *whose* claim
  /// holds: one that ran out has an older number.
  var attempt: Int
}

/// Jobs are rows of a table; every step of theirs is one request that expects to change one row.
struct JobQueue: Sendable {
  static let attempts = 3

  let db: MultiTabDatabase
  /// How long a claim holds. A worker that is not done by then is taken for dead.
  let claim: Int

  /// Whoever comes first makes the table.
  func prepare() async throws {
    try await send(
      WriteRequest(
        """
        CREATE TABLE IF NOT EXISTS job (
          id INTEGER PRIMARY KEY, command TEXT NOT NULL, state TEXT NOT NULL DEFAULT 'waiting',
          attempt INTEGER NOT NULL DEFAULT 0, worker TEXT, until INTEGER)
        """))
  }

  func add(_ command: String) async throws -> Int64 {
    try await send(WriteRequest("INSERT INTO job (command) VALUES (?)", arguments: [command]))
      .lastInsertedRowID ?? 0
  }

  /// Takes the oldest job that is free, or nil. Reading needs no leadership; when two workers have
  /// read of the same job, one of their requests changes a row, and the other is a conflict.
  func take(by worker: String) async throws -> Job? {
    while true {
      let found = try await db.read { db in
        try Row.fetchOne(
          db,
          sql: """
            SELECT id, command, attempt FROM job
            WHERE state = 'waiting' OR (state = 'running' AND until < unixepoch())
            ORDER BY id LIMIT 1
            """
        ).map { Job(id: $0["id"], command: $0["command"], attempt: $0["attempt"]) }
      }
      guard var job = found else { return nil }
      do {
        try await send(
          WriteRequest(
            """
            UPDATE job SET state = 'running', worker = ?, until = unixepoch() + ?,
              attempt = attempt + 1
            WHERE id = ? AND attempt = ? AND state IN ('waiting', 'running')
            """, arguments: [worker, claim, job.id, job.attempt], expectedChanges: 1))
        job.attempt += 1
        return job
      } catch PenholderError.conflict {
        continue  // Somebody else was quicker with this one.
      }
    }
  }

  /// Enters how it went, and returns the job's new state. Nil when the claim had run out: then it is
  /// another worker's, and what this one says does not count.
  func finish(_ job: Job, succeeded: Bool) async throws -> String? {
    let state = succeeded ? "done" : job.attempt < Self.attempts ? "waiting" : "failed"
    do {
      try await send(
        WriteRequest(
          "UPDATE job SET state = ?, until = NULL WHERE id = ? AND attempt = ? AND state = 'running'",
          arguments: [state, job.id, job.attempt], expectedChanges: 1))
      return state
    } catch PenholderError.conflict {
      return nil
    }
  }

  /// How many are not over yet.
  func open() async throws -> Int {
    try await db.read { db in
      try Int.fetchOne(
        db, sql: "SELECT count(*) FROM job WHERE state IN ('waiting', 'running')") ?? 0
    }
  }

  /// Sends until it is known what came of it: under its key the same request is carried out once at
  /// most, however often it is sent.
  @discardableResult
  private func send(_ request: WriteRequest) async throws -> WriteReceipt {
    var request = request
    while true {
      do { return try await db.queueWrite(request) } catch PenholderError.outcomeUnknown(let key) {
        request.key = key
      }
    }
  }
}
