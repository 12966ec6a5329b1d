import CommandLineKit
import Foundation
import Glibc
import Spawning

/// Another program, run to its end.
enum Program {
  /// How it ended and what it said.
  struct Result {
    var exit: Int32
    var output: String
  }

  /// The file of this program.
  static func own() throws -> String {
    do { return try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe") } catch
    {
      throw Failure(
        "This program's own file cannot be found: is /proc there?", exit: EX_UNAVAILABLE)
    }
  }

  /// Whether there is a program of this name.
  static func exists(_ name: String) -> Bool {
    let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
    return path.split(separator: ":").contains {
      // SAFETY: the path is read during the call only.
      unsafe access("\($0)/\(name)", X_OK) == 0
    }
  }

  /// Runs a program and returns what it wrote.
  ///
  /// - Parameter file: takes its output meanwhile.
  static func run(
    _ words: [String], environment: [String: String], outputFile file: String
  ) throws -> Result {
    let exit = try spawnAndWait(words, environment, output: file)
    let data = (try? Data(contentsOf: URL(fileURLWithPath: file))) ?? Data()
    // SAFETY: the path is read during the call only.
    unsafe unlink(file)
    return Result(exit: exit, output: String(decoding: data, as: UTF8.self))
  }

  /// Runs a program on this terminal.
  static func show(_ words: [String], environment: [String: String]) throws -> Int32 {
    try spawnAndWait(words, environment, output: nil)
  }

  private static func spawnAndWait(
    _ words: [String], _ environment: [String: String], output: String?
  ) throws -> Int32 {
    var spawn = Spawn(words, environment: environment)
    if let output {
      spawn.preparations = [
        .open(0, path: "/dev/null", flags: O_RDONLY),
        .open(1, path: output, flags: O_WRONLY | O_CREAT | O_TRUNC), .copy(1, to: 2),
      ]
    }
    do { return Spawn.exitStatus(of: try spawn.start()) } catch {
      throw Failure.system("posix_spawn", error.code, error.program)
    }
  }
}
