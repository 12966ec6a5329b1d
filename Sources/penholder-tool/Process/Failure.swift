import ArgumentParser
import Foundation
import GRDB
import Penholder

/// What went wrong, for programs (the code), for people (the sentence) and for the shell (the exit
/// code).
struct Failure: Error {
  var code: String
  var message: String
  var exit: Int32

  init(_ code: String, _ message: String, exit: Int32) {
    self.code = code
    self.message = message
    self.exit = exit
  }

  static func badRequest(_ message: String) -> Failure {
    Failure("BAD_REQUEST", message, exit: EX_DATAERR)
  }

  static func noDatabase(_ path: String) -> Failure {
    Failure(
      "IO_ERROR", "There is no database \(path): check the path.", exit: EX_NOINPUT)
  }

  /// Any error as one of these.
  init(_ error: any Error) {
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
      case .notLeader, .readOnly: EX_NOPERM
      case .leadershipLost, .timedOut, .cancelled, .closed: EX_TEMPFAIL
      case .takeoverBlocked, .tooManyTabs, .unsupportedFileSystem: EX_UNAVAILABLE
      case .incompatibleFile, .badRequest: EX_DATAERR
      case .inputOutput(let error):
        switch error.code {
        case ENOENT, ENOTDIR: EX_NOINPUT
        case EACCES, EPERM, EROFS: EX_NOPERM
        default: EX_IOERR
        }
      }
    self.init(error.code, error.description, exit: exit)
  }

  private init(_ error: DatabaseError) {
    let message = "SQLite: \(error.message ?? error.resultCode.description)."
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

  /// As the answer to a line of `penholder tab`.
  var json: JSON { ["code": .string(code), "message": .string(message)] }
}

/// What every command does alike.
enum Tool {
  /// Runs a command's work; an error becomes one sentence and an exit code, a closed pipe a quiet end.
  static func run(_ work: () async throws -> Void) async throws {
    do {
      try await work()
    } catch let error as Descriptors.WriteError where error.isClosed {
      throw ExitCode.success
    } catch let error as Descriptors.WriteError {
      complain(
        "Standard output cannot be written to: \(unsafe String(cString: strerror(error.code))).")
      throw ExitCode(EX_IOERR)
    } catch let exit as ExitCode {
      throw exit
    } catch {
      let failure = Failure(error)
      complain(failure.message)
      throw ExitCode(failure.exit)
    }
  }

  /// One sentence to standard error.
  static func complain(_ message: String) {
    let line = message.split(whereSeparator: \.isNewline).joined(separator: " ")
    // Nobody is left to tell.
    try? Descriptors.write("penholder: \(Printable.text(line))\n", to: 2)
  }

  /// One line of data.
  static func say(_ line: some CustomStringConvertible) throws {
    try Descriptors.write("\(line)\n", to: 1)
  }

  /// Refuses a database that is not there; for commands that only look.
  static func requireDatabase(_ path: String) throws {
    if !FileManager.default.fileExists(atPath: path) { throw Failure.noDatabase(path) }
  }

  /// Refuses a place where a database cannot be made; for commands that make one.
  static func requireFolder(of path: String) throws {
    let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
    var isFolder: ObjCBool = false
    let exists = unsafe FileManager.default.fileExists(atPath: folder, isDirectory: &isFolder)
    guard exists, isFolder.boolValue else {
      throw Failure(
        "IO_ERROR", "\(path) cannot be created: there is no folder \(folder).", exit: EX_CANTCREAT)
    }
  }

  /// Seconds as people and scripts write them; nil for what is no length of time.
  static func duration(_ seconds: Double) -> Duration? {
    seconds >= 0 && seconds <= 1e9 ? .seconds(seconds) : nil
  }
}

/// Text from a database on somebody's terminal.
enum Printable {
  /// The text with everything that would steer a terminal, or split a line, spelled out.
  static func text(_ text: String) -> String {
    guard text.unicodeScalars.contains(where: isControl) else { return text }
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\n": result += "\\n"
      case "\t": result += "\\t"
      case "\r": result += "\\r"
      case _ where isControl(scalar): result += "\\u{\(String(scalar.value, radix: 16))}"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
    scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value)
      || (0x2028...0x202E).contains(scalar.value) || (0x2066...0x2069).contains(scalar.value)
  }
}
