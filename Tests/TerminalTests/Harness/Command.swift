import Foundation
import Glibc

/// A program that is run to its end.
///
/// Not by Foundation's `Process`: that waits until nobody holds a socket any more that it gives to
/// the child, and a tmux server, once started, holds it for ever. Standard output and error go into
/// files, for the same reason.
struct Command {
  /// How it ended and what it said.
  struct Result: Sendable {
    var exit: Int32
    var output: String
    var errors: String
  }

  struct SpawnError: Error { var code: Int32 }

  /// The built `todos`, beside the test bundle.
  static let todos: String = {
    let runner =
      (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
    return URL(fileURLWithPath: runner).deletingLastPathComponent().path + "/todos"
  }()

  /// The built `penholder`, beside it.
  static let penholder =
    URL(fileURLWithPath: todos).deletingLastPathComponent().path + "/penholder"

  /// Runs a program from the path, or at it, and waits for its end without holding up a thread of
  /// the pool.
  static func run(
    _ program: String, _ arguments: [String], environment: [String: String] = [:],
    input: String = ""
  ) async throws -> Result {
    let files = FileManager.default.temporaryDirectory.path + "/todos-run-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: files, withIntermediateDirectories: true)
    // A folder left behind in /tmp is no reason to fail.
    defer { try? FileManager.default.removeItem(atPath: files) }
    try Data(input.utf8).write(to: URL(fileURLWithPath: files + "/0"))
    let pid = try spawn([program] + arguments, variables(environment), files)
    let exit = await end(of: pid)
    func text(_ name: String) throws -> String {
      String(decoding: try Data(contentsOf: URL(fileURLWithPath: files + name)), as: UTF8.self)
    }
    return Result(exit: exit, output: try text("/1"), errors: try text("/2"))
  }

  /// Waits for a process's end: its status, or 128 and the signal that it died of.
  static func end(of pid: pid_t) async -> Int32 {
    await withCheckedContinuation { continuation in
      Thread.detachNewThread {
        var status: Int32 = 0
        // SAFETY: one integer.
        while unsafe waitpid(pid, &status, 0) < 0 && errno == EINTR {}
        continuation.resume(
          returning: status & 0x7F == 0 ? status >> 8 & 0xFF : 128 + status & 0x7F)
      }
    }
  }

  /// Tests do not depend on what somebody has set.
  static func variables(_ additions: [String: String]) -> [String] {
    var variables = ProcessInfo.processInfo.environment
    for name in ["TODOS_DB", "XDG_DATA_HOME", "NO_COLOR", "TMUX", "TERM", "LANG", "COLORTERM"] {
      variables[name] = nil
    }
    // Whoever runs the tests may have settings of their own.
    variables["XDG_CONFIG_HOME"] = "/nonexistent"
    variables["LC_ALL"] = "C.UTF-8"
    return variables.merging(additions) { $1 }.map { "\($0.key)=\($0.value)" }
  }

  private static func spawn(
    _ words: [String], _ variables: [String], _ files: String
  ) throws -> pid_t {
    try unsafe spawn(words, variables) { actions in
      unsafe posix_spawn_file_actions_addopen(actions, 0, files + "/0", O_RDONLY, 0)
      for number in Int32(1)...2 {
        unsafe posix_spawn_file_actions_addopen(
          actions, number, files + "/\(number)", O_WRONLY | O_CREAT, 0o600)
      }
    }
  }

  /// Starts a program in a session of its own on a terminal.
  static func spawn(
    _ words: [String], _ variables: [String], terminal path: String
  ) throws -> pid_t {
    // POSIX_SPAWN_SETSID, which the headers keep from Swift.
    try unsafe spawn(words, variables, flags: 0x80) { actions in
      // The first terminal that the head of a session opens becomes that of the session.
      for number in Int32(0)...2 {
        unsafe posix_spawn_file_actions_addopen(actions, number, path, O_RDWR, 0)
      }
    }
  }

  private static func spawn(
    _ words: [String], _ variables: [String], flags: Int32 = 0,
    _ open: (UnsafeMutablePointer<posix_spawn_file_actions_t>) -> Void
  ) throws -> pid_t {
    // SAFETY: initialised and destroyed here; the strings live until the call has returned.
    var actions = unsafe posix_spawn_file_actions_t()
    var attributes = posix_spawnattr_t()
    unsafe posix_spawn_file_actions_init(&actions)
    unsafe posix_spawnattr_init(&attributes)
    let arguments = unsafe words.map { unsafe strdup($0) } + [nil]
    let environment = unsafe variables.map { unsafe strdup($0) } + [nil]
    defer {
      unsafe posix_spawn_file_actions_destroy(&actions)
      unsafe posix_spawnattr_destroy(&attributes)
      for index in unsafe arguments.indices { unsafe free(arguments[index]) }
      for index in unsafe environment.indices { unsafe free(environment[index]) }
    }
    unsafe open(&actions)
    // Whatever the test runner ignores or blocks, a program begins as in a terminal.
    var all = sigset_t()
    var none = sigset_t()
    unsafe sigfillset(&all)
    unsafe sigemptyset(&none)
    unsafe posix_spawnattr_setsigdefault(&attributes, &all)
    unsafe posix_spawnattr_setsigmask(&attributes, &none)
    unsafe posix_spawnattr_setflags(
      &attributes, Int16(POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK | flags))
    var pid: pid_t = 0
    let code = unsafe posix_spawnp(&pid, words[0], &actions, &attributes, arguments, environment)
    guard code == 0 else { throw SpawnError(code: code) }
    return pid
  }
}
