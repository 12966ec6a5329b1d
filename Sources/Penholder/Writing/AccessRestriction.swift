import SharedMemory

/// Why a tab only reads: this process may not write to the database's file, or not make files beside
/// it, which SQLite has to. Such a tab is an observer, whatever its configuration says.
public struct AccessRestriction: Error, Sendable, Hashable, CustomStringConvertible {
  /// What stands in the way.
  public enum Cause: String, Sendable, Hashable, Codable, CaseIterable {
    /// The permissions of the file.
    case file
    /// The permissions of the folder that it lies in.
    case folder
    /// The file system is mounted for reading only.
    case fileSystem
  }

  /// How the tab learns of commits.
  public enum Notices: String, Sendable, Hashable, Codable, CaseIterable {
    /// As any other tab: it has a place in the group.
    case member
    /// It reads the group's events, and the group does not see it: it may read the coordination
    /// file and not write to it.
    case listener
    /// There is no coordination file that it may read: it looks whether the database has changed,
    /// about twice a second, and is told of a gap.
    case looking
  }

  /// What stands in the way.
  public let cause: Cause
  /// What cannot be written to.
  public let path: String
  /// How the tab learns of commits, at the moment.
  public internal(set) var notices = Notices.looking

  /// What may not be written to, and what that means.
  public var description: String {
    let reason =
      switch cause {
      case .file: "\(path) may not be written to by this user"
      case .folder: "Nothing may be made or changed in \(path) by this user"
      case .fileSystem: "\(path) lies on a file system that is mounted for reading only"
      }
    let notices =
      switch notices {
      case .member: "it is told of commits"
      case .listener: "it is told of commits, and other tabs do not see it"
      case .looking: "it notices commits when it looks, about twice a second"
      }
    return "\(reason): this tab only reads; \(notices)."
  }
}

extension AccessRestriction {
  /// What keeps this process from writing to a database, or nil. A database that does not exist is
  /// about to be made: nil.
  ///
  /// - Throws: `badRequest` for what is not a file, `inputOutput` for a file that may not be read.
  static func examine(_ path: String) throws -> AccessRestriction? {
    guard let found = try MappedFile.attributes(of: path) else { return nil }
    if found.isFolder {
      throw PenholderError.badRequest("\(path) is a folder. Name the database file in it.")
    }
    guard found.isRegular else {
      throw PenholderError.badRequest("\(path) is no file that could hold a database.")
    }
    if let refusal = refusal(path, .read) { throw PenholderError.inputOutput(refusal) }
    if let refusal = refusal(path, .write) {
      return AccessRestriction(
        cause: refusal.isReadOnlyFileSystem ? .fileSystem : .file, path: path)
    }
    let folder = path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
    // SQLite makes its log, we make the coordination file, and both have to go again.
    if let refusal = refusal(folder.isEmpty ? "/" : folder, .write) {
      return AccessRestriction(
        cause: refusal.isReadOnlyFileSystem ? .fileSystem : .folder, path: folder)
    }
    return nil
  }

  private static func refusal(_ path: String, _ access: FileAccess) -> SystemError? {
    do { try access.check(path) } catch { return error }
    return nil
  }
}

extension SystemError {
  /// Whether it is not the user's rights that are missing.
  fileprivate var isReadOnlyFileSystem: Bool { code == 30 }
}
