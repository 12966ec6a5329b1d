import CommandLineKit
import Foundation
import GRDB
import Synchronization
import Testing

@testable import penholder_tool

/// A folder with one database, and every process that a test starts on it; all of it is gone when the
/// test ends, however it ends.
final class TabGroup: Sendable {
  let folder: String
  private let tabs = Mutex<[TabProcess]>([])

  var database: String { folder + "/shared.sqlite" }
  var coordinationFile: String { database + "-pen" }

  /// Runs a story in a group of its own.
  static func tell(_ story: (TabGroup) async throws -> Void) async throws {
    let group = try TabGroup()
    do { try await story(group) } catch {
      await group.end()
      throw error
    }
    await group.end()
  }

  private init() throws {
    folder = FileManager.default.temporaryDirectory.path + "/pen-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
  }

  private func end() async {
    let tabs = tabs.withLock { $0 }
    for tab in tabs { tab.kill() }
    for tab in tabs { _ = await tab.child.ended() }
    // A folder left behind in /tmp is no reason to fail.
    try? FileManager.default.removeItem(atPath: folder)
  }

  /// The built executable, beside the test bundle.
  static let program: String = {
    let bundle =
      (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
    return URL(fileURLWithPath: bundle).deletingLastPathComponent().path + "/penholder"
  }()

  // MARK: Tabs

  /// Starts a tab and waits until it is ready.
  func open(_ options: String...) async throws -> TabProcess {
    let tab = try start(options)
    try await tab.event("ready")
    return tab
  }

  /// Starts a tab.
  ///
  /// - Parameters:
  ///   - program: another build than the one beside the test bundle.
  ///   - hear: called for every line that it says.
  func start(
    _ options: [String] = [], program: String = TabGroup.program,
    environment: [String: String] = [:],
    hearing hear: @escaping @Sendable (JSON) -> Void = { _ in }
  ) throws -> TabProcess {
    let tab = try TabProcess(
      program, [database] + options, environment: environment, hearing: hear)
    tabs.withLock { $0.append(tab) }
    return tab
  }

  /// Starts a tab of another user's and waits until it is ready.
  func openAsStranger(_ options: String...) async throws -> TabProcess {
    let tab = try TabProcess(
      running: Stranger.setpriv, Stranger.command(["tab", database] + options))
    tabs.withLock { $0.append(tab) }
    try await tab.event("ready")
    return tab
  }

  /// Starts tabs one after another, so that they stand in this order; the first one leads and has
  /// made the table `note (id, text)`.
  func open(_ count: Int, lease: Double = 1.2) async throws -> [TabProcess] {
    var tabs: [TabProcess] = []
    for number in 1...count {
      let tab = try await open("--lease", "\(lease)")
      tabs.append(tab)
      if number == 1 {
        try await tab.leads()
        try await tab.write("CREATE TABLE note (id INTEGER PRIMARY KEY, text TEXT)")
      }
    }
    return tabs
  }

  // MARK: Other commands

  struct Finished: Sendable {
    var exit: Int32
    var output: String
    var errors: String
  }

  /// Runs another command to its end.
  func run(_ arguments: String..., input: String = "") async throws -> Finished {
    try await run(program: Self.program, arguments, input: input)
  }

  /// The same as another user.
  func runAsStranger(_ arguments: String...) async throws -> Finished {
    try await run(program: Stranger.setpriv, Stranger.command(arguments))
  }

  /// Runs any program to its end.
  func run(program: String, _ arguments: [String], input: String = "") async throws -> Finished {
    let collected = Mutex<[Int32: [UInt8]]>([:])
    let child = try ChildProcess(program, arguments) { descriptor, bytes in
      collected.withLock { $0[descriptor, default: []] += bytes ?? [] }
    }
    child.send(Array(input.utf8))
    child.closeInput()
    let exit = await child.ended()
    return collected.withLock { collected in
      Finished(
        exit: exit, output: String(decoding: collected[1] ?? [], as: UTF8.self),
        errors: String(decoding: collected[2] ?? [], as: UTF8.self))
    }
  }

  // MARK: The database behind their backs

  /// Opens the database as a foreign program would, one that waits for SQLite's lock as any should.
  func foreign<T>(
    busyMode: Database.BusyMode = .timeout(60), _ body: (Database) throws -> T
  ) throws -> T {
    var configuration = GRDB.Configuration()
    configuration.busyMode = busyMode
    let queue = try DatabaseQueue(path: database, configuration: configuration)
    defer { try? queue.close() }
    return try queue.inDatabase(body)
  }

  /// Whether somebody is inside a write transaction.
  func isWriteLocked() throws -> Bool {
    try foreign(busyMode: .immediateError) { db in
      do {
        try db.inTransaction(.immediate) { .rollback }
        return false
      } catch let error as DatabaseError where error.resultCode == .SQLITE_BUSY {
        return true
      }
    }
  }

  /// Waits for what nobody announces.
  func until(_ what: String, _ isSo: () throws -> Bool) async throws {
    let end = Date.now + TabProcess.limit
    while try !isSo() {
      guard Date.now < end else {
        throw TabProcess.Missing(description: "\(what) never came to be")
      }
      try await Task.sleep(for: .milliseconds(2))
    }
  }

  func checkIntegrity() throws {
    let verdict = try foreign { try String.fetchAll($0, sql: "PRAGMA integrity_check") }
    #expect(verdict == ["ok"])
  }
}
