import SharedMemory

/// Finds out which process holds SQLite's write lock, without touching SQLite's files: opening and
/// closing one of those would drop this process's own locks on it.
enum WriteLockHolder {
  /// The write lock's byte in the wal-index: WAL_WRITE_LOCK of SQLite's `wal.c` ("WAL-Index Format"
  /// in its file format documentation).
  private static let writeLockByte: UInt64 = 120

  /// The list changes while it is read, a page at a time, and a line may be passed over: it is read
  /// so often before nobody is believed to be there.
  private static let looks = 3

  /// The process, or nil when `/proc/locks` does not show one.
  static func pid(database path: String) -> Int32? {
    for _ in 0..<looks {
      if let pid = lookedUp(database: path) { return pid }
    }
    return nil
  }

  private static func lookedUp(database path: String) -> Int32? {
    // Missing files and a missing /proc both mean: not known.
    guard let index = try? MappedFile.attributes(of: path + "-shm"),
      let table = kernelText(at: "/proc/locks")
    else { return nil }
    let lines = table.split(separator: "\n")
    let device = index.identity.deviceName
    // Some file systems (overlays) show another device than stat(2) does: then the inode has to do.
    return lines.lazy.compactMap { holder($0, inode: index.identity.inode, device: device) }.first
      ?? lines.lazy.compactMap { holder($0, inode: index.identity.inode, device: nil) }.first
  }

  /// Reads one line of proc(5)'s `/proc/locks`:
  /// `3: POSIX  ADVISORY  WRITE 4211 fe:00:262147 120 120`.
  static func holder(_ line: Substring, inode: UInt64, device: String?) -> Int32? {
    let fields = line.split(separator: " ")
    guard fields.count >= 8, fields[1] == "POSIX", fields[3] == "WRITE", let pid = Int32(fields[4]),
      pid > 0, fields[5].split(separator: ":").last.flatMap({ UInt64($0) }) == inode,
      let first = UInt64(fields[6]), first <= writeLockByte,
      UInt64(fields[7]) ?? .max >= writeLockByte,
      device.map({ fields[5].hasPrefix($0 + ":") }) ?? true
    else { return nil }
    return pid
  }
}

extension MappedFile.Identity {
  /// The device as `/proc/locks` writes it: `fe:00`. The parts are those of glibc's makedev(3).
  fileprivate var deviceName: String {
    let major = device >> 8 & 0xFFF | device >> 32 & ~0xFFF
    let minor = device & 0xFF | device >> 12 & ~0xFF
    func hex(_ number: UInt64) -> String {
      (number < 16 ? "0" : "") + String(number, radix: 16)
    }
    return hex(major) + ":" + hex(minor)
  }
}
