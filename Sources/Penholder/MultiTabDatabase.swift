import Foundation
import GRDB
import PenholderCore
import SharedMemory

/// One tab: a handle on a SQLite database that several processes share under one elected writer.
///
/// At most one tab of a database leads; it alone writes (``write(_:)->T``), and every commit
/// is announced to all (``changes(in:)``). When the leader dies, another takes over in milliseconds.
/// Begin with <doc:GettingStarted>.
///
/// All members may be used from any thread and any task. A process may have several handles, on
/// several databases or on one; each is a tab of its own.
///
/// Letting go of the last reference closes the handle without waiting; ``close()`` waits.
///
/// **fork(2):** a handle belongs to the process that opened it. In a forked child it is inert: what
/// can throw throws ``PenholderError/forked``, properties say that nobody is there, sequences have
/// ended, and letting go of it does nothing; the parent does not notice. Only ``reader``, which is
/// GRDB's own, knows nothing of this and must not be used there. Nothing can be opened in such a child
/// either: Swift's concurrency does not survive a fork. Start a program (exec) that opens it.
public final class MultiTabDatabase: Sendable {
  let tab: Tab

  private init(tab: Tab) { self.tab = tab }

  deinit { tab.close {} }

  /// Opens a database, creating it if there is none (its folder must exist), and joins its group.
  ///
  /// Returns once this tab is told of every commit from now on. It may not lead yet, even if it is
  /// alone: see ``waitForLeadership(timeout:)``. Where this process may not write, the tab is an
  /// observer and says so: see ``accessRestriction``.
  ///
  /// - Parameters:
  ///   - path: the database file; links are followed.
  ///   - configuration: how this tab takes part.
  /// - Throws: ``PenholderError/badRequest(_:)`` for a lease that is too short and for what is not a
  ///   file, ``PenholderError/inputOutput(_:)``, ``PenholderError/unsupportedFileSystem(path:name:)``,
  ///   ``PenholderError/incompatibleFile(path:reason:)``, ``PenholderError/tooManyTabs(limit:)``,
  ///   ``PenholderError/takeoverBlocked(pid:)`` when somebody keeps the database locked,
  ///   ``PenholderError/unreadable(path:reason:)``, ``PenholderError/forked``; GRDB's `DatabaseError` for
  ///   a file that is not a database.
  public static func open(
    at path: String, configuration: Configuration = Configuration()
  ) async throws -> MultiTabDatabase {
    // Neither dispatch queues nor the runtime's threads work here: it would hang.
    if Birthplace.isInForkedChild { throw PenholderError.forked }
    guard configuration.lease >= .milliseconds(150) else {
      throw PenholderError.badRequest(
        "A lease of \(configuration.lease) is too short: a busy machine needs 150 ms at least.")
    }
    if path.isEmpty || path == ":memory:" {
      throw PenholderError.badRequest(
        "A database in memory cannot be shared: name a file, where other processes find it.")
    }
    return try await withCheckedThrowingContinuation { continuation in
      // Opening blocks on the disk: not a thing for the cooperative pool.
      do {
        try startThread(named: "pen-open") {
          continuation.resume(with: Result { try openBlocking(path, configuration) })
        }
      } catch let error as SystemError {
        continuation.resume(throwing: PenholderError.inputOutput(error))
      } catch {
        continuation.resume(throwing: error)
      }
    }
  }

  private static func openBlocking(
    _ path: String, _ configuration: Configuration
  ) throws -> MultiTabDatabase {
    let path = try resolve(path)
    var configuration = configuration
    let store = try Store(path: path, settings: configuration)
    if store.restriction != nil { configuration.isObserver = true }
    var random = SystemRandomNumberGenerator()
    let instance = TabInstance(high: random.next(), low: random.next())
    let entry = try Membership.enter(
      path, instance: instance, isObserver: configuration.isObserver, store: store)
    let waker = try PenholderError.wrap { () throws(SystemError) in try Waker() }
    let tab = Tab(
      path: path, settings: configuration, instance: instance, store: store,
      entry: entry, waker: waker)
    try Coordinator.start(tab, entry)
    return MultiTabDatabase(tab: tab)
  }

  /// The absolute path with symbolic links followed, so that every tab finds the same file beside
  /// the database whatever name it uses; the last part need not exist yet.
  static func resolve(_ path: String) throws -> String {
    let url = URL(fileURLWithPath: path).resolvingSymlinksInPath()
    let folder = url.deletingLastPathComponent().path
    guard try MappedFile.attributes(of: folder) != nil else {
      throw PenholderError.inputOutput(SystemError(code: 2, call: "open", path: folder))
    }
    try LocalFileSystem.check(folder)
    return url.path
  }

  /// Resigns if this tab leads, leaves the group, and closes the connections, in this order; waits
  /// for what is under way. The handle is of no use afterwards: what is asked of it from now on, and
  /// what has not begun yet, throws ``PenholderError/closed``; sequences end. Any number of tasks may
  /// call it; each returns when all is done. Cancelling the task changes nothing.
  public func close() async {
    await withCheckedContinuation { continuation in
      tab.close { continuation.resume() }
    }
  }

  // MARK: Who we are

  /// The database file, absolute, links followed.
  public var path: String { tab.path }

  /// The number by which people call this tab; another one may have it later. 0 for a tab that the
  /// others do not see (see ``accessRestriction``).
  public var number: Int { tab.unlessForked(0) { tab.membership.ownNumber ?? 0 } }

  /// What this tab is to its group.
  public var role: TabInfo.Role { tab.unlessForked(.observer) { tab.role } }

  /// Whether this tab leads. One acquiring load; a leader that was stopped learns of its successor
  /// a moment later, or from its next write, which fails.
  public var isLeader: Bool { tab.unlessForked(false) { tab.leadingTerm != nil } }

  /// Who leads, and what comes next. A few system calls.
  public var leaderInfo: LeaderInfo { tab.unlessForked(.unknown) { tab.leaderInfo } }

  /// The tabs that live, in order of their numbers. A system call for each.
  public var tabs: [TabInfo] { tab.unlessForked([]) { tab.membership.livingTabs() } }

  /// The newest commit's sequence number that this tab knows of.
  public var commit: UInt64 { tab.knownCommit }

  /// What this tab has counted.
  public var metrics: MetricsSnapshot {
    MetricsSnapshot(
      tab.unlessForked(.nothing) { tab.metrics.reading() }, now: tab.unlessForked(0, monotonicNow))
  }

  /// Begins counting anew, for this tab only; its queue depth is not counted and stays. What is under
  /// way may count before or after. See ``MetricsSnapshot/since``.
  public func resetMetrics() {
    tab.unlessForked(()) { tab.metrics.reset(now: monotonicNow()) }
  }
}

// Documented where they are made.

/// A notice from the event ring.
@_documentation(visibility: internal)
public typealias Event = PenholderCore.Event
/// Which tables a commit changed.
@_documentation(visibility: internal)
public typealias TableChanges = PenholderCore.TableChanges
/// Which rows of a table a commit changed.
@_documentation(visibility: internal)
public typealias RowChanges = PenholderCore.RowChanges
/// A refused system call.
@_documentation(visibility: internal)
public typealias SystemError = SharedMemory.SystemError
