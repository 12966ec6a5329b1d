import ArgumentParser
import CommandLineKit
import Foundation
import GRDB
import Penholder

/// `penholder exec`: SQL through the guard, in a tab that lives as long as the command.
struct Exec: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Runs SQL, one statement or several as one transaction.",
    discussion: """
      A read needs no leadership. The policy says what becomes of a write:
        queue        the leader carries it out; if nobody leads, this command leads for a moment
        leader-only  only if nobody else leads
        wait         wait until nobody else leads
        override     write beside the leader (for repairs)
      A queued write has at most 32 KiB and returns no rows (RETURNING) while another tab leads.

      An argument that is a whole number is bound as one, any other as text. A database that does \
      not exist is made by SQL that begins with CREATE.

      Example:
        penholder exec notes.sqlite 'INSERT INTO note VALUES (?)' --argument Tea
        penholder exec notes.sqlite 'SELECT * FROM note' --json
      """)

  /// How a write comes to be allowed.
  enum Policy: String, ExpressibleByArgument, CaseIterable {
    case leaderOnly = "leader-only"
    case wait, queue, override
  }

  @OptionGroup var target: DatabaseArgument
  @Argument(help: "The SQL.") var sql: String
  @Option(
    name: .long, parsing: .unconditionalSingleValue,
    help: ArgumentHelp("What a parameter stands for, in order; repeatable.", valueName: "value"))
  var argument: [String] = []
  @Option(help: "What to do about leadership for a write.") var policy = Policy.queue
  @Option(help: "How many seconds to wait for the leader, or to lead.") var timeout = 5.0
  @Option(
    help: """
      A name for the write: under it, it is carried out once at most, however often it is asked for.
      """)
  var key: String?
  @Flag(help: "One JSON object.") var json = false

  func validate() throws {
    if key != nil && policy != .queue {
      throw ValidationError("--key is for writes that are queued: leave out --policy.")
    }
    if Duration(commandLine: timeout) == nil {
      throw ValidationError("--timeout is a number of seconds, 0 or more.")
    }
  }

  func run() async throws {
    try await Tool.run {
      let isNew = !FileManager.default.fileExists(atPath: target.database)
      if isNew {
        // Nothing else can succeed in an empty database, and a mistyped path is likelier.
        guard SQLStatement(sql).keyword == "CREATE" else {
          throw Failure.noDatabase(target.database)
        }
        try Tool.requireFolder(of: target.database)
      }
      let interrupted = Interruption()
      let work = Task { try await result(isNew: isNew) }
      EndingSignals.handle { number in
        if number == SIGTSTP { return EndingSignals.actByDefault(number) }
        // Let go of leadership first; the second signal does not wait for that.
        EndingSignals.letBe()
        interrupted.by(number)
        work.cancel()
      }
      do {
        let result = try await work.value
        EndingSignals.letBe()
        try ResultPrinter(result).print(json: json)
      } catch {
        // A shell wants to know that the signal was what ended it.
        if let number = interrupted.number { EndingSignals.actByDefault(number) }
        throw error
      }
    }
  }

  private func result(isNew: Bool) async throws -> ExecutionResult {
    // First as an observer: a read shall not be elected on its way, and an override needs no more.
    if !isNew || policy == .override {
      let observer = try await open(observing: true)
      let outcome = await Result.catching { try await observed(by: observer) }
      await observer.close()
      if let result = try outcome.get() { return result }
    }
    let candidate = try await open(observing: false)
    let outcome = await Result.catching { try await led(by: candidate) }
    await candidate.close()
    return try outcome.get()
  }

  private func open(observing: Bool) async throws -> MultiTabDatabase {
    var configuration = MultiTabDatabase.Configuration()
    configuration.isObserver = observing
    return try await MultiTabDatabase.open(at: target.database, configuration: configuration)
  }

  private var arguments: SQLArguments {
    SQLArguments(argument.map(Self.value))
  }

  /// Only what is spelled as SQLite would spell it is a number, so that nothing is lost whichever
  /// type the column has.
  static func value(_ argument: String) -> DatabaseValue {
    if let number = Int64(argument), String(number) == argument { return number.databaseValue }
    return argument.databaseValue
  }

  private func observed(by observer: MultiTabDatabase) async throws -> ExecutionResult? {
    if let answer = try await observer.query(sql, arguments: arguments) { return answer }
    switch policy {
    case .override:
      observer.allowNonLeaderWrites(true)
      return try await observer.write([SQLStatement(sql, arguments: arguments)])
    case .leaderOnly:
      if let leader = observer.leaderInfo.leader { throw Self.refusal(leader) }
      return nil
    case .wait, .queue:
      return nil
    }
  }

  private func led(by candidate: MultiTabDatabase) async throws -> ExecutionResult {
    let statement = SQLStatement(sql, arguments: arguments)
    let limit = Duration.seconds(timeout)
    if policy == .queue, let leader = candidate.leaderInfo.leader, leader.tab != candidate.number {
      return try await queued(statement, by: candidate, limit)
    }
    do { try await candidate.waitForLeadership(timeout: limit) } catch let error as PenholderError {
      guard case .timedOut = error else { throw error }
      let leader = candidate.leaderInfo.leader
      // Somebody was elected meanwhile.
      if policy == .queue, leader != nil {
        return try await queued(statement, by: candidate, limit)
      }
      if policy == .leaderOnly, let leader { throw Self.refusal(leader) }
      throw Self.unavailable(error)
    }
    if key != nil { return try await queued(statement, by: candidate, limit) }
    return try await candidate.write([statement])
  }

  private func queued(
    _ statement: SQLStatement, by candidate: MultiTabDatabase, _ limit: Duration
  ) async throws -> ExecutionResult {
    var request = WriteRequest([statement])
    request.key = key
    do {
      return ExecutionResult(try await candidate.queueWrite(request, timeout: limit))
    } catch let error as PenholderError {
      guard case .timedOut = error, candidate.leaderInfo.leader == nil else { throw error }
      throw Self.unavailable(error)
    }
  }

  private static func refusal(_ leader: LeaderInfo.Leader) -> Failure {
    Failure(
      "WRITE_PERMISSION_DENIED",
      "Only the leader writes, and \(leader) leads: use --policy queue or wait.", exit: EX_NOPERM)
  }

  /// Nobody led in time.
  private static func unavailable(_ error: PenholderError) -> Failure {
    var failure = Failure(error)
    failure.exit = EX_UNAVAILABLE
    return failure
  }
}

extension Result where Failure == any Error {
  /// What `body` came to, to be looked at after cleaning up.
  static func catching(_ body: () async throws -> Success) async -> Self {
    do { return .success(try await body()) } catch { return .failure(error) }
  }
}
