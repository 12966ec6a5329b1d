import Glibc

/// The places where a process may be killed or stopped that deserve a test of their own.
///
/// A debug build reads `PENHOLDER_KILL_POINT=<point>:<kill or stop>:<path>` once. When it then reaches
/// that point and can remove the file at `path`, it kills or stops itself there and then: a test makes
/// the file when it wants it to happen, and it happens once. In a release build nothing of this exists.
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
    #endif
  }

  #if DEBUG
    private static let trap = Trap()

    /// What the environment asks for.
    private struct Trap: Sendable {
      let point: KillPoint
      let signal: Int32
      let path: String

      init?() {
        // SAFETY: nobody changes the environment; the text is copied.
        guard let value = unsafe getenv("PENHOLDER_KILL_POINT") else { return nil }
        let parts = unsafe String(cString: value).split(
          separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count == 3, let point = KillPoint(rawValue: String(parts[0])) else {
          return nil
        }
        self.point = point
        signal = parts[1] == "kill" ? SIGKILL : SIGSTOP
        path = String(parts[2])
      }

      func spring(at reached: KillPoint) {
        // To this thread, so that it takes no further step.
        if reached == point, unsafe unlink(path) == 0 { raise(signal) }
      }
    }
  #endif
}
