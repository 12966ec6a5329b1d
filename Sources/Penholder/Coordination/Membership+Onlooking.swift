import PenholderCore
import SharedMemory

// A tab that may not write to the coordination file.
//
// It cannot take a place (a lock is taken on a file that is open for writing), ring the bell or
// count in the file. It lives in a coordination file of its own, in memory, so that everything that
// a tab keeps there has a place; and it looks at the group's, through a mapping that it can only
// read. Nobody sees it, and it needs nobody: it never leads, writes or asks.

extension Membership {
  /// A place in the group's file if it may be written to; else one beside the group.
  static func onlooking(
    _ path: String, database: MappedFile.Attributes, instance: TabInstance
  ) throws -> Membership {
    // Looked at first: what is put there meanwhile is noticed at the next tick.
    let standing = try MappedFile.attributes(of: path + CoordinationFile.suffix)?.identity
    let found = CoordinationFile.openAsFound(besides: path, database: database)
    if let (file, isWritable) = found, isWritable {
      return try Membership(in: file, instance: instance, isObserver: true)
    }
    return try Membership(
      besideGroup: try CoordinationFile.inMemory(besides: path), instance: instance,
      lookingAt: found?.file, standing: standing)
  }

  /// Whether this tab still is where it belongs: the file has not been replaced, and, for an
  /// onlooker, none has come.
  func isCurrent() -> Bool {
    if isMember { return file.isCurrent() }
    if group.isEmptied { return false }
    // A path that cannot be looked at now tells nothing.
    do { return try MappedFile.attributes(of: file.path)?.identity == standing } catch {
      return true
    }
  }

  /// This tab's number in the group; nil for an onlooker.
  var ownNumber: Int? { isMember ? number : nil }

  /// How this tab learns of commits.
  var notices: AccessRestriction.Notices {
    isMember ? .member : group === file ? .looking : .listener
  }
}

extension CoordinationFile {
  /// Opens the file that stands there, creating and replacing nothing, and says whether it may be
  /// written to. Nil when it is not there, not usable, or not to be read by this user.
  static func openAsFound(
    besides databasePath: String, database: MappedFile.Attributes
  ) -> (file: CoordinationFile, isWritable: Bool)? {
    for writable in [true, false] {
      // Whatever the reason: who only looks goes on without it.
      let finding = try? examine(databasePath + suffix, database: database, writable: writable)
      if case .usable(let file)? = finding { return (file, writable) }
    }
    return nil
  }

  /// A file that no other tab sees.
  static func inMemory(besides databasePath: String) throws(PenholderError) -> CoordinationFile {
    let mapped = try PenholderError.wrap { () throws(SystemError) in
      try MappedFile.inMemory(size: Layout.fileSize)
    }
    return CoordinationFile(path: databasePath + suffix, mapped: mapped)
  }
}
