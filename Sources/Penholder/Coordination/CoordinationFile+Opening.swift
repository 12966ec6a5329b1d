import PenholderCore
import SharedMemory

// The file found, judged, made, and replaced.

extension CoordinationFile {
  /// Whether the name still leads to this file, and nobody has cut it short.
  func isCurrent() -> Bool {
    if isEmptied { return false }
    // A path that cannot be looked at now tells nothing.
    do {
      guard let found = try MappedFile.attributes(of: path) else { return false }
      return found.identity == mapped.attributes.identity && found.size >= mapped.size
    } catch {
      return true
    }
  }

  /// Whether the file was cut short and has its length back, by this process or another one: zeros, and
  /// counters that begin again where somebody may still be ahead of them. It is replaced, never mended.
  var isEmptied: Bool { mapped.wasCutShort || header.load(Layout.Header.magic) == 0 }

  /// Opens the file beside a database, creating or replacing it as needed.
  ///
  /// - Parameters:
  ///   - database: what the file system says of the database file, which exists.
  ///   - storedNonce: the nonce in the database's state row, if there is one.
  static func open(
    besides databasePath: String, database: MappedFile.Attributes, storedNonce: TabInstance?
  ) throws(PenholderError) -> CoordinationFile {
    let path = databasePath + suffix
    // Another process may create or replace the file between any two of our steps; each round starts
    // afresh, and with every round somebody has made progress.
    for round in 0..<64 {
      switch try examine(path, database: database) {
      case .usable(let file):
        if !file.isFromAnotherTime(storedNonce) {
          // Somebody may have widened it, or narrowed the database.
          file.mapped.narrow(to: database)
          return file
        }
        try replace(file.mapped, at: path, database: database, round: round)
      case .absent:
        try create(at: path, database: database)
      case .moved: continue
      case .refused(let mapped):
        try replace(mapped, at: path, database: database, round: round)
      }
    }
    throw .incompatibleFile(path: path, reason: "it is being replaced all the time")
  }

  /// Opens the file for looking only; nil when there is none or it is not usable.
  static func openForReading(
    besides databasePath: String, database: MappedFile.Attributes
  ) throws(PenholderError) -> CoordinationFile? {
    let path = databasePath + suffix
    guard case .usable(let file) = try examine(path, database: database, writable: false) else {
      return nil
    }
    return file
  }

  enum Finding {
    case usable(CoordinationFile)
    case absent
    /// Removed or replaced while we looked at it.
    case moved
    /// It stands there and is not ours to believe (L5).
    case refused(MappedFile?)
  }

  static func examine(
    _ path: String, database: MappedFile.Attributes, writable: Bool = true
  ) throws(PenholderError) -> Finding {
    let mapped: MappedFile
    do {
      try refuseOtherVersions(path)
      mapped = try MappedFile.open(path, size: Layout.fileSize, writable: writable)
    } catch let error as SystemError {
      if error.isNoEntry { return .absent }
      if error.isNotAFileOfOurs { return .refused(nil) }
      throw .inputOutput(error)
    } catch let error as PenholderError {
      throw error
    } catch { preconditionFailure("opening a file throws errors of its own: \(error)") }
    let attributes = mapped.attributes
    let file = CoordinationFile(path: path, mapped: mapped)
    let identity = file.identity
    guard database.mayBeAccompanied(by: attributes), attributes.linkCount <= 1,
      attributes.size == Layout.fileSize,
      identity[Layout.Header.magic] == Layout.magic,
      identity[Layout.Header.version] == Layout.version,
      identity[Layout.Header.fileSize] == UInt64(Layout.fileSize),
      identity[Layout.Header.databaseDevice] == database.identity.device,
      identity[Layout.Header.databaseInode] == database.identity.inode,
      identity[Layout.Header.ownInode] == attributes.identity.inode
    else { return .refused(mapped) }
    guard attributes.linkCount == 1, file.isCurrent() else { return .moved }
    return .usable(file)
  }

  /// A newer or older Penholder's file may have another size; its living tabs must not have the rug
  /// pulled from under them. Every version keeps the first words of the header and the tabs' bytes.
  private static func refuseOtherVersions(_ path: String) throws {
    let mapped = try MappedFile.open(path, size: Layout.headerWords * 8, writable: false)
    let h = SharedWords(in: mapped, at: 0, count: Layout.headerWords)
    guard h.load(Layout.Header.magic) == Layout.magic,
      h.load(Layout.Header.version) != Layout.version
    else { return }
    let isAlive = try (1...Layout.maximumTabs).contains {
      try mapped.isLockedElsewhere(at: Layout.tabByte($0))
    }
    if isAlive {
      throw PenholderError.incompatibleFile(
        path: path, reason: "tabs of another version of Penholder have the database open")
    }
  }

  /// The file's name for ever: random, and stored in the database by whoever leads.
  var nonce: TabInstance {
    TabInstance(high: identity[Layout.Header.nonceHigh], low: identity[Layout.Header.nonceLow])
  }

  /// The same as it stands there now: the leader's, in case that opened the file under noise.
  var leadersNonce: TabInstance {
    TabInstance(
      high: header.load(Layout.Header.nonceHigh), low: header.load(Layout.Header.nonceLow))
  }

  /// Puts the first words right, if somebody scribbled on them: newcomers believe them. By the leader.
  func mendIdentity() {
    if isEmptied { return }
    // The first word first: when the file is cut short meanwhile, it stays 0.
    for (index, word) in identity.enumerated() where header.load(index) != word {
      header.storeReleasing(word, at: index)
    }
  }

  /// Whether any tab holds its byte.
  var hasLivingTabs: Bool { (1...Layout.maximumTabs).contains { isAlive($0) } }

  /// A file that nobody uses now and that was made before the machine was started, or that has been
  /// used but not by the database's last leader: restored from a backup, or left by a group that
  /// never elected anybody.
  ///
  /// A tab takes its byte before it counts as having joined: whoever sees the count sees the byte.
  /// Where tabs live, the file is of this boot, whatever a container makes of the boot's identity.
  private func isFromAnotherTime(_ storedNonce: TabInstance?) -> Bool {
    let (high, low) = (header.load(Layout.Header.bootHigh), header.load(Layout.Header.bootLow))
    let isOfThisBoot = high == bootIdentity.high && low == bootIdentity.low
    let isOfThisDatabase = storedNonce == nil || storedNonce == nonce
    if isOfThisBoot && isOfThisDatabase { return false }
    let wasUsed = header.loadAcquiring(Layout.Header.joins) != 0
    return (wasUsed || !isOfThisBoot) && !hasLivingTabs
  }

  // MARK: Creating

  private static func build(
    at path: String, database: MappedFile.Attributes
  ) throws(PenholderError) -> MappedFile {
    let directory = path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
    return try PenholderError.wrap { () throws(SystemError) in
      let mapped = try MappedFile.unnamed(
        in: directory.isEmpty ? "/" : directory, size: Layout.fileSize, like: database)
      let h = SharedWords(in: mapped, at: 0, count: Layout.headerWords)
      var random = SystemRandomNumberGenerator()
      h.store(Layout.version, at: Layout.Header.version)
      h.store(UInt64(Layout.fileSize), at: Layout.Header.fileSize)
      h.store(random.next(), at: Layout.Header.nonceHigh)
      h.store(random.next(), at: Layout.Header.nonceLow)
      h.store(database.identity.device, at: Layout.Header.databaseDevice)
      h.store(database.identity.inode, at: Layout.Header.databaseInode)
      h.store(bootIdentity.high, at: Layout.Header.bootHigh)
      h.store(bootIdentity.low, at: Layout.Header.bootLow)
      h.store(mapped.attributes.identity.inode, at: Layout.Header.ownInode)
      h.storeReleasing(Layout.magic, at: Layout.Header.magic)
      return mapped
    }
  }

  private static func create(
    at path: String, database: MappedFile.Attributes
  ) throws(PenholderError) {
    let mapped = try build(at: path, database: database)
    KillPoint.reached(.creatingFile)
    do { try mapped.publish(as: path) } catch {
      // Somebody was quicker: theirs is as good.
      if !error.isExisting { throw .inputOutput(error) }
    }
  }

  /// Puts a new file in the place of one that was refused, unless somebody else just did.
  private static func replace(
    _ old: MappedFile?, at path: String, database: MappedFile.Attributes, round: Int
  ) throws(PenholderError) {
    let mapped = try build(at: path, database: database)
    try PenholderError.wrap { () throws(SystemError) in
      // Two that refuse the same file must not replace each other's new one, so the first takes a
      // lock on the old one. Who was stopped with it is not waited for: a file replaced twice costs
      // its tabs a rejoin and nothing else.
      if let old {
        guard try old.tryLock(at: Layout.registryByte) || round > 32 else { return }
        guard try MappedFile.attributes(of: path)?.identity == old.attributes.identity else {
          return
        }
      }
      KillPoint.reached(.replacingFile)
      try mapped.publish(replacing: path)
    }
  }
}

extension MappedFile.Attributes {
  /// Whether a file of these attributes beside the database was put there by somebody who may write
  /// to the database anyway: its owner, ourselves, the administrator, or, when others may write to
  /// it, one of those.
  fileprivate func mayBeAccompanied(by file: MappedFile.Attributes) -> Bool {
    file.owner == owner || file.owner == 0 || file.owner == currentUser() || mode & 0o022 != 0
  }
}

extension SystemError {
  fileprivate var isNoEntry: Bool { code == 2 }
  fileprivate var isExisting: Bool { code == 17 }
  /// A link, a folder, a device, a socket, or too short.
  fileprivate var isNotAFileOfOurs: Bool { [40, 21, 6, 22, 19].contains(code) }
}
