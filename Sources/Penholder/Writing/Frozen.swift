import SharedMemory

/// The state of a database that nobody has open for writing, so that its bytes may be read without
/// a lock and without a log.
///
/// SQLite reads a database in write-ahead-log mode only through the log's index (`-shm`), and where
/// it may not make one it refuses ("attempt to write a readonly database"), even when there is no
/// log. `immutable=1` makes it read the file as it is. That is right as long as
///
/// 1. nothing has been committed that is not in the file: there is no log with anything in it and no
///    rollback journal; and
/// 2. nobody changes the file under the reader, which would see half of it.
///
/// So whoever reads compares the file before and after: same file, size and times, still no log.
/// Every change of the file sets its time; one that came so soon after the last that the clock
/// could not tell them apart is excluded by not trusting a time that is not ``settling`` past.
/// Somebody who commits into a log without changing the file is found by 1.
///
/// Argued against: a writer that opens, commits, copies back and closes wholly *between* the two
/// looks has changed the file's time; one that restores the time (touch -r, rsync in place) cannot
/// restore the status-change time, which is compared too; a mapping that is written to without
/// msync(2) sets the time late, but SQLite writes with write(2).
struct Frozen: Hashable, Sendable {
  private let identity: MappedFile.Identity
  private let size: Int
  private let modified: UInt64
  private let changed: UInt64

  /// The clock that dates files ticks at 100 Hz at least.
  static let settling: UInt64 = 50_000_000

  /// What a look at the files around a database came to.
  enum Look: Equatable {
    /// Nobody writes: it may be read as it is.
    case frozen(Frozen)
    /// It has a log with an index, or a rollback journal: SQLite reads it as always.
    case live
    /// It cannot be read without writing. Of a living writer that is over in a moment.
    case unreadable(reason: String)
  }

  /// A few system calls.
  static func look(_ path: String) throws(SystemError) -> Look {
    let log = try MappedFile.attributes(of: path + "-wal")
    if log != nil, try MappedFile.attributes(of: path + "-shm") != nil { return .live }
    if log.map({ $0.size > 0 }) == true {
      return .unreadable(
        reason: "it has a log (-wal) and not the log's index (-shm), which this user may not make")
    }
    // SQLite knows whether there is anything in it that matters, and waits for locks.
    if let journal = try MappedFile.attributes(of: path + "-journal"), journal.size > 0 {
      return .live
    }
    guard let file = try MappedFile.attributes(of: path) else {
      throw SystemError(code: 2, call: "stat", path: path)
    }
    let newest = max(file.modified, file.changed)
    // A time that lies ahead (somebody set it, or the clock) tells nothing, however long one waits.
    let now = wallClockNow()
    if newest <= now, now - newest < settling {
      return .unreadable(reason: "it is being changed all the time")
    }
    return .frozen(
      Frozen(
        identity: file.identity, size: file.size, modified: file.modified, changed: file.changed))
  }

  /// Whether nothing has changed.
  func isStill(_ path: String) -> Bool {
    // What cannot be looked at is not known to be the same.
    do { return try Self.look(path) == .frozen(self) } catch { return false }
  }
}
