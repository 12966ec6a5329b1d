import Foundation
import GRDB
import PenholderCore

/// The stored answers: written by the transactions that they answer for, read when a request may have
/// been carried out before.
///
/// Two tables. `penholder_batch` has a row for each commit, with the outcomes of all its requests:
/// one page touched for a whole group. `penholder_outcome` has a row for each request that its app
/// named. All functions run on the writer's queue, inside a transaction.
enum OutcomeTable {
  static let batches = "penholder_batch"
  static let named = "penholder_outcome"

  /// A commit's outcomes are kept until this many commits later.
  static let keptCommits: UInt64 = 16_384
  /// The outcomes of this many named requests are kept.
  static let keptNames = 10_000

  /// An outcome, and the commit that stored it.
  struct Stored: Sendable {
    var outcome: Outcome
    var commit: UInt64
    var term: UInt64
  }

  /// Makes the tables on first use.
  static func create(_ db: Database) throws {
    try db.execute(
      sql: """
        CREATE TABLE IF NOT EXISTS \(batches) (
          commitSequence INTEGER PRIMARY KEY, term INTEGER NOT NULL, outcomes BLOB NOT NULL
        );
        CREATE TABLE IF NOT EXISTS \(named) (
          high INTEGER NOT NULL, low INTEGER NOT NULL, commitSequence INTEGER NOT NULL,
          term INTEGER NOT NULL, outcome BLOB NOT NULL, PRIMARY KEY (high, low)
        ) WITHOUT ROWID;
        CREATE INDEX IF NOT EXISTS \(named)_commit ON \(named) (commitSequence)
        """)
  }

  /// Whether nobody has dropped them.
  static func exist(_ db: Database) throws -> Bool {
    let count = try Int.fetchOne(
      db.cachedStatement(
        sql: "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name IN (?, ?)"),
      arguments: [batches, named])
    return count == 2
  }

  // MARK: Storing

  /// Stores the outcomes of one commit.
  static func store(_ outcomes: [Outcome], commit: UInt64, term: UInt64, in db: Database) throws {
    let numbered = outcomes.filter { !$0.key.isNamed }
    if !numbered.isEmpty {
      let row: StatementArguments = [
        Int64(clamping: commit), Int64(clamping: term), Data(OutcomeList.bytes(of: numbered)),
      ]
      do {
        // Not OR REPLACE, for which SQLite keeps a journal each time.
        try db.cachedStatement(sql: "INSERT INTO \(batches) VALUES (?, ?, ?)").execute(
          arguments: row)
      } catch let error as DatabaseError where error.resultCode == .SQLITE_CONSTRAINT {
        // Somebody else has been writing there.
        try db.execute(sql: "REPLACE INTO \(batches) VALUES (?, ?, ?)", arguments: row)
      }
    }
    for outcome in outcomes where outcome.key.isNamed {
      try db.cachedStatement(sql: "INSERT OR REPLACE INTO \(named) VALUES (?, ?, ?, ?, ?)")
        .execute(
          arguments: [
            Int64(bitPattern: outcome.key.high), Int64(bitPattern: outcome.key.low),
            Int64(clamping: commit), Int64(clamping: term),
            Data(OutcomeList.bytes(of: [outcome])),
          ])
    }
  }

  /// Forgets the oldest; to be called every few hundred commits.
  static func prune(_ db: Database, commit: UInt64) throws {
    try db.cachedStatement(sql: "DELETE FROM \(batches) WHERE commitSequence <= ?").execute(
      arguments: [Int64(clamping: commit) - Int64(clamping: keptCommits)])
    try db.cachedStatement(
      sql: """
        DELETE FROM \(named) WHERE commitSequence < (
          SELECT commitSequence FROM \(named) ORDER BY commitSequence DESC LIMIT 1 OFFSET ?)
        """
    ).execute(arguments: [keptNames - 1])
  }

  // MARK: Looking up

  /// What is known of a key.
  enum Finding {
    case stored(Stored)
    /// It has not been carried out.
    case never
    /// It may have been carried out so long ago that its outcome is not kept any more.
    case forgotten
  }

  /// Whether the outcomes of all commits after one are still there.
  ///
  /// - Parameter sequence: the commit under way, or the last one.
  static func isComplete(after commit: UInt64, at sequence: UInt64) -> Bool {
    // What is forgotten was forgotten at this commit or before: see `prune`.
    commit &+ keptCommits >= sequence
  }

  /// The outcomes of tabs' own requests, as far as commits after `commit` hold them.
  static func outcomes(
    of keys: Set<RequestKey>, after commit: UInt64, in db: Database
  ) throws -> [RequestKey: Stored] {
    var found: [RequestKey: Stored] = [:]
    // A tab that asks after a long time has thousands of commits to be looked through: a list that
    // holds one of a tab's outcomes holds the tab's own bytes, which SQLite finds faster than we could.
    let only = keys.count == 1 ? keys.first.map { Data(OutcomeList.tabBytes(of: $0)) } : nil
    let rows = try Row.fetchCursor(
      db.cachedStatement(
        sql: """
          SELECT commitSequence, term, outcomes FROM \(batches)
          WHERE commitSequence > ? AND (? IS NULL OR instr(outcomes, ?) > 0)
          ORDER BY commitSequence DESC
          """), arguments: [Int64(clamping: commit), only, only])
    while found.count < keys.count, let row = try rows.next() {
      for stored in stored(row) where keys.contains(stored.outcome.key) {
        found[stored.outcome.key] = stored
      }
    }
    return found
  }

  /// The outcome of a request that its app named.
  static func named(_ key: RequestKey, in db: Database) throws -> Stored? {
    let row = try Row.fetchOne(
      db.cachedStatement(
        sql: "SELECT commitSequence, term, outcome FROM \(named) WHERE high = ? AND low = ?"),
      arguments: [Int64(bitPattern: key.high), Int64(bitPattern: key.low)])
    return row.flatMap { stored($0).first { $0.outcome.key == key } }
  }

  /// Looks for one request's outcome.
  ///
  /// - Parameters:
  ///   - bornAt: the newest commit that its tab knew when it made the key: the request cannot be in
  ///     that one or in an earlier one. So if none after it has been forgotten, what is not found has
  ///     never been carried out.
  ///   - sequence: the last commit.
  static func find(
    _ key: RequestKey, bornAt: UInt64, at sequence: UInt64, in db: Database
  ) throws -> Finding {
    let stored =
      key.isNamed
      ? try named(key, in: db) : try outcomes(of: [key], after: bornAt, in: db)[key]
    if let stored { return .stored(stored) }
    return key.isNamed || isComplete(after: bornAt, at: sequence) ? .never : .forgotten
  }

  private static func stored(_ row: Row) -> [Stored] {
    // A foreign program may have written anything: what is no blob holds nothing.
    guard let data = Data.fromDatabaseValue(row[2]) else { return [] }
    let commit = UInt64(clamping: Int64.fromDatabaseValue(row[0]) ?? 0)
    let term = UInt64(clamping: Int64.fromDatabaseValue(row[1]) ?? 0)
    return OutcomeList.outcomes(in: Array(data)).map {
      Stored(outcome: $0, commit: commit, term: term)
    }
  }
}
