import Foundation
import Glibc
import Spawning

/// A program that is run to its end, without holding up a thread of the pool.
package enum Program {
  /// How it ended and what it said.
  package struct Result: Sendable {
    package var exit: Int32
    package var output: String
    package var errors: String
  }

  /// A built program of this package, beside the test bundle.
  package static func built(_ name: String) -> String {
    let runner =
      (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
    return URL(fileURLWithPath: runner).deletingLastPathComponent().path + "/" + name
  }

  package static let todos = built("todos")
  package static let penholder = built("penholder")

  /// Runs a program from the path, or at it. Standard output and error go into files, since a server
  /// that it leaves behind would hold pipes open.
  package static func run(
    _ program: String, _ arguments: [String], environment: [String: String] = [:],
    input: String = ""
  ) async throws -> Result {
    let files = FileManager.default.temporaryDirectory.path + "/program-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: files, withIntermediateDirectories: true)
    // A folder left behind in /tmp is no reason to fail.
    defer { try? FileManager.default.removeItem(atPath: files) }
    try Data(input.utf8).write(to: URL(fileURLWithPath: files + "/0"))
    let created = O_WRONLY | O_CREAT
    let pid = try Spawn(
      [program] + arguments, environment: variables(environment),
      preparations: [
        .open(0, path: files + "/0", flags: O_RDONLY),
        .open(1, path: files + "/1", flags: created), .open(2, path: files + "/2", flags: created),
      ]
    ).start()
    let exit = await end(of: pid)
    func text(_ name: String) throws -> String {
      String(decoding: try Data(contentsOf: URL(fileURLWithPath: files + name)), as: UTF8.self)
    }
    return Result(exit: exit, output: try text("/1"), errors: try text("/2"))
  }

  /// Waits for a child's end: its exit code, or 128 and the signal that it died of.
  package static func end(of pid: pid_t) async -> Int32 {
    await withCheckedContinuation { continuation in
      Thread.detachNewThread { continuation.resume(returning: Spawn.exitStatus(of: pid)) }
    }
  }

  /// Tests do not depend on what somebody has set.
  package static func variables(_ additions: [String: String]) -> [String: String] {
    var variables = ProcessInfo.processInfo.environment
    for name in ["TODOS_DB", "XDG_DATA_HOME", "NO_COLOR", "TMUX", "TERM", "LANG", "COLORTERM"] {
      variables[name] = nil
    }
    // Whoever runs the tests may have settings of their own.
    variables["XDG_CONFIG_HOME"] = "/nonexistent"
    variables["LC_ALL"] = "C.UTF-8"
    return variables.merging(additions) { $1 }
  }
}
