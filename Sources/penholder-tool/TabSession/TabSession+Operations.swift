import CommandLineKit
import Foundation
import GRDB
import Penholder

extension TabSession {
  /// The requests that keep the order in which they came.
  static let mayWrite: Set<String> = ["execute", "write", "checkpoint"]

  /// Does what a request asks for, and returns the members of its answer.
  ///
  /// - Parameter predecessor: the write that came before this one.
  func perform(_ request: Request, after predecessor: Task<Void, Never>?) async throws -> JSON {
    switch request.op {
    case "read":
      let statement = try request.statement()
      if let commit = try request.commit("atLeast") {
        try await database.read(atLeast: commit, timeout: try request.timeout() ?? .seconds(5)) {
          _ in
        }
      }
      guard let result = try await database.query(statement.sql, arguments: statement.arguments)
      else { throw Failure.badRequest("The statement writes: send it as write or execute.") }
      return ResultPrinter.json(result)
    case "execute":
      return ResultPrinter.json(try await execute(try request.statement(), after: predecessor))
    case "write":
      let statements = try request.statements()
      await predecessor?.value
      return ResultPrinter.json(try await database.write(statements))
    case "checkpoint":
      await predecessor?.value
      try await database.checkpoint()
      return [:]
    case "info":
      return info()
    case "metrics":
      return ["metrics": try JSON(encoding: database.metrics)]
    case "resetMetrics":
      database.resetMetrics()
      return [:]
    case "allowNonLeaderWrites":
      database.allowNonLeaderWrites(try request.flag("allow"))
      return [:]
    default:
      return try await performOnLeadership(request)
    }
  }

  /// Sends a write to the leader; its place among the others is that of its line.
  func queue(_ request: Request) {
    do {
      let write = try request.write()
      database.queueWrite(write, timeout: try request.timeout() ?? .seconds(5)) { [self] result in
        finish(request.id, result.map(ResultPrinter.json).mapError { Failure($0) })
      }
    } catch {
      finish(request.id, .failure(Failure(error)))
    }
  }

  private func execute(
    _ statement: SQLStatement, after predecessor: Task<Void, Never>?
  ) async throws -> ExecutionResult {
    do {
      let answer = try await database.query(statement.sql, arguments: statement.arguments)
      if let answer { return answer }
    } catch is DatabaseError where predecessor != nil {
      // What it needs may be made by a write that is still under way: judged again below.
    }
    await predecessor?.value
    return try await database.execute(statement.sql, arguments: statement.arguments)
  }

  private func performOnLeadership(_ request: Request) async throws -> JSON {
    switch request.op {
    case "waitForLeadership":
      return ["term": JSON(try await database.waitForLeadership(timeout: try request.timeout()))]
    case "requestLeadership":
      let timeout = try request.timeout() ?? .seconds(5)
      return Self.json(try await database.requestLeadership(timeout: timeout))
    case "resign":
      await database.resign(to: try request.tabNumber("to"))
      return [:]
    default:
      throw Failure.badRequest("There is no op of that name: see penholder tab --help.")
    }
  }

  private func info() -> JSON {
    let info = database.leaderInfo
    return [
      "tab": JSON(database.number), "pid": JSON(getpid()),
      "role": .string(database.role.rawValue), "isLeader": .bool(info.isLeader),
      "term": JSON(info.term), "leader": Self.json(info.leader),
      "leaseRemaining": JSON(info.leaseRemaining),
      "nextInLine": info.nextInLine.map { JSON($0) } ?? .null,
      "commit": JSON(database.commit),
      "takeoverBlocked": info.takeoverBlocked.map { blocked in
        ["pid": blocked.pid.map { JSON($0) } ?? .null]
      } ?? .null,
      "obstacle": info.obstacle.map {
        ["tab": JSON($0.tab), "reason": .string($0.reason)]
      } ?? .null,
      "restriction": restriction,
      "tabs": .array(
        database.tabs.map { tab in
          [
            "tab": JSON(tab.number), "pid": JSON(tab.pid), "role": .string(tab.role.rawValue),
            "queueDepth": JSON(tab.queueDepth),
          ]
        }),
    ]
  }

  /// Why this tab only reads, or null.
  var restriction: JSON {
    database.accessRestriction.map { restriction in
      [
        "cause": .string(restriction.cause.rawValue), "path": .string(restriction.path),
        "notices": .string(restriction.notices.rawValue),
        "message": .string(restriction.description),
      ]
    } ?? .null
  }

  private static func json(_ leader: LeaderInfo.Leader?) -> JSON {
    leader.map { ["tab": JSON($0.tab), "pid": JSON($0.pid)] } ?? .null
  }

  private static func json(_ outcome: LeadershipOutcome) -> JSON {
    switch outcome {
    case .alreadyLeading(let term): ["outcome": "already-leading", "term": JSON(term)]
    case .granted(let term): ["outcome": "granted", "term": JSON(term)]
    case .notGranted(let leader): ["outcome": "not-granted", "leader": json(leader)]
    }
  }
}
