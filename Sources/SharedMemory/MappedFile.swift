import CPlatform
import Glibc
import Synchronization

/// A file of fixed size that several processes map and lock, bytes only.
///
/// Owns the descriptor and the mapping until it is deallocated. The descriptor carries the open file
/// description's byte locks (``tryLock(at:)``), which the kernel drops when it is closed or when the
/// process ends, however it ends.
@safe
package final class MappedFile: @unchecked Sendable {
  // SAFETY: every stored property is a let; the mapped bytes are reached through atomics only.

  /// Which file this is, whatever its name is now.
  package struct Identity: Hashable, Sendable {
    package let device: UInt64
    package let inode: UInt64

    package init(device: UInt64, inode: UInt64) {
      self.device = device
      self.inode = inode
    }
  }

  /// What the file system says of a file.
  package struct Attributes: Sendable {
    package let identity: Identity
    package let size: Int
    package let mode: UInt32
    package let owner: UInt32
    package let group: UInt32
    package let linkCount: Int
    package let isRegular: Bool
    package let isFolder: Bool
    /// When the contents, and when anything about the file changed last: CLOCK_REALTIME nanoseconds.
    package let (modified, changed): (UInt64, UInt64)

    /// What a file of the same rights but of this group may let its group do: no more than the
    /// model's own group if it is that, than everybody if it is another.
    func mode(for other: UInt32) -> UInt32 {
      other == group ? mode : mode & ~0o070 | mode & 0o007 << 3
    }

    init(_ s: stat) {
      identity = Identity(device: UInt64(s.st_dev), inode: UInt64(s.st_ino))
      size = Int(s.st_size)
      mode = s.st_mode & 0o7777
      owner = s.st_uid
      group = s.st_gid
      linkCount = Int(s.st_nlink)
      isRegular = s.st_mode & S_IFMT == S_IFREG
      isFolder = s.st_mode & S_IFMT == S_IFDIR
      modified = nanoseconds(s.st_mtim)
      changed = nanoseconds(s.st_ctim)
    }
  }

  package let attributes: Attributes
  package let size: Int
  let base: UnsafeMutableRawPointer
  private let descriptor: Int32
  private let birthplace = Birthplace()
  /// The private name of a file that cannot be without one, until it gets its own.
  private let privateName: Mutex<String?>

  /// Maps the first `size` bytes of an open file and takes its descriptor over.
  private init(
    descriptor: Int32, size: Int, writable: Bool, path: String, privateName: String? = nil
  ) throws(SystemError) {
    var s = stat()
    guard unsafe fstat(descriptor, &s) == 0 else {
      let code = errno
      platform_close(descriptor)
      throw SystemError(code: code, call: "fstat", path: path)
    }
    let attributes = Attributes(s)
    // A shorter file would answer a read beyond its end with SIGBUS; `size` is what the caller
    // needs, so refuse here.
    guard attributes.isRegular, attributes.size >= size else {
      platform_close(descriptor)
      throw SystemError(code: EINVAL, call: "mmap", path: path)
    }
    let protection = writable ? PROT_READ | PROT_WRITE : PROT_READ
    let address = unsafe mmap(nil, size, protection, MAP_SHARED, descriptor, 0)
    guard let address = unsafe address, unsafe address != MAP_FAILED else {
      let code = errno
      platform_close(descriptor)
      throw SystemError(code: code, call: "mmap", path: path)
    }
    // Refused only by a kernel without MADV_DONTFORK; a child then merely sees the mapping.
    _ = unsafe platform_exclude_from_fork(address, size)
    unsafe platform_mapping_note(address, size, descriptor, writable ? 1 : 0)
    self.attributes = attributes
    self.size = size
    unsafe self.base = address
    self.descriptor = descriptor
    self.privateName = Mutex(privateName)
  }

  deinit {
    // In a forked child the mapping is not there and the descriptor is closed: their address and
    // number may be somebody else's by now.
    guard birthplace.isHere else { return }
    unsafe platform_mapping_forget(base)
    // SAFETY: `base` and `size` are what mmap returned; SharedWords keep `self` alive.
    _ = unsafe munmap(base, size)
    platform_close(descriptor)
    if let name = privateName.withLock({ $0 }) { _ = unsafe unlink(name) }
  }

  /// Opens an existing file, never through a symbolic link; refuses what is not a regular file of at
  /// least `size` bytes with EINVAL.
  package static func open(
    _ path: String, size: Int, writable: Bool
  ) throws(SystemError) -> MappedFile {
    let descriptor = try systemCall("open", path: path) {
      unsafe platform_open_existing(path, writable ? 1 : 0)
    }
    let file = try MappedFile(descriptor: descriptor, size: size, writable: writable, path: path)
    if writable { try file.reserve(path) }
    return file
  }

  /// Takes the blocks that a copy with holes does not have: a store into a hole would answer a full
  /// disk with SIGBUS.
  private func reserve(_ path: String) throws(SystemError) {
    var s = stat()
    guard unsafe fstat(descriptor, &s) == 0, Int(s.st_blocks) * 512 < size else { return }
    // Other refusals: a file system that does not reserve, or one that compresses.
    do {
      try systemCall("fallocate", path: path) { platform_reserve(descriptor, Int64(size)) }
    } catch {
      if [ENOSPC, EDQUOT].contains(error.code) { throw error }
    }
  }

  /// Takes from others what `model` does not let them do, if the file is ours.
  package func narrow(to model: Attributes) {
    let mode = model.mode(for: attributes.group) & attributes.mode
    // Who may not do that opened a file of somebody else's who may write to the database as well.
    if mode != attributes.mode { _ = fchmod(descriptor, mode) }
  }

  /// Builds a file of `size` bytes with no name, every block of it reserved on the disk: a sparse
  /// mapping would answer a full disk with SIGBUS.
  ///
  /// - Parameters:
  ///   - directory: where it will get its name by ``publish(as:)`` or ``publish(replacing:)``.
  ///   - model: a file whose permissions and, where this process may do that, owner it shall have.
  package static func unnamed(
    in directory: String, size: Int, like model: Attributes
  ) throws(SystemError) -> MappedFile {
    let mode = model.mode & 0o666
    var name: String?
    var descriptor = unsafe platform_open_unnamed(directory, mode)
    if [-EOPNOTSUPP, -EISDIR, -ENOENT, -EINVAL].contains(descriptor) {
      // A file system without unnamed files: a private name until it gets its own.
      let random = String(UInt64.random(in: 0...UInt64.max), radix: 36)
      name = "\(directory)/.\(random).pen-new"
      descriptor = unsafe platform_open_exclusive(name ?? directory, mode)
    }
    guard descriptor >= 0 else {
      throw SystemError(code: -descriptor, call: "open", path: name ?? directory)
    }
    // Only the administrator may give files away; everybody else's file is their own. Its group may
    // be any of one's own.
    _ = fchown(descriptor, geteuid() == 0 ? model.owner : uid_t.max, model.group)
    var s = stat()
    if unsafe fstat(descriptor, &s) == 0, s.st_gid != model.group {
      _ = fchmod(descriptor, model.mode(for: s.st_gid) & 0o666)
    }
    var reserved = posix_fallocate(descriptor, 0, size)
    while reserved == EINTR { reserved = posix_fallocate(descriptor, 0, size) }
    guard reserved == 0 else {
      platform_close(descriptor)
      if let name { _ = unsafe unlink(name) }
      throw SystemError(code: reserved, call: "posix_fallocate", path: directory)
    }
    return try MappedFile(
      descriptor: descriptor, size: size, writable: true, path: directory, privateName: name)
  }

  /// `size` zero bytes that no other process sees.
  package static func inMemory(size: Int) throws(SystemError) -> MappedFile {
    let descriptor = try systemCall("memfd_create") { platform_open_memory(Int64(size)) }
    return try MappedFile(descriptor: descriptor, size: size, writable: true, path: "")
  }

  /// Gives an unnamed file its name, whole, in one step; EEXIST when another process was quicker.
  package func publish(as path: String) throws(SystemError) {
    guard let name = privateName.withLock({ $0 }) else {
      try systemCall("linkat", path: path) { unsafe platform_link_descriptor(descriptor, path) }
      return
    }
    guard unsafe link(name, path) == 0 else {
      throw SystemError(code: errno, call: "link", path: path)
    }
    privateName.withLock { $0 = nil }
    _ = unsafe unlink(name)
  }

  /// Gives an unnamed file its name in place of whatever stands there.
  package func publish(replacing path: String) throws(SystemError) {
    let temporary = "\(path).\(getpid()).\(UInt32.random(in: 0...UInt32.max))"
    try publish(as: temporary)
    guard unsafe rename(temporary, path) == 0 else {
      let code = errno
      _ = unsafe unlink(temporary)
      throw SystemError(code: code, call: "rename", path: path)
    }
  }

  /// What stands at `path` now, links followed; nil when nothing does.
  package static func attributes(of path: String) throws(SystemError) -> Attributes? {
    var s = stat()
    if unsafe stat(path, &s) == 0 { return Attributes(s) }
    if errno == ENOENT || errno == ENOTDIR { return nil }
    throw SystemError(code: errno, call: "stat", path: path)
  }

  /// Whether another program has cut the file short, and it was given its length back with zeros where
  /// its contents had been; see ``catchBusErrors()``.
  package var wasCutShort: Bool { unsafe platform_mapping_was_mended(base) == 1 }

  // MARK: Byte locks

  /// Takes the exclusive lock on one byte if it is free; false when another open file holds it.
  /// The byte need not exist in the file.
  package func tryLock(at offset: Int64) throws(SystemError) -> Bool {
    do {
      try systemCall("fcntl") { platform_lock_try(descriptor, offset) }
      return true
    } catch {
      if error.code == EAGAIN || error.code == EACCES { return false }
      throw error
    }
  }

  /// Drops the lock on one byte, held or not.
  package func unlock(at offset: Int64) throws(SystemError) {
    try systemCall("fcntl") { platform_lock_release(descriptor, offset) }
  }

  /// Whether another open file (of this or any process) holds the byte.
  package func isLockedElsewhere(at offset: Int64) throws(SystemError) -> Bool {
    try systemCall("fcntl") { platform_lock_is_held_elsewhere(descriptor, offset) } == 1
  }
}
