import GRDB
import SharedMemory

extension MultiTabDatabase {
  /// Reads a database without becoming a tab: takes part in nothing, and nobody notices. Blocks;
  /// for commands that have nothing else to do.
  ///
  /// - Parameters:
  ///   - path: the database file, which must exist.
  ///   - body: all of it sees the same commit. May run more than once, when the database is changed
  ///     meanwhile and this process may not make the log's index that SQLite needs.
  /// - Throws: what `body` throws; ``PenholderError/inputOutput(_:)`` with `ENOENT` when there is no
  ///   such database, ``PenholderError/unreadable(path:reason:)``; GRDB's `DatabaseError`.
  public static func read<T>(at path: String, _ body: (Database) throws -> T) throws -> T {
    let path = try resolve(path)
    guard try MappedFile.attributes(of: path) != nil else {
      throw PenholderError.inputOutput(SystemError(code: 2, call: "open", path: path))
    }
    guard try AccessRestriction.examine(path) != nil else {
      var configuration = GRDB.Configuration()
      configuration.readonly = true
      configuration.busyMode = .timeout(5)
      let queue = try DatabaseQueue(path: path, configuration: configuration)
      // One that does not close now does with the process.
      defer { try? queue.close() }
      return try queue.read(body)
    }
    for _ in 0..<Store.readingPatience {
      let connections = try Connections.readable(path, Configuration())
      let outcome = Result { try connections.pool.read(body) }
      if connections.frozen?.isStill(path) ?? true { return try outcome.get() }
    }
    throw PenholderError.unreadable(path: path, reason: "it is being changed all the time")
  }

  /// Why this tab only reads, and what that leaves; nil for a tab that may write when it leads.
  ///
  /// A tab whose process may not write to the database, or to its folder, is an observer whatever
  /// its configuration says. Looked at when the database is opened: rights that come later count
  /// when it is opened again.
  public var accessRestriction: AccessRestriction? {
    guard var restriction = tab.store.restriction else { return nil }
    restriction.notices = tab.unlessForked(.looking) { tab.membership.notices }
    return restriction
  }
}
