import Glibc

/// The places where a process may be killed or stopped that deserve a test of their own.
///
/// A debug build reads `PENHOLDER_KILL_POINT=<point>:<kill or stop>:<path>` once. When it then reaches
/// that point and can remove the file at `path`, it kills or stops itself there and then: a test makes
/// the file when it wants it to happen, and it happens once. `PENHOLDER_SLOW_DISK=<milliseconds>:<path>`
/// makes a commit and a checkpoint take so much longer, as on a slow disk, as long as there is a file at
/// that path. In a release build nothing of this exists.
package enum KillPoint: String, Sendable, CaseIterable {
  // An election, and both sides of a hand-over.
  /// The term byte is locked, the database does not know.
  case termLocked
  /// The database says who leads, the file does not.
  case claimed
  /// A leader has been asked to go and takes nothing new.
  case draining
  /// It has said so and still holds its term's byte.
  case leaving
  /// It does not hold it any more.
  case termUnlocked

  // A group commit.
  case requestsTaken
  /// A request is about to be run; this attempt at it is counted.
  case executing
  /// Everything has been carried out, inside the transaction.
  case beforeCommit
  case afterCommit
  /// The event is in the ring, no answer has been given.
  case announced
  /// Of the answers to a group, half have been given.
  case halfAnswered
  /// Of one answer, the first words are there.
  case halfAnswer
  case checkpointBegun
  /// The log has been copied back, and the write lock is still held.
  case checkpointDone

  // The ring.
  case ringNumberClaimed
  case halfRingSlot

  // A tab's lane.
  case halfLaneRecord
  /// The request is there, and nobody has been told.
  case laneRecordUnannounced
  case withdrawing
  case withdrawn

  // The coordination file.
  case creatingFile
  case replacingFile

  /// Called by the library at each of its places.
  @inline(__always)
  package static func reached(_ point: KillPoint) {
    #if DEBUG
      trap?.spring(at: point)
      disk?.wait(at: point)
    #endif
  }

  #if DEBUG
    private static let trap = Trap()
    private static let disk = SlowDisk()

    /// What a variable of the environment consists of, in so many parts with colons between them.
    private static func parts(of variable: String, _ count: Int) -> [String]? {
      // SAFETY: nobody changes the environment; the text is copied.
      guard let value = unsafe getenv(variable) else { return nil }
      let parts = unsafe String(cString: value).split(
        separator: ":", maxSplits: count - 1, omittingEmptySubsequences: false)
      return parts.count == count ? parts.map(String.init) : nil
    }

    /// What the environment asks for.
    private struct Trap: Sendable {
      let point: KillPoint
      let signal: Int32
      let path: String

      init?() {
        guard let parts = KillPoint.parts(of: "PENHOLDER_KILL_POINT", 3),
          let point = KillPoint(rawValue: parts[0])
        else { return nil }
        self.point = point
        signal = parts[1] == "kill" ? SIGKILL : SIGSTOP
        path = parts[2]
      }

      func spring(at reached: KillPoint) {
        // To this thread, so that it takes no further step.
        if reached == point, unsafe unlink(path) == 0 { raise(signal) }
      }
    }

    /// Where the write lock is held and the disk is waited for.
    private struct SlowDisk: Sendable {
      let microseconds: UInt32
      let path: String

      init?() {
        guard let parts = KillPoint.parts(of: "PENHOLDER_SLOW_DISK", 2),
          let milliseconds = UInt32(parts[0])
        else { return nil }
        microseconds = min(milliseconds, 10_000) * 1000
        path = parts[1]
      }

      func wait(at reached: KillPoint) {
        let isSlow = reached == .beforeCommit || reached == .checkpointBegun
        if isSlow, unsafe access(path, F_OK) == 0 { usleep(microseconds) }
      }
    }
  #endif
}
