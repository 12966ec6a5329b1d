import ArgumentParser
import CommandLineKit
import Foundation

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
}

extension Failure {
  /// As the answer to a line of `penholder tab`.
  var json: JSON {
    let error: JSON = ["code": .string(code), "message": .string(message)]
    return key.map { error.adding("key", .string($0)) } ?? error
  }
}
