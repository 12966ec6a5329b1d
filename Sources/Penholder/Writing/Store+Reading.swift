import GRDB
import PenholderCore

// Reading, where it takes more than a connection.

extension Store {
  /// How often a read is tried anew because the database was changed under it.
  static let readingPatience = 16

  /// Reads, in a transaction of its own.
  ///
  /// Of a frozen database (see ``Frozen``) what was read is believed only if it still is the same
  /// afterwards; `body` may run more than once then.
  func read<T: Sendable>(_ body: @Sendable @escaping (Database) throws -> T) async throws -> T {
    guard restriction != nil else { return try await pool.read(body) }
    for _ in 0..<Self.readingPatience {
      let connections = try current()
      do {
        let value = try await connections.pool.read(body)
        if isGood(connections) { return value }
      } catch {
        // An error is believed on the same condition: half a file has many.
        if isGood(connections) { throw error }
      }
    }
    throw PenholderError.unreadable(path: path, reason: "it is being changed all the time")
  }

  private func isGood(_ connections: Connections) -> Bool {
    connections.frozen?.isStill(path) ?? true
  }

  /// The connections for a database as it is now: opens others when one that was frozen has changed,
  /// which blocks for a moment.
  private func current() throws -> Connections {
    let known = connections
    guard let frozen = known.frozen, !frozen.isStill(path) else { return known }
    let fresh = try Connections.readable(path, settings)
    reopen(fresh)
    return fresh
  }

  /// Looks whether a frozen database has changed: how often it has so far.
  ///
  /// - Throws: when it cannot be read now.
  func frozenChanges() throws -> Int {
    guard restriction != nil else { return 0 }
    _ = try current()
    return reopenings
  }
}
