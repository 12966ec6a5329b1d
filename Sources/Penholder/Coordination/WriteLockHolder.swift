import Foundation
import SharedMemory

/// Finds out which process holds SQLite's write lock, without touching SQLite's files: opening and
/// closing one of those would drop this process's own locks on it.
enum WriteLockHolder {
  /// The write lock's byte in the wal-index: WAL_WRITE_LOCK of SQLite's `wal.c` ("WAL-Index Format"
  /// in its file format documentation).
  private static let writeLockByte: UInt64 = 120

  /// The process, or nil when `/proc/locks` does not show one.
  static func pid(database path: String) -> Int32? {
    // Missing files and a missing /proc both mean: not known.
    guard let index = try? MappedFile.attributes(of: path + "-shm"),
      let table = try? String(contentsOfFile: "/proc/locks", encoding: .utf8)
    else { return nil }
    return table.split(separator: "\n").lazy.compactMap { line in
      holder(line, inode: index.identity.inode)
    }.first
  }

  /// Reads one line of proc(5)'s `/proc/locks`:
  /// `3: POSIX  ADVISORY  WRITE 4211 fe:00:262147 120 120`.
  static func holder(_ line: Substring, inode: UInt64) -> Int32? {
    let fields = line.split(separator: " ")
    guard fields.count >= 8, fields[1] == "POSIX", fields[3] == "WRITE", let pid = Int32(fields[4]),
      pid > 0, fields[5].split(separator: ":").last.flatMap({ UInt64($0) }) == inode,
      let first = UInt64(fields[6]), first <= writeLockByte,
      UInt64(fields[7]) ?? .max >= writeLockByte
    else { return nil }
    return pid
  }
}
