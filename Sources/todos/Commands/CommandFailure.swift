import ArgumentParser
import GRDB
import Glibc
import Penholder
import TodoApp

/// Why a command failed: one sentence for people, one code for scripts (`sysexits.h`).
struct CommandFailure: Error, CustomStringConvertible {
  let description: String
  let code: Int32

  init(_ description: String, code: Int32) {
    self.description = description
    self.code = code
  }

  /// A system call refused.
  static func system(_ call: String, _ number: Int32, _ path: String = "") -> CommandFailure {
    // SAFETY: strerror returns a string that is copied at once; one thread fails here.
    let reason = unsafe String(cString: strerror(number))
    return CommandFailure(path.isEmpty ? "\(call): \(reason)." : "\(path): \(reason).", code: 74)
  }

  /// What any error means to the shell.
  init(_ error: any Error) {
    switch error {
    case let failure as CommandFailure: self = failure
    case let error as PenholderError: self.init("\(error)", code: Self.code(of: error))
    case let error as TodoStoreError: self.init("\(error)", code: 65)
    case let error as DatabaseError: self.init(error)
    default: self.init("\(error)", code: 74)
    }
  }

  private init(_ error: DatabaseError) {
    let what = error.message ?? "\(error.resultCode)"
    switch error.resultCode {
    case .SQLITE_NOTADB, .SQLITE_CORRUPT:
      self.init("This is no usable database: \(what). Choose another with --db.", code: 65)
    case .SQLITE_BUSY, .SQLITE_LOCKED:
      self.init("The database is busy: \(what). Try again.", code: 75)
    case .SQLITE_CANTOPEN:
      self.init("The database cannot be opened: \(what). Check its folder.", code: 73)
    case .SQLITE_READONLY:
      self.init("The database cannot be written to: \(what). Check its permissions.", code: 77)
    default: self.init("The database refused: \(what).", code: 74)
    }
  }

  private static func code(of error: PenholderError) -> Int32 {
    switch error {
    case .notLeader, .leadershipLost, .readOnly: 77
    case .timedOut: 69
    case .cancelled, .takeoverBlocked: 75
    case .incompatibleFile, .badRequest: 65
    case .unsupportedFileSystem, .tooManyTabs: 69
    case .inputOutput, .closed: 74
    }
  }
}

/// Ends of the program.
enum Exit {
  /// Ends with what `error` means: usage and help as the parser words them, everything else as one
  /// sentence on standard error.
  static func with(_ error: any Error) -> Never {
    if error is BrokenPipe { exit(0) }
    if Todos.exitCode(for: error) == .validationFailure || Todos.isParserMatter(error) {
      Todos.exit(withError: error)
    }
    let failure = CommandFailure(error)
    Output.complain("todos: \(failure.description)")
    exit(failure.code)
  }
}

/// Nobody reads standard output any more: no reason to say anything.
struct BrokenPipe: Error {}

/// Standard output and standard error, unbuffered: what is written is written or an error.
enum Output {
  /// Whether people look at standard output.
  static var isTerminal: Bool { isatty(STDOUT_FILENO) == 1 }

  /// Writes a line of data.
  ///
  /// - Throws: `BrokenPipe`, or `CommandFailure` for a full disk and the like.
  static func line(_ text: String) throws { try write(text + "\n", to: STDOUT_FILENO) }

  /// Writes a line to standard error. Where that fails there is nobody to tell.
  static func complain(_ text: String) { try? write(text + "\n", to: STDERR_FILENO) }

  private static func write(_ text: String, to descriptor: Int32) throws {
    var bytes = Array(text.utf8)[...]
    while !bytes.isEmpty {
      // SAFETY: the buffer is valid during the call.
      let written = unsafe bytes.withUnsafeBytes { bytes in
        unsafe Glibc.write(descriptor, bytes.baseAddress, bytes.count)
      }
      if written < 0 {
        if errno == EINTR { continue }
        if errno == EPIPE { throw BrokenPipe() }
        throw CommandFailure.system("write", errno)
      }
      bytes = bytes.dropFirst(written)
    }
  }
}
