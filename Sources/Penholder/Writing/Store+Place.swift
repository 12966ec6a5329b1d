import SharedMemory

// Whether the open database is still the one that stands under its name.
//
// SQLite writes into the file that it has opened, wherever that is now: a commit into a file that
// was removed, or that another has taken the place of, would be acknowledged and lost. Worse, the
// write-ahead log is found by name, so that the newcomer shares it with the ghost. So a tab looks
// before each read, before each COMMIT and at each tick, and does nothing while its file is not
// there. It is the same file when device and inode are the same: one that was moved away and back
// goes on.
//
// What is left: the microseconds between the look and the COMMIT, and a file whose bytes are
// overwritten in place, which nobody can tell from a commit.

extension Store {
  /// Whether the database that was opened still stands under its name. One stat(2), about a
  /// microsecond; any thread. True when the name cannot be looked at, which tells nothing.
  func isDatabaseInPlace() -> Bool { displacement == nil }

  /// - Throws: ``PenholderError/databaseRemoved(path:)``, ``PenholderError/databaseReplaced(path:)``.
  func checkPlace() throws(PenholderError) {
    if let displacement { throw displacement }
  }

  /// What is wrong, or nil.
  var displacement: PenholderError? {
    do {
      guard let found = try MappedFile.attributes(of: path) else {
        return .databaseRemoved(path: path)
      }
      return found.identity == identity ? nil : .databaseReplaced(path: path)
    } catch { return nil }
  }
}
