import Foundation
import GRDB
import Penholder

/// What went wrong, for programs (the code), for people (the sentence) and for the shell (the exit
/// code).
package struct Failure: Error {
  /// A word of the contract, kept stable.
  package var code: String
  /// One sentence: what happened, and what to do.
  package var message: String
  /// One of sysexits.h.
  package var exit: Int32
  /// By which the outcome of a queued write can be asked for; nil for anything else.
  package var key: String?

  package init(_ code: String, _ message: String, exit: Int32) {
    self.code = code
    self.message = message
    self.exit = exit
  }

  /// What was asked makes no sense.
  package static func badRequest(_ message: String) -> Failure {
    Failure("BAD_REQUEST", message, exit: EX_DATAERR)
  }

  /// A command that only looks found nothing to look at.
  package static func noDatabase(_ path: String) -> Failure {
    Failure(
      "IO_ERROR", "There is no database \(path): check the path.", exit: EX_NOINPUT)
  }

  /// Any error as one of these.
  package init(_ error: any Error) {
    switch error {
    case let failure as Failure: self = failure
    case let error as PenholderError: self.init(error)
    case let error as DatabaseError: self.init(error)
    case is CancellationError: self.init(PenholderError.cancelled)
    default: self.init("IO_ERROR", "\(error)", exit: EX_IOERR)
    }
  }

  private init(_ error: PenholderError) {
    let exit: Int32 =
      switch error {
      case .notLeader, .readOnly, .unreadable: EX_NOPERM
      case .leadershipLost, .cancelled, .closed, .timedOut, .queueFull, .conflict: EX_TEMPFAIL
      // Not a matter of trying again: that could do it twice.
      case .outcomeUnknown: EX_PROTOCOL
      case .takeoverBlocked, .tooManyTabs, .unsupportedFileSystem: EX_UNAVAILABLE
      case .incompatibleFile, .badRequest, .requestTooLarge, .forked: EX_DATAERR
      case .databaseRemoved: EX_NOINPUT
      case .databaseReplaced: EX_IOERR
      case .logLost: EX_IOERR
      case .refusedBySQLite(let code, _):
        // As for SQLite's own errors below.
        Failure(DatabaseError(resultCode: ResultCode(rawValue: code))).exit
      case .inputOutput(let error):
        switch error.code {
        case ENOENT, ENOTDIR: EX_NOINPUT
        case EACCES, EPERM, EROFS: EX_NOPERM
        case EMFILE, ENFILE: EX_CANTCREAT
        default: EX_IOERR
        }
      }
    self.init(error.code, error.description, exit: exit)
    if case .outcomeUnknown(let key) = error { self.key = key }
  }

  /// What helps against what is no fault of the statement's.
  private static func advice(_ error: DatabaseError) -> String {
    switch error.resultCode {
    case .SQLITE_FULL: " Make some room on its disk and try again."
    case .SQLITE_IOERR: " See that its disk is sound and has room, then try again."
    case .SQLITE_CANTOPEN:
      " Check its path and permissions, and how many files may be open (ulimit -n)."
    default: ""
    }
  }

  private init(_ error: DatabaseError) {
    let message =
      "SQLite: \(error.message ?? error.resultCode.description).\(Self.advice(error))"
    switch error.resultCode {
    case .SQLITE_READONLY: self.init("READ_ONLY", message, exit: EX_NOPERM)
    case .SQLITE_PERM, .SQLITE_AUTH: self.init("SQL_ERROR", message, exit: EX_NOPERM)
    case .SQLITE_CANTOPEN: self.init("IO_ERROR", message, exit: EX_CANTCREAT)
    case .SQLITE_IOERR, .SQLITE_FULL, .SQLITE_CORRUPT, .SQLITE_NOMEM:
      self.init("IO_ERROR", message, exit: EX_IOERR)
    case .SQLITE_INTERRUPT, .SQLITE_ABORT: self.init("CANCELLED", message, exit: EX_TEMPFAIL)
    case .SQLITE_BUSY, .SQLITE_LOCKED:
      self.init("TIMED_OUT_NOT_APPLIED", message, exit: EX_TEMPFAIL)
    case .SQLITE_TOOBIG: self.init("REQUEST_TOO_LARGE", message, exit: EX_DATAERR)
    default: self.init("SQL_ERROR", message, exit: EX_DATAERR)
    }
  }
}
