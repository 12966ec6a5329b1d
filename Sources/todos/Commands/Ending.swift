import ArgumentParser
import CommandLineKit
import GRDB
import Glibc
import TodoApp

extension Failure {
  /// A failure of this app's own, by its exit code (`sysexits.h`).
  init(_ message: String, exit: Int32) {
    let code =
      switch exit {
      case EX_TEMPFAIL: "TIMED_OUT_NOT_APPLIED"
      case EX_NOPERM: "WRITE_PERMISSION_DENIED"
      case EX_IOERR, EX_NOINPUT, EX_CANTCREAT: "IO_ERROR"
      default: "BAD_REQUEST"
      }
    self.init(code, message, exit: exit)
  }

  /// A system call refused.
  static func system(_ call: String, _ number: Int32, _ path: String = "") -> Failure {
    // SAFETY: strerror returns a string that is copied at once; one thread fails here.
    let reason = unsafe String(cString: strerror(number))
    return Failure(path.isEmpty ? "\(call): \(reason)." : "\(path): \(reason).", exit: EX_IOERR)
  }

  /// What any error means to who uses the todo app.
  init(ofTodos error: any Error) {
    switch error {
    case let error as TodoStoreError: self.init("\(error)", exit: EX_DATAERR)
    case let error as DatabaseError
    where error.resultCode == .SQLITE_NOTADB || error.resultCode == .SQLITE_CORRUPT:
      let what = error.message ?? "\(error.resultCode)"
      self.init("This is no usable database: \(what). Choose another with --db.", exit: EX_DATAERR)
    default: self.init(error)
    }
  }
}

/// Ends of the program.
enum Exit {
  /// Ends with what `error` means: help as the parser words it, everything else as one sentence on
  /// standard error, and nothing when nobody reads standard output any more.
  static func with(_ error: any Error) -> Never {
    if let error = error as? Descriptors.WriteError {
      if error.isClosed { exit(0) }
      end(Failure.system("write", error.code))
    }
    if let mistakes = error as? SettingsFile.Mistakes {
      for sentence in mistakes.sentences { Output.complain("todos: \(sentence)") }
      exit(EX_DATAERR)
    }
    // Everything has been said.
    if let code = error as? ExitCode { exit(code.rawValue) }
    if Todos.exitCode(for: error) == .validationFailure { end(misuse(error)) }
    if Todos.isParserMatter(error) { Todos.exit(withError: error) }
    end(Failure(ofTodos: error))
  }

  private static func misuse(_ error: any Error) -> Failure {
    let named = Misuse.help(in: Todos.fullMessage(for: error, columns: .max), of: "todos")
    // Who mistypes a command did not ask for the screen.
    let isScreen = CommandLine.arguments.dropFirst().first == "screen"
    let help = named == "todos screen --help" && !isScreen ? "todos --help" : named
    return Failure(Misuse.sentence(Todos.message(for: error), help: help), exit: EX_USAGE)
  }

  private static func end(_ failure: Failure) -> Never {
    Output.complain("todos: \(failure.message)")
    exit(failure.exit)
  }
}

/// Standard output and standard error, line by line.
enum Output {
  /// Whether people look at standard output.
  static var isTerminal: Bool { Descriptors.isTerminal(STDOUT_FILENO) }

  /// Writes a line of data.
  static func line(_ text: String) throws(Descriptors.WriteError) {
    try Descriptors.write(text + "\n", to: STDOUT_FILENO)
  }

  /// Writes a line to standard error, whatever it names. Where that fails there is nobody to tell.
  static func complain(_ text: String) {
    try? Descriptors.write(Printable.line(text) + "\n", to: STDERR_FILENO)
  }
}
