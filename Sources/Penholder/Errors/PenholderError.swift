import GRDB
import SharedMemory

/// What can go wrong, with what the caller needs to act on. Each description says what happened and
/// what to do next; <doc:Troubleshooting> has them by symptom.
public enum PenholderError: Error, Equatable, Sendable {
  /// A write in a tab that does not lead. `leader` is nil when nobody leads.
  case notLeader(leader: LeaderInfo.Leader?)
  /// Another tab has led since the transaction began; nothing was written.
  case leadershipLost(term: UInt64)
  /// Leadership, the answer to a queued write that the leader had not taken, or a commit to be read did
  /// not come in time; nothing was written. `waitingFor` says in words what was waited for.
  case timedOut(waitingFor: String)
  /// A queued write was not answered in time, and the leader has it: it may or may not be carried out.
  /// The same request under `key` tells: it is carried out only if it was not.
  case outcomeUnknown(key: String)
  /// A queued write would have changed another number of rows than it was to change; it has changed
  /// nothing.
  case conflict(expected: Int, actual: Int)
  /// SQLite refused a queued write, which has changed nothing. `code` is its extended result code.
  case refusedBySQLite(code: Int32, message: String)
  /// A queued write that no lane can hold.
  case requestTooLarge(bytes: Int, limit: Int)
  /// So many queued writes of this tab wait that no more are taken; nothing was written.
  case queueFull(limit: Int)
  /// The task was cancelled; nothing was written.
  case cancelled
  /// Somebody stopped inside a write transaction, which keeps everybody from writing.
  case takeoverBlocked(pid: Int32?)
  /// The file beside the database is not one that this version can use.
  case incompatibleFile(path: String, reason: String)
  /// Locks and shared memory do not work on this file system.
  case unsupportedFileSystem(path: String, name: String)
  /// All places of the coordination file are taken.
  case tooManyTabs(limit: Int)
  /// The database cannot be written to by this process.
  case readOnly(path: String)
  /// The database file was removed, or moved away, while it was open.
  case databaseRemoved(path: String)
  /// Another file stands in the place of the database that was opened.
  case databaseReplaced(path: String)
  /// SQLite's log beside the open database was removed, replaced or cut short.
  case logLost(path: String)
  /// The database cannot be read at the moment by a process that may not write beside it.
  case unreadable(path: String, reason: String)
  /// A statement that has no place here.
  case badRequest(String)
  /// The operating system refused.
  case inputOutput(SystemError)
  /// The handle has been closed.
  case closed
  /// The handle was opened before a fork(2), and this is the child; or it is to be opened in one.
  case forked

  /// A word for programs, kept stable.
  public var code: String {
    switch self {
    case .notLeader: "WRITE_PERMISSION_DENIED"
    case .leadershipLost: "LEADERSHIP_LOST"
    case .timedOut, .queueFull: "TIMED_OUT_NOT_APPLIED"
    case .outcomeUnknown: "TIMED_OUT_UNKNOWN"
    case .conflict: "CONFLICT"
    case .refusedBySQLite(let code, _):
      DatabaseError(resultCode: ResultCode(rawValue: code)).isOfTheWorld
        ? "IO_ERROR" : "SQL_ERROR"
    case .requestTooLarge: "REQUEST_TOO_LARGE"
    case .cancelled: "CANCELLED"
    case .takeoverBlocked: "TAKEOVER_BLOCKED"
    case .incompatibleFile: "INCOMPATIBLE_FILE"
    case .unsupportedFileSystem: "UNSUPPORTED_FILESYSTEM"
    case .tooManyTabs: "TOO_MANY_TABS"
    case .readOnly: "READ_ONLY"
    case .badRequest: "BAD_REQUEST"
    case .inputOutput, .databaseRemoved, .databaseReplaced, .logLost, .unreadable: "IO_ERROR"
    case .closed: "CLOSED"
    case .forked: "BAD_REQUEST"
    }
  }
}

extension PenholderError: CustomStringConvertible {
  /// What happened, and what to do next.
  public var description: String {
    switch self {
    case .notLeader(let leader?):
      """
      Only the leader writes, and \(leader) leads. Wait for leadership (waitForLeadership), ask for \
      it (requestLeadership), or let writes do so themselves (writePolicy).
      """
    case .notLeader(nil):
      """
      Only the leader writes, and nobody leads at the moment. Wait for leadership \
      (waitForLeadership) or ask for it (requestLeadership).
      """
    case .leadershipLost(let term):
      """
      This tab led in term \(term), and another tab has led since. Nothing was written: read again, \
      and write when this tab leads.
      """
    case .timedOut(let what): "Timed out waiting for \(what). Nothing was written: try again."
    case .outcomeUnknown(let key):
      """
      The leader has the write and has not answered in time, or could not tell because its disk failed: \
      it may or may not be carried out. Ask again with the key \(key); it is carried out once at most.
      """
    case .conflict(let expected, let actual):
      """
      The write would have changed \(actual) rows instead of \(expected): somebody else was quicker. \
      Nothing was written: read again, and decide anew.
      """
    case .refusedBySQLite(_, let message):
      "SQLite refused the write: \(message). Nothing was written."
    case .requestTooLarge(let bytes, let limit):
      """
      A queued write of \(bytes) bytes is too large: \(limit) is the most. Split it, or write as the \
      leader. Nothing was written.
      """
    case .queueFull(let limit):
      """
      \(limit) queued writes of this tab wait already. Nothing was written: try again when some have \
      been answered.
      """
    case .cancelled: "Cancelled. Nothing was written."
    case .takeoverBlocked(let pid):
      """
      Nobody can write: \(pid.map { "process \($0)" } ?? "a process") has stopped inside a write \
      transaction. Continue it (kill -CONT\(pid.map { " \($0)" } ?? "")) or end it; this tab goes \
      on by itself.
      """
    case .incompatibleFile(let path, let reason):
      "\(path) cannot be used: \(reason). Close every program that uses the database, and remove it."
    case .unsupportedFileSystem(let path, let name):
      """
      \(path) lies on \(name), where locks and shared memory do not reach all processes. Move the \
      database to a local file system.
      """
    case .tooManyTabs(let limit): "\(limit) tabs have this database open, the most there can be."
    case .readOnly(let path):
      "\(path) cannot be written to. Check its permissions and its folder's."
    case .databaseRemoved(let path):
      """
      \(path) has been removed or moved away. Nothing is read or written until it is back; then \
      this handle goes on by itself.
      """
    case .databaseReplaced(let path):
      """
      Another file has been put in the place of \(path). Nothing is read or written any more: \
      close this handle and open the database again.
      """
    case .logLost(let path):
      """
      Another program has removed \(path)-wal or \(path)-shm, or cut it short, while the database was \
      open. Nothing was written, since it would be lost: close every program that has the database open, \
      and open it again.
      """
    case .unreadable(let path, let reason):
      """
      \(path) cannot be read by a user who may not write to it and its folder: \(reason). Open it \
      once as a user who may.
      """
    case .badRequest(let reason): reason
    case .inputOutput(let error): "\(error)."
    case .closed: "This handle has been closed. Open the database again."
    case .forked:
      """
      This process was forked from one that uses the database, and what was opened before the fork \
      belongs to the parent. Start a program in the child (exec) and open the database again there.
      """
    }
  }
}

extension PenholderError {
  /// Runs `body`, turning a refused system call into an error of ours.
  static func wrap<T>(_ body: () throws(SystemError) -> T) throws(PenholderError) -> T {
    do { return try body() } catch { throw .inputOutput(error) }
  }
}
