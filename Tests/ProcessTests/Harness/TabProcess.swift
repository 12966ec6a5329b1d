import CommandLineKit
import Foundation
import Testing

@testable import penholder_tool

/// A real tab in a process of its own, that is told what to do and remembers everything it said.
final class TabProcess: Sendable {
  /// How long anything is waited for. Reached only when something is wrong.
  static let limit = 60.0

  let child: ChildProcess
  private let log: Log

  convenience init(
    _ program: String, _ arguments: [String], environment: [String: String] = [:],
    hearing hear: @escaping @Sendable (JSON) -> Void = { _ in }
  ) throws {
    try self.init(
      running: program, ["tab"] + arguments, environment: environment, hearing: hear)
  }

  /// - Parameters:
  ///   - program: becomes a tab.
  ///   - hear: called for every line that it says.
  init(
    running program: String, _ arguments: [String], environment: [String: String] = [:],
    hearing hear: @escaping @Sendable (JSON) -> Void = { _ in }
  ) throws {
    let log = Log(hearing: hear)
    self.log = log
    child = try ChildProcess(program, arguments, environment: environment) { descriptor, bytes in
      log.take(descriptor, bytes)
    }
  }

  var pid: Int32 { child.pid }

  // MARK: What it said

  /// Every line so far.
  var lines: [JSON] { log.lines }
  /// What it wrote to standard error so far.
  var errors: String { log.errors }
  /// How many lines there are so far: a place to wait from.
  var mark: Int { log.lines.count }

  /// The first line since `mark` that fits, waiting for it.
  @discardableResult
  func line(
    _ what: String, since mark: Int = 0, where fits: @escaping @Sendable (JSON) -> Bool
  ) async throws -> JSON {
    do {
      return try await log.first(since: mark, fits)
    } catch {
      let said = lines.suffix(20).map(\.description).joined(separator: "\n")
      throw Missing(description: "\(what) never came from pid \(pid); \(error). It said:\n\(said)")
    }
  }

  struct Missing: Error, CustomStringConvertible { var description: String }

  /// The first event of a name since `mark` that fits, waiting for it.
  @discardableResult
  func event(
    _ name: String, since mark: Int = 0,
    where fits: @escaping @Sendable (JSON) -> Bool = { _ in true }
  ) async throws -> JSON {
    try await line("event \(name)", since: mark) {
      $0["event"] == JSON.string(name) && fits($0)
    }
  }

  /// Waits until it leads, and returns the event that says so.
  @discardableResult
  func leads(since mark: Int = 0) async throws -> JSON {
    try await event("role", since: mark) { $0["role"] == "leader" }
  }

  /// The events of a name so far.
  func events(_ name: String) -> [JSON] { lines.filter { $0["event"] == JSON.string(name) } }

  /// The terms in which it said that it leads.
  var terms: [Int64] {
    events("role").filter { $0["role"] == "leader" }.compactMap { $0["term"]?.integer }
  }

  // MARK: What it is told

  /// Sends a request without waiting for the answer; returns its identity.
  func send(_ op: String, _ fields: JSON = [:]) -> Int64 {
    let id = log.nextID()
    guard case .object(let members) = fields else { preconditionFailure("fields are an object") }
    let head = [
      JSON.Member(key: "id", value: JSON(id)), JSON.Member(key: "op", value: .string(op)),
    ]
    sendLine(JSON.object(head + members).description)
    return id
  }

  func sendLine(_ line: String) { child.send(Array("\(line)\n".utf8)) }

  /// The answer to a request, whatever it is.
  func answer(to id: Int64) async throws -> JSON {
    try await line("the answer to \(id)") { $0["id"] == .integer(id) }
  }

  /// Sends a request and returns the answer, whatever it is.
  func ask(_ op: String, _ fields: JSON = [:]) async throws -> JSON {
    try await answer(to: send(op, fields))
  }

  /// The same for an answer that has to be a success.
  @discardableResult
  func get(_ op: String, _ fields: JSON = [:]) async throws -> JSON {
    let answer = try await ask(op, fields)
    guard answer["ok"] == .bool(true) else { throw Missing(description: "\(op): \(answer)") }
    return answer
  }

  @discardableResult
  func write(_ sql: String, _ arguments: JSON = .array([])) async throws -> JSON {
    try await get("write", ["sql": .string(sql), "arguments": arguments])
  }

  /// The first column of the rows that a query returns.
  func column(_ sql: String) async throws -> [JSON] {
    guard case .array(let rows)? = try await get("read", ["sql": .string(sql)])["rows"] else {
      throw Missing(description: "rows")
    }
    return rows.compactMap { row in
      guard case .object(let members) = row else { return nil }
      return members.first?.value
    }
  }

  /// Asks again until the answer fits: for states that no event tells of.
  @discardableResult
  func info(_ what: String, until fits: (JSON) -> Bool) async throws -> JSON {
    let end = Date.now + Self.limit
    while Date.now < end {
      let info = try await get("info")
      if fits(info) { return info }
      try await Task.sleep(for: .milliseconds(5))
    }
    throw Missing(description: "\(what) never came to be in \(try await get("info"))")
  }

  var isAlive: Bool { child.isAlive }
  func kill() { child.signal(SIGKILL) }

  /// Stops it, and returns when the last of its threads stands still: the signal takes effect some
  /// time after it was sent, and what is sent next must not slip through.
  func stop() async throws {
    child.signal(SIGSTOP)
    try await standsStill()
  }

  /// Waits until all of its threads are stopped.
  func standsStill() async throws {
    let tasks = "/proc/\(pid)/task"
    let end = Date.now + Self.limit
    while Date.now < end {
      let states = try FileManager.default.contentsOfDirectory(atPath: tasks).map { thread in
        // A thread that has just ended has no state any more.
        let line =
          (try? String(contentsOfFile: "\(tasks)/\(thread)/stat", encoding: .utf8)) ?? ") T"
        return line.split(separator: ")").last?.first { $0 != " " }
      }
      if states.allSatisfy({ $0 == "T" }) { return }
      try await Task.sleep(for: .milliseconds(1))
    }
    throw Missing(description: "pid \(pid) never stopped")
  }

  func resume() { child.signal(SIGCONT) }
}

extension JSON {
  var integer: Int64? {
    if case .integer(let number) = self { return number }
    return nil
  }

  var errorCode: String? { self["error"]?["code"]?.text }
}
